"""Draws the twelve sample pictures and suggests questions the exported model answers right. usage: samples.py MODEL_FOLDER OUT_FOLDER

Pictures are drawn at three times their size and reduced, so that edges are smooth. A question is suggested only when the model answers it exactly.
"""
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import evaluate
import export
import questions
from PIL import Image, ImageDraw
from scenes import BACKGROUNDS, COLOURS, FONTS, Bar, Object, Scene, box_of, font, ink_size, outline, print_word
from vocabulary import Tokenizer

SCALE = 3
# name, size, background, and what is drawn: shapes as (shape, colour, column, row, radius as a share of the smaller cell), words, bars, or nothing


@dataclass
class Print:
    """Words as (text, colour, centre across, centre down, width of a character as a share of the picture's)."""
    words: list


@dataclass
class Chart:
    """Bars as (label, value, colour)."""
    bars: list


SAMPLES = [
    ("three-shapes", (640, 480), "white", [("circle", "red", 0, 0, .42), ("star", "blue", 1, 1, .42), ("square", "green", 2, 2, .40)]),
    ("chart", (640, 480), "white", Chart([("A", 37, "blue"), ("B", 84, "orange"), ("C", 52, "green"), ("D", 16, "purple")])),
    ("hello", (800, 450), "light blue", Print([("HELLO", "blue", .5, .5, .16)])),
    ("red-heart", (600, 600), "light yellow", [("heart", "red", 1, 1, .44)]),
    ("stars", (720, 480), "dark", [("star", "yellow", 0, 0, .40), ("star", "yellow", 2, 0, .34), ("star", "orange", 1, 1, .42), ("star", "yellow", 0, 2, .34)]),
    ("five-shapes", (640, 480), "light blue", [("triangle", "orange", 0, 0, .42), ("circle", "yellow", 2, 0, .42), ("heart", "pink", 1, 1, .42), ("square", "brown", 0, 2, .40), ("diamond", "purple", 2, 2, .42)]),
    ("number", (640, 480), "white", Print([("42", "red", .5, .5, .2)])),
    ("garden", (480, 640), "light green", [("circle", "yellow", 2, 0, .42), ("heart", "red", 0, 1, .42), ("triangle", "green", 1, 2, .44)]),
    ("night", (854, 480), "dark", [("circle", "orange", 2, 0, .42), ("diamond", "pink", 0, 1, .42), ("cross", "red", 1, 2, .42)]),
    ("taxi", (720, 480), "light yellow", Print([("TAXI", "black", .45, .3, .17), ("2468", "red", .3, .8, .07)])),
    ("two-circles", (600, 400), "light green", [("circle", "blue", 0, 1, .44), ("circle", "red", 2, 1, .44)]),
    ("waves", (640, 480), None, None),
]


def draw(name, size, background, content):
    """The picture, and its scene in the pixels of the large drawing."""
    w, h = size[0] * SCALE, size[1] * SCALE
    if background is None:
        return waves(w, h).resize(size, Image.LANCZOS), Scene("unlike", w, h)
    image = Image.new("RGB", (w, h), BACKGROUNDS[background][1])
    canvas = ImageDraw.Draw(image)
    path = next(p for p in FONTS if p.endswith("DejaVuSans-Bold.ttf"))
    if isinstance(content, Print):
        scene = Scene("text", w, h, background)
        for text, colour, x, y, share in content.words:
            face = font(path, int(share * len(text) * w / font(path, 100).getlength(text) * 100))
            tw, th = ink_size(canvas, text, face)
            print_word(canvas, scene, text, colour, face, x * w - tw / 2, y * h - th / 2)
    elif isinstance(content, Chart):
        scene = Scene("chart", w, h, background)
        face, step, floor = font(path, h // 11), w * .94 / len(content.bars), h * .85
        canvas.line([(w * .03, floor), (w * .97, floor)], fill=(60, 60, 60), width=h // 160)
        for i, (label, value, colour) in enumerate(content.bars):
            x, top = w * .03 + step * (i + .5), floor - h * .68 * value / max(v for _, v, _ in content.bars)
            corners = x - step * .3, top, x + step * .3, floor
            canvas.rectangle(corners, fill=COLOURS[colour][1])
            tw, th = ink_size(canvas, label, face)
            below = print_word(canvas, scene, label, "black", face, x - tw / 2, floor + h * .03, bar=i + 1)
            tw, th = ink_size(canvas, str(value), face)
            scene.bars.append(Bar(below, print_word(canvas, scene, str(value), "black", face, x - tw / 2, top - th - h * .02, bar=i + 1), colour, corners))
    else:
        scene = Scene("shapes", w, h, background)
        for shape, colour, column, row, share in content:
            x, y, radius = (column + .5) * w / 3, (row + .5) * h / 3, share * min(w, h) / 3
            points = outline(shape, x, y, radius, 0)
            canvas.polygon(points, fill=COLOURS[colour][1])
            scene.objects.append(Object(shape, colour, (column, row), x, y, radius, box_of(points)))
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
    wanted = {"shapes": ["describe", "count", "place", "colour", "yesno", "shape", "relation"], "text": ["text", "colour", "describe", "background"], "chart": ["chart", "describe"], "unlike": ["unlike"]}[scene.kind]
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
