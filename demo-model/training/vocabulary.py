"""Makes the SentencePiece vocabulary: the roles and ids of the published one, few ordinary pieces, learned from the questions and answers.

0 to 2 unknown, begin, end; 3 to 100 user defined (newline, tab, markup, full-width digits, punctuation); 101 to 112 the picture markers;
113 to 368 bytes; then ordinary pieces. `<用户>` and `<AI>` are ordinary text that happens to become one piece each.
"""
import random
import sys

import sentencepiece

import questions
import scenes

SIZE = 1024
MARKERS = ["<image>", "</image>", "<ref>", "</ref>", "<box>", "</box>", "<quad>", "</quad>", "<point>", "</point>", "<slice>", "</slice>"]  # ids 101 to 112
UNK, BOS, EOS, IMAGE, IMAGE_END, SLICE, SLICE_END = 0, 1, 2, 101, 102, 111, 112
USER, ASSISTANT = "<用户>", "<AI>"


def user_defined():
    symbols = ["<SEP>", "<CLS>", "\n", "\t", "<h1>", "<h1/>", "</h1>", "<b>", "<b/>", "</b>", "<p>", "</p>", "<br>", "<td>", "</td>"]
    symbols += [f"<filler_{i}>" for i in range(3 + len(symbols), 52)]
    symbols += list("０１２３４５６７８９+-=，。！？、：￥.!?") + ["...", "。。。", "。。。。。。"] + list("《》【】『』") + ["```", "<!--", "-->", "---", "<!DOCTYPE>"]
    symbols += list("；．＝＜＞－＋％‼㊣／｜")
    assert len(symbols) == 98, len(symbols)
    return symbols + MARKERS[:8] + [f"<reserved_{i}>" for i in range(20, 24)]


def corpus(seed=1, dialogues=12000):
    """Questions and answers. Printed words are left out of it, so that letters stay single pieces and any word can be spelled."""
    rng = random.Random(seed)
    for _ in range(dialogues):
        image_kind = rng.choices(["shapes", "text", "chart", "unlike"], [8, 2, 2, 1])[0]
        _, scene = scenes.draw_scene(rng, 120, 90, image_kind)
        for word in scene.words:
            if not word.text.isdigit():
                word.text, word.characters = rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), word.characters[:1]
        for _, _, question, answer in (questions.ask(rng, scene), questions.ask_without_picture(rng) if rng.random() < .3 else questions.ask(rng, scene)):
            yield question
            yield answer
        yield USER
        yield ASSISTANT
    for code in range(33, 127):
        for _ in range(30):
            yield chr(code)
    for table in (questions.BEYOND_QUESTIONS, ):
        for language in table:
            yield from table[language] * 3


def train(path):
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=corpus(), model_prefix=path, model_type="bpe", vocab_size=SIZE, byte_fallback=True, split_digits=True, character_coverage=1.0,
        normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=False, split_by_unicode_script=False, user_defined_symbols=user_defined(),
        unk_id=0, bos_id=1, eos_id=2, pad_id=-1, num_threads=1, minloglevel=2)


class Tokenizer:
    """SentencePiece plus the added tokens, as training needs them: text without markers goes through `encode`."""

    def __init__(self, path):
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
        self.size = self.pieces.vocab_size()

    def encode(self, text):
        return self.pieces.encode(text)

    def decode(self, ids):
        return self.pieces.decode([i for i in ids if i > EOS])

    def encode_with_ends(self, text):
        """The ids, and for each where in the text (in characters) it ends."""
        ids, ends, end, byte = self.pieces.encode(text), [], 0, b""
        for i in ids:
            piece = self.pieces.id_to_piece(i)
            if self.pieces.is_byte(i):
                byte += bytes([int(piece[3:5], 16)])
                whole = byte.decode("utf-8", "ignore")
                end, byte = (end + len(whole), b"") if whole else (end, byte)
            else:
                end += len(piece)
            ends.append(end)
        assert end == len(text), (text, ends)
        return ids, ends

    def picture(self, queries, columns=0, rows=0):
        """The overview, and the slices where there are some."""
        one = [IMAGE] + [UNK] * queries + [IMAGE_END]
        if not columns:
            return one
        slices = [one * columns] * rows
        return one + [SLICE] + [token for i, row in enumerate(slices) for token in (self.encode("\n") if i else []) + row] + [SLICE_END]


if __name__ == "__main__":
    train(sys.argv[1])
