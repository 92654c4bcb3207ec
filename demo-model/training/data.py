"""Batches of dialogues about drawn pictures; every batch is made from its own seed, so a run can be repeated or continued."""
import random
from dataclasses import dataclass

import numpy as np
import torch

import questions
import scenes
import slicing
from model import EDGE
from slicing import PATCH
from vocabulary import ASSISTANT, BOS, EOS, IMAGE, USER

LENGTH = 208  # tokens of a dialogue whose pictures are not cut
CUT_LENGTH = {2: 320, 3: 390, 4: 450}  # and of one whose pictures are cut into so many slices
SMALL_PRINT = .5  # share of the dialogues about cut pictures whose text is all in small print
SMALLEST = (.05, .1)  # how wide its characters are, in widths of the picture
CROSSED = .5  # share of small printed texts in which an edge of a slice goes through a word, which is the hardest again
UNCUT = .2  # share of the batches with pictures so small that they are not cut, where large ones are
# what the training aids tell of a patch, and of a query
PATCH_PARTS = ("shape", "colour", "character", "ordinal", "bar")
QUERY_PARTS = ("shape", "colour", "character", "place", "next character", "ordinal", "bar", "size", "third character",
               "value", "value's second", "rank", "left", "top", "right", "bottom")
WHOLE = 9  # so many parts a slice tells of; the others take the whole picture
ENCODER_SHAPES = 2  # pictures of shapes in every batch for the vision encoder alone
READABLE = 12  # pixels a character should be high, to be read without a doubt
PAD = 3  # never seen by the loss
RATIOS = [(4 / 3, .34), (1, .18), (3 / 2, .14), (16 / 9, .08), (3 / 4, .09), (2 / 3, .04), (9 / 16, .03), (None, .10)]
SHAPES, COLOURS, PLACES = list(scenes.SHAPES), list(scenes.COLOURS), list(scenes.PLACES)


def picture_sizes(rng, side, maximum):
    """The plan of a batch's pictures, and a function that draws sizes for which the plan is that one. All pictures of a batch are cut alike, or none is."""
    ratio = rng.choices([r for r, _ in RATIOS], [p for _, p in RATIOS])[0] or rng.uniform(.5, 2)
    small = maximum > 1 and rng.random() < UNCUT
    spread = lambda: rng.uniform(120, side) if small else rng.uniform(2.05 * side, 2.7 * side) if maximum > 1 else rng.uniform(200, 400)

    def draw():
        area, r = spread() ** 2, ratio * rng.uniform(.98, 1.02)
        return round((area * r) ** .5), round((area / r) ** .5)

    wanted = slicing.plan(*draw(), side, maximum)

    def size():
        while True:
            w, h = draw()
            if slicing.plan(w, h, side, maximum) == wanted:
                return w, h
    return wanted, size


def share_of_characters(cut):
    """How wide printed characters are, in widths of the picture: small print only where the picture is cut."""
    return (.05, .24) if cut.slices else (.09, .24)


def share_to_learn(rng, cut):
    """The same for a dialogue: often small print alone, which is the hardest."""
    return SMALLEST if cut.slices and rng.random() < SMALL_PRINT else share_of_characters(cut)


def draw_scene(rng, size, cut, share):
    """Picture and scene; where all print is small, often one with a word in two slices."""
    crossed = share[1] <= SMALLEST[1] and rng.random() < CROSSED
    while True:
        image, scene = scenes.draw_scene(rng, *size(), share=share)
        if not crossed or scene.kind != "text" or any(in_two_slices(word, scene, cut) for word in scene.words):
            return image, scene


def in_two_slices(word, scene, cut):
    """Whether an edge between slices goes through a printed word."""
    left, right = (end * cut.columns / scene.width for end in (word.characters[0].left, word.characters[-1].right))
    top, bottom = (end * cut.rows / scene.height for end in (min(c.top for c in word.characters), max(c.bottom for c in word.characters)))
    return int(left) != int(right) or int(top) != int(bottom)


