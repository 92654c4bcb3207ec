"""Exact answers of an exported folder, per kind and language, in F32. usage: evaluate.py MODEL_FOLDER HELDOUT.zip"""
import io
import json
import random
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import data
import export
import questions
import scenes
import slicing
from vocabulary import ASSISTANT, BOS, EOS, IMAGE, USER, Tokenizer


def prompt(tokenizer, queries, question, cut):
    if cut:
        return [BOS] + tokenizer.encode(USER) + tokenizer.picture(queries, cut.columns, cut.rows) + tokenizer.encode("\n" + question + ASSISTANT)
    return [BOS] + tokenizer.encode(USER + question + ASSISTANT)


@dataclass
class Seen:
    """A picture as the decoder takes it: how it was cut, and the features of the overview and the slices, `[pictures * Q, width]`."""
    cut: slicing.Plan
    features: torch.Tensor


@torch.inference_mode()
def features(model, image):
    cut = slicing.plan(*image.size, model.config.side, model.config.max_slices)
    overview, slices = slicing.pictures(image, cut)
    parts = [model.see(torch.tensor(overview)[None])[1]] + ([model.see(torch.tensor(np.stack(slices)))[1]] if slices else [])
    return Seen(cut, torch.cat(parts).flatten(0, 1))


@torch.inference_mode()
def answers_exactly(model, tokenizer, seen, question, answer):
    """Whether greedy decoding writes this answer and stops: every token of it is the best one after those before it."""
    asked, wanted = prompt(tokenizer, model.config.queries, question, seen and seen.cut), tokenizer.encode(answer) + [EOS]
    states = model.states(torch.tensor([asked + wanted[:-1]]), seen and seen.features)
    return bool((model.llm.logits(states[0, len(asked) - 1:]).argmax(-1) == torch.tensor(wanted)).all())


@torch.inference_mode()
def generate(model, tokenizer, seen, question, limit=120):
    ids = prompt(tokenizer, model.config.queries, question, seen and seen.cut)
    start = len(ids)
    while len(ids) - start < limit:
        best = int(model.llm.logits(model.states(torch.tensor([ids]), seen and seen.features)[0, -1]).argmax())
        if best == EOS:
            break
        ids.append(best)
    return tokenizer.decode(ids[start:])


def right(model, tokenizer, seen, kind, question, answer):
    """As `tuwen eval-demo` counts: letter by letter, a box by its overlap."""
    if kind == "box":
        return questions.overlap(generate(model, tokenizer, seen, question), answer) > .5
    return answers_exactly(model, tokenizer, seen, question, answer)


def tally(rows):
    """{kind language: [right, of]} from (kind, language, right)."""
    counts = {}
    for kind, language, right in rows:
        entry = counts.setdefault(f"{kind} {language}", [0, 0])
        entry[0] += right
        entry[1] += 1
    return dict(sorted(counts.items()))


def quick(folder, pictures, seed="quick"):
    """Figures over pictures of a seed of their own."""
    model, tokenizer = export.read(folder), Tokenizer(Path(folder) / "tokenizer.model")
    rng, rows = random.Random(seed), []
    for _ in range(pictures):
        cut, size = data.picture_sizes(rng, model.config.side, model.config.max_slices)
        image, scene = scenes.draw_scene(rng, *size(), share=data.share_of_characters(cut))
        seen = features(model, image)
        for _ in range(4 if scene.kind == "shapes" else 2):
            kind, language, question, answer = questions.ask(rng, scene)
            kind = kind + " " + scene.kind if kind == "describe" else kind
            rows.append((kind, "", right(model, tokenizer, seen, kind, question, answer)))
    return {k.strip(): f"{a}/{b}" for k, (a, b) in tally(rows).items()}


def held_out(folder, archive, wrong=None):
    model, tokenizer = export.read(folder), Tokenizer(Path(folder) / "tokenizer.model")
    rows, seen = [], {None: None}
    with zipfile.ZipFile(archive) as files:
        for entry in json.loads(files.read("questions.json")):
            name = entry["image"]
            if name not in seen:
                seen[name] = features(model, Image.open(io.BytesIO(files.read(name))).convert("RGB"))
            good = right(model, tokenizer, seen[name], entry["kind"], entry["question"], entry["answer"])
            rows.append((entry["kind"], entry["language"], good))
            if not good and wrong is not None:
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
