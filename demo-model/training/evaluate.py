"""Exact answers of an exported folder, per kind and language, in F32. usage: evaluate.py MODEL_FOLDER HELDOUT.zip"""
import io
import json
import random
import sys
import zipfile
from pathlib import Path

import torch
from PIL import Image

import data
import export
import questions
import scenes
from model import fit
from vocabulary import ASSISTANT, BOS, EOS, IMAGE, USER, Tokenizer


def prompt(tokenizer, queries, question, picture):
    if picture:
        return [BOS] + tokenizer.encode(USER) + tokenizer.picture(queries) + tokenizer.encode("\n" + question + ASSISTANT)
    return [BOS] + tokenizer.encode(USER + question + ASSISTANT)


@torch.inference_mode()
def features(model, image):
    side = model.config.side
    return model.see(torch.tensor(data.pixels(image, fit(*image.size, side)))[None])[1]


@torch.inference_mode()
def answers_exactly(model, tokenizer, seen, question, answer):
    """Whether greedy decoding writes this answer and stops: every token of it is the best one after those before it."""
    asked, wanted = prompt(tokenizer, model.config.queries, question, seen is not None), tokenizer.encode(answer) + [EOS]
    states = model.states(torch.tensor([asked + wanted[:-1]]), seen)
    return bool((model.llm.logits(states[0, len(asked) - 1:]).argmax(-1) == torch.tensor(wanted)).all())


@torch.inference_mode()
def generate(model, tokenizer, seen, question, limit=120):
    ids = prompt(tokenizer, model.config.queries, question, seen is not None)
    start = len(ids)
    while len(ids) - start < limit:
        best = int(model.llm.logits(model.states(torch.tensor([ids]), seen)[0, -1]).argmax())
        if best == EOS:
            break
        ids.append(best)
    return tokenizer.decode(ids[start:])


def tally(rows):
    """{kind language: [right, of]} from (kind, language, right)."""
    counts = {}
    for kind, language, right in rows:
        entry = counts.setdefault(f"{kind} {language}", [0, 0])
        entry[0] += right
        entry[1] += 1
    return dict(sorted(counts.items()))


def quick(folder, pictures, seed="quick"):
    """Figures over pictures of a seed of their own, five questions each."""
    model, tokenizer = export.read(folder), Tokenizer(Path(folder) / "tokenizer.model")
    rng, rows = random.Random(seed), []
    for _ in range(pictures):
        _, size = data.picture_sizes(rng, model.config.side)
        image, scene = scenes.draw_scene(rng, *size())
        seen = features(model, image)
        for _ in range(5):
            kind, language, question, answer = questions.ask(rng, scene)
            rows.append((kind, "", answers_exactly(model, tokenizer, seen, question, answer)))
    return {k.strip(): f"{a}/{b}" for k, (a, b) in tally(rows).items()}


def held_out(folder, archive, wrong=None):
    model, tokenizer = export.read(folder), Tokenizer(Path(folder) / "tokenizer.model")
    rows, seen = [], {None: None}
    with zipfile.ZipFile(archive) as files:
        for entry in json.loads(files.read("questions.json")):
            name = entry["image"]
            if name not in seen:
                seen[name] = features(model, Image.open(io.BytesIO(files.read(name))).convert("RGB"))
            right = answers_exactly(model, tokenizer, seen[name], entry["question"], entry["answer"])
            rows.append((entry["kind"], entry["language"], right))
            if not right and wrong is not None:
                wrong.append((entry["question"], entry["answer"], generate(model, tokenizer, seen[name], entry["question"])))
    return tally(rows)


if __name__ == "__main__":
    wrong = []
    figures = held_out(sys.argv[1], sys.argv[2], wrong)
    for kind, (right, of) in figures.items():
        print(f"{kind:16} {right:4} of {of:4}  {100 * right / of:5.1f} %")
    print(f"{'all':16} {sum(a for a, _ in figures.values()):4} of {sum(b for _, b in figures.values()):4}")
    for question, answer, said in wrong[:int(sys.argv[3]) if len(sys.argv) > 3 else 20]:
        print(f"  {question} | {answer} | {said}")
