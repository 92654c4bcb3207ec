"""Draws the twelve sample pictures and suggests questions the exported model answers right. usage: samples.py MODEL_FOLDER OUT_FOLDER

Pictures are drawn at three times their size and reduced, so that edges are smooth. A question is suggested only when the model answers it exactly.
"""
import json
import random
import sys
from pathlib import Path

import evaluate
import export
import questions
from PIL import Image, ImageDraw
from scenes import BACKGROUNDS, COLOURS, FONTS, Object, Scene, font, outline
from vocabulary import Tokenizer

SCALE = 3
# name, size, background, shapes as (shape, colour, column, row, radius as a share of the smaller cell), or (text, colour)
SAMPLES = [
    ("three-shapes", (640, 480), "white", [("circle", "red", 0, 0, .42), ("star", "blue", 1, 1, .42), ("square", "green", 2, 2, .40)]),
    ("red-heart", (600, 600), "light yellow", [("heart", "red", 1, 1, .44)]),
    ("stars", (720, 480), "dark", [("star", "yellow", 0, 0, .40), ("star", "yellow", 2, 0, .34), ("star", "orange", 1, 1, .42), ("star", "yellow", 0, 2, .34)]),
    ("hello", (800, 450), "light blue", ("HELLO", "blue")),
    ("five-shapes", (640, 480), "light blue", [("triangle", "orange", 0, 0, .42), ("circle", "yellow", 2, 0, .42), ("heart", "pink", 1, 1, .42), ("square", "brown", 0, 2, .40), ("diamond", "purple", 2, 2, .42)]),
    ("number", (640, 480), "white", ("42", "red")),
    ("garden", (480, 640), "light green", [("circle", "yellow", 2, 0, .42), ("heart", "red", 0, 1, .42), ("triangle", "green", 1, 2, .44)]),
    ("night", (854, 480), "dark", [("circle", "orange", 2, 0, .42), ("diamond", "pink", 0, 1, .42), ("cross", "red", 1, 2, .42)]),
    ("taxi", (720, 480), "light yellow", ("TAXI", "black")),
    ("two-circles", (600, 400), "light green", [("circle", "blue", 0, 1, .44), ("circle", "red", 2, 1, .44)]),
    ("cross-and-diamonds", (560, 560), "white", [("diamond", "blue", 0, 0, .42), ("cross", "red", 1, 1, .44), ("diamond", "green", 2, 2, .42)]),
    ("waves", (640, 480), None, None),
]


def draw(name, size, background, content):
    w, h = size[0] * SCALE, size[1] * SCALE
    if background is None:
        return waves(w, h).resize(size, Image.LANCZOS), Scene("unlike", *size)
    image = Image.new("RGB", (w, h), BACKGROUNDS[background][1])
    canvas = ImageDraw.Draw(image)
    if isinstance(content, tuple):
        text, colour = content
        path = next(p for p in FONTS if p.endswith("DejaVuSans-Bold.ttf"))
        face = font(path, int(min(.2 * len(text), .8) * w / font(path, 100).getlength(text) * 100))
        canvas.text((w / 2, h / 2), text, font=face, fill=COLOURS[colour][1], anchor="mm")
        return image.resize(size, Image.LANCZOS), Scene("text", *size, background, text=text, text_colour=colour)
    scene = Scene("shapes", *size, background)
    for shape, colour, column, row, share in content:
        x, y, radius = (column + .5) * w / 3, (row + .5) * h / 3, share * min(w, h) / 3
        canvas.polygon(outline(shape, x, y, radius, 0), fill=COLOURS[colour][1])
        scene.objects.append(Object(shape, colour, (column, row), x / SCALE, y / SCALE, radius / SCALE))
    scene.objects.sort(key=lambda o: (o.place[1], o.place[0]))
    return image.resize(size, Image.LANCZOS), scene


def waves(w, h):
    import numpy as np
    x, y = np.meshgrid(np.linspace(0, 1, w), np.linspace(0, 1, h))
    t = .5 + .5 * np.sin(14 * x + 3 * np.sin(7 * y))
    s = .5 + .5 * np.sin(17 * y + 2 * np.cos(9 * x))
    array = np.stack([40 + 190 * t, 60 + 120 * s, 220 - 140 * t * s], 2)
    return Image.fromarray(array.astype("uint8"))


def suggest(scene, model, tokenizer, seen, language, rng):
    """Up to three questions of different kinds, each answered exactly."""
    wanted = {"shapes": ["describe", "count", "place", "colour", "yesno", "shape"], "text": ["text", "colour", "describe", "background"], "unlike": ["unlike"]}[scene.kind]
    found = []
    order = wanted[:1] + rng.sample(wanted[1:], len(wanted) - 1)
    for kind in order:
        for _ in range(8):
            asked = questions.ask(rng, scene, kind, language)
            if not asked:
                continue
            _, _, question, answer = asked
            plain = question[0].isupper() and question[-1] in "?." if language == "en" else question[-1] in "？。"
            if plain and not answer.startswith(("No", "没有")) and evaluate.answers_exactly(model, tokenizer, seen, question, answer):
                found.append({"language": language, "kind": kind, "question": question, "answer": answer})
                break
        if len(found) == (1 if scene.kind == "unlike" else 3):
            break
    return found


def main(folder, out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    model, tokenizer = export.read(folder), Tokenizer(Path(folder) / "tokenizer.model")
    listed = []
    for name, size, background, content in SAMPLES:
        image, scene = draw(name, size, background, content)
        image.save(out / f"{name}.png", optimize=True)
        seen, rng = evaluate.features(model, image), random.Random(name)
        suggested = suggest(scene, model, tokenizer, seen, "zh", rng) + suggest(scene, model, tokenizer, seen, "en", rng)
        print(name, len(suggested))
        listed.append({"file": f"{name}.png", "width": size[0], "height": size[1], "questions": suggested})
    (out / "samples.json").write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