@dataclass
class View:
    """One picture the model sees of a scene: it shows the scene's point (x, y) at (x * sx - left, y * sy - top) of its own width x height pixels."""
    width: int
    height: int
    sx: float
    sy: float
    left: float = 0
    top: float = 0

    def at(self, x, y):
        return x * self.sx - self.left, y * self.sy - self.top

    def shows(self, height):
        """Whether a character of this height is large enough to be read here."""
        return height * self.sy >= READABLE

    def query(self, x, y, side_queries):
        """Number of the query whose place a point falls into; None outside the view."""
        x, y = self.at(x, y)
        if not (0 <= x < self.width and 0 <= y < self.height):
            return None
        return min(int(y / (2 * PATCH)), side_queries - 1) * side_queries + min(int(x / (2 * PATCH)), side_queries - 1)


def views(scene, cut):
    w, h = cut.overview
    shown = [View(w, h, w / scene.width, h / scene.height)]
    cw, ch = cut.slice
    for row in range(cut.rows):
        for column in range(cut.columns):
            shown.append(View(cw, ch, cut.columns * cw / scene.width, cut.rows * ch / scene.height, column * cw, row * ch))
    return shown


def about_bar(bars, number):
    """The two characters of a bar's value (11 where there is no second), and 1 for the tallest bar, 2 for the shortest, 3 for others."""
    values = [int(b.value.text) for b in bars]
    digits = [1 + int(d) for d in bars[number].value.text] + [11]
    return digits[0], digits[1], 1 if values[number] == max(values) else 2 if values[number] == min(values) else 3


def labels(scene, view, side_queries, whole=True):
    """For the training aids: `[N, 5]` what covers each patch (PATCH_PARTS), `[Q, 16]` what has its centre at each query's place (QUERY_PARTS)."""
    columns, rows = view.width // PATCH, view.height // PATCH
    cy, cx = np.meshgrid(np.arange(rows) * PATCH + PATCH / 2, np.arange(columns) * PATCH + PATCH / 2, indexing="ij")
    patch, query = np.zeros((rows, columns, len(PATCH_PARTS)), dtype=np.int64), np.zeros((side_queries ** 2, len(QUERY_PARTS)), dtype=np.int64)
    for number, bar in enumerate(scene.bars):
        (left, top), (right, bottom) = view.at(*bar.box[:2]), view.at(*bar.box[2:])
        inside = (cx > left - 2) & (cx < right + 2) & (cy > top) & (cy < bottom)
        patch[inside, 0], patch[inside, 1], patch[inside, 4] = 1 + len(SHAPES), 1 + COLOURS.index(bar.colour), number + 1
    for o in scene.objects:
        x, y = view.at(o.x, o.y)
        inside = (cx - x) ** 2 + (cy - y) ** 2 < (.9 * o.radius * view.sx) ** 2
        patch[inside, 0], patch[inside, 1] = 1 + SHAPES.index(o.shape), 1 + COLOURS.index(o.colour)
        place = view.query(o.x, o.y, side_queries)
        if place is not None:
            query[place, :WHOLE] = 1 + SHAPES.index(o.shape), 1 + COLOURS.index(o.colour), 0, 1 + PLACES.index(o.place), 0, 0, 0, o.size, 0
            query[place, WHOLE + 3:] = [1 + min(49, max(0, int(edge / whole / EDGE))) for edge, whole in zip(o.box, (scene.width, scene.height) * 2)]
    centred = {}
    for c in scene.characters:
        value, ordinal = 1 + scenes.CHARACTERS.index(c.value), min(c.ordinal, 6)
        (left, top), (right, bottom) = view.at(c.left, c.top), view.at(c.right, c.bottom)
        inside = (cx > left - 2) & (cx < right + 2) & (cy > top - 3) & (cy < bottom + 3)
        if not view.shows(c.bottom - c.top):
            value = ordinal = -100
        patch[inside, 1], patch[inside, 2], patch[inside, 3], patch[inside, 4] = 1 + COLOURS.index(c.colour), value, ordinal, c.bar
        place = view.query((c.left + c.right) / 2, (c.top + c.bottom) / 2, side_queries)
        if place is not None:
            centred.setdefault(place, []).append((c.top, c.left, value, ordinal, c))
    for place, found in centred.items():
        middle = (place // side_queries * 2 + 1) * PATCH
        line = min(found, key=lambda f: abs(view.at(0, (f[4].top + f[4].bottom) / 2)[1] - middle))[0]
        first, *more = sorted((f for f in found if f[0] == line), key=lambda f: f[1])
        second, third = [m[2] for m in more[:2]] + [0] * (2 - len(more[:2]))
        query[place, :WHOLE] = 0, 1 + COLOURS.index(first[4].colour), first[2], 0, second, first[3], first[4].bar, 0, third
        if first[4].bar:
            query[place, WHOLE:WHOLE + 3] = about_bar(scene.bars, first[4].bar - 1)
    if not whole:
        query[:, WHOLE:] = -100
    return patch.reshape(-1, len(PATCH_PARTS)), query


class Dialogue:
    """Token ids with, for each, the token that should follow (or -100)."""

    def __init__(self, tokenizer, queries, keep_end, limit):
        self.tokenizer, self.queries, self.keep_end, self.limit = tokenizer, queries, keep_end, limit
        self.ids, self.targets = [BOS], [-100]
        self.looks = []  # (first, end, token positions to look at)
        self.shown = []  # (view, position of its first feature) of the latest picture

    def space(self):
        return self.limit - len(self.ids)

    def add(self, asked, picture=None):
        """Adds a turn, with a picture (its cut and views) in front of the question; says whether there was room."""
        encode, side = self.tokenizer.encode, round(self.queries ** .5)
        before = "\n" if picture else USER
        tail, tail_ends = self.tokenizer.encode_with_ends(before + asked.question + ASSISTANT)
        if picture:
            cut, views = picture
            head = encode(USER) + self.tokenizer.picture(self.queries, cut.columns, cut.rows) + tail
        else:
            head = tail
        answered, ends = self.tokenizer.encode_with_ends(asked.answer)
        kept = answered + [EOS] if self.keep_end else answered
        if len(head) + len(kept) > self.space():
            return False
        if picture:
            starts = [len(self.ids) + i + 1 for i, token in enumerate(head) if token == IMAGE]
            self.shown = list(zip(views, starts))
        start = len(self.ids) + len(head) - 1  # the position that predicts the answer's first token
        self.look(asked.looks, start, ends, 0, side)
        self.look(asked.mentions, start + 1 - len(tail), tail_ends, len(before), side)
        self.ids += head + kept
        self.targets += [-100] * (len(head) - 1) + answered + [EOS] + ([-100] if self.keep_end else [])
        return True

    def look(self, looks, start, ends, shift, side):
        """Notes what to look at for the tokens of a text, which begin at position `start` and end at `ends`; `looks` count its characters from `shift` on."""
        for first, end, points in looks:
            seen = [(view.query(x, y, side), position, not size or view.shows(size[0])) for x, y, *size in points for view, position in self.shown]
            best = any(clear for q, _, clear in seen if q is not None)
            targets = [position + q for q, position, clear in seen if q is not None and clear == best]
            tokens = [start + i for i, (a, b) in enumerate(zip([0] + ends, ends)) if b > first + shift and a < end + shift]
            if tokens and targets:
                self.looks.append((tokens[0], tokens[-1] + 1, targets))


def dialogue(rng, tokenizer, size, cut, queries, limit, share):
    """One dialogue and the pictures in it: most begin with one, some have none, many get another one later. Where a scene has little to ask, another follows soon."""
    talk = Dialogue(tokenizer, queries, rng.random() < .7, limit)
    form = rng.random()
    pictures, aids = [], []
    if form < .06:
        for _ in range(rng.randint(1, 2) if form > .02 else 12):
            if not talk.add(questions.ask_without_picture(rng)):
                break
        if form < .02:
            return talk, pictures, aids
    scene, turns, last, misses = None, 0, 0, 0
    cost = (queries + 2) * (1 + cut.slices) + 4 + cut.rows
    while misses < 3:
        fresh = scene is None or turns >= last and talk.space() > cost + 38
        if fresh:
            image, drawn = draw_scene(rng, size, cut, share)
            seen = views(drawn, cut)
        asked = questions.small_talk(rng) if rng.random() < .03 else questions.ask(rng, drawn if fresh else scene)
        if talk.add(asked, (cut, seen) if fresh else None):
            if fresh:
                scene, turns = drawn, 0
                last = rng.randint(1, 2) if scene.kind in ("text", "unlike") else rng.randint(2, 4) if scene.kind == "chart" or rng.random() < .1 else 99
                pictures.append(slicing.pictures(image, cut))
                aids.append([labels(scene, view, round(queries ** .5), view is seen[0]) for view in seen])
            turns += 1
        else:
            misses += 1
            if scene is None and misses == 3:
                break
        if scene is not None and turns >= last + 2:
            break
    return talk, pictures, aids


def batch(seed, step, tokenizer, size, config, pages):
    """Tensors of one training step. The overviews (and the pages after them) come first, then the slices; `order` says in which order the decoder's placeholders take them."""
    rng = random.Random(f"{seed}/{step}")
    cut, draw_size = picture_sizes(rng, config.side, config.max_slices)
    limit = LENGTH if not cut.slices else CUT_LENGTH[cut.slices]
    size = size if not cut.slices else max(4, size // 2)
    ids, targets = torch.full((size, limit), PAD), torch.full((size, limit), -100)
    looks = torch.zeros(size, limit, limit, dtype=torch.bool)
    overviews, slices, overview_aids, slice_aids, order = [], [], [], [], []
    for i in range(size):
        talk, shown, helped = dialogue(rng, tokenizer, draw_size, cut, config.queries, limit, share_to_learn(rng, cut))
        ids[i, :len(talk.ids)], targets[i, :len(talk.targets)] = torch.tensor(talk.ids), torch.tensor(talk.targets)
        for first, end, positions in talk.looks:
            looks[i, first:end, positions] = True
        for (overview, parts), (first_aid, *aids) in zip(shown, helped):
            order += [(0, len(overviews))] + [(1, len(slices) + k) for k in range(len(parts))]
            overviews.append(overview)
            overview_aids.append(first_aid)
            slices += parts
            slice_aids += aids
    for _ in range(pages):
        image, scene = scenes.draw_page(rng, *draw_size())
        overviews.append(slicing.pictures(image, slicing.Plan(cut.overview))[0])
        overview_aids.append(labels(scene, views(scene, slicing.Plan(cut.overview))[0], round(config.queries ** .5)))
    order = torch.tensor([index if kind == 0 else len(overviews) + index for kind, index in order])
    stack = lambda arrays: torch.tensor(np.stack(arrays)) if arrays else None
    groups = [(stack(p), stack([a for a, _ in aids]), stack([b for _, b in aids])) for p, aids in ((overviews, overview_aids), (slices, slice_aids)) if p]
    return groups, order, ids, targets, looks


def encoder_batch(seed, step, size, config):
    """Pictures for the vision encoder alone: some shapes first, then pages full of characters, charts and printed words; none is cut."""
    rng = random.Random(f"{seed}/eyes/{step}")
    cut, draw_size = picture_sizes(rng, config.side, 1)
    pictures, aids = [], []
    for i in range(size):
        w, h = draw_size()
        kind = "shapes" if i < ENCODER_SHAPES else rng.choices(["page", "chart", "shapes", "text"], [.45, .3, .15, .1])[0]
        image, scene = scenes.draw_page(rng, w, h) if kind == "page" else scenes.draw_scene(rng, w, h, kind)
        pictures.append(slicing.pictures(image, cut)[0])
        aids.append(labels(scene, views(scene, cut)[0], round(config.queries ** .5)))
    return [[(torch.tensor(np.stack(pictures)), *(torch.tensor(np.stack(part)) for part in zip(*aids)))]]


class Batches(torch.utils.data.IterableDataset):
    """Batch after batch from the given step on; the first `vision_steps` of them are for the vision encoder alone. Several workers take turns, so their number changes nothing."""

    def __init__(self, seed, first, vision_steps, tokenizer_path, size, config, pages):
        self.seed, self.first, self.vision_steps, self.tokenizer_path, self.size, self.config, self.pages = seed, first, vision_steps, tokenizer_path, size, config, pages

    def __iter__(self):
        from vocabulary import Tokenizer
        torch.set_num_threads(1)
        worker = torch.utils.data.get_worker_info()
        tokenizer, step = Tokenizer(self.tokenizer_path), self.first + (worker.id if worker else 0)
        while True:
            yield encoder_batch(self.seed, step, self.size, self.config) if step < self.vision_steps else batch(self.seed, step, tokenizer, self.size, self.config, self.pages)
            step += worker.num_workers if worker else 1
