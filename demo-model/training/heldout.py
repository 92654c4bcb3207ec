"""Draws the held-out pictures and asks about them, from a seed the training never sees. usage: heldout.py OUT.zip [SEED]

The archive holds PNG pictures and questions.json, a list of {image, question, answer, kind, language}; image is null where none is shown.
Every kind is asked equally often in each language; the file is the same, byte for byte, for the same seed.
"""
import io
import json
import random
import re
import sys
import zipfile

import data
import questions
import scenes

EACH = 100  # questions per kind and language
SEED = "held out 2"
SIDE, MAX_SLICES = 168, 4  # as in the model's config
KINDS = ("colour", "shape", "place", "count", "yesno", "relation", "box", "describe", "text", "print", "chart", "background", "unlike", "smalltalk")
FITTING = {"shapes": ("colour", "shape", "place", "count", "yesno", "relation", "box", "describe", "background"), "text": ("text", "print", "colour", "describe", "background"),
           "chart": ("chart", "describe", "background"), "unlike": ("unlike",)}
SMALL = .08  # printed characters narrower than this share of the picture's width are small print


def kind_of(asked, scene):
    """Reading small print is counted apart from reading large."""
    if asked.kind == "text" and scene.kind == "text":
        word = next(w for w in scene.words if f'"{w.text}"' in asked.answer or f"“{w.text}”" in asked.answer or re.search(rf"(?<![0-9]){w.text}[.。]", asked.answer))
        first = word.characters[0]
        return "print" if (first.right - first.left) / scene.width < SMALL else "text"
    return asked.kind


def png(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main(path, seed=SEED):
    rng = random.Random(seed)
    wanted = {(kind, language): set() for kind in KINDS for language in ("zh", "en")}
    entries, pictures = [], {}

    def add(name, asked, kind):
        key = kind, asked.language
        if len(wanted[key]) < EACH and (name, asked.question) not in wanted[key]:
            wanted[key].add((name, asked.question))
            entries.append({"image": name, "question": asked.question, "answer": asked.answer, "kind": kind, "language": asked.language})
            return True
        return False

    while any(len(v) < EACH for v in wanted.values()):
        missing = {k for k, v in wanted.items() if len(v) < EACH}
        kinds = {k for k, _ in missing}
        scene_kind = rng.choice([s for s, fitting in FITTING.items() if kinds & set(fitting)] or ["shapes"])
        cut, size = data.picture_sizes(rng, SIDE, MAX_SLICES)
        w, h = size()
        if scene_kind == "unlike":  # textures compress badly: smaller pictures
            w, h = w // 3, h // 3
        image, scene = scenes.draw_scene(rng, w, h, scene_kind, data.share_of_characters(cut))
        name, used = f"{len(pictures):04}.png", False
        fitting = [key for key in sorted(missing) if key[0] in FITTING[scene_kind]]
        for kind, language in rng.sample(fitting, min(3, len(fitting))):
            asked = questions.ask(rng, scene, "text" if kind == "print" else kind, language)
            used = bool(asked) and add(name, asked, kind_of(asked, scene)) or used
        for kind, language in sorted(missing):
            if kind == "smalltalk" and rng.random() < .3:
                add(None, questions.small_talk(rng, language), kind)
        if used:
            pictures[name] = png(image)
    with zipfile.ZipFile(path, "w") as archive:
        def put(name, content, method):
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
        put("questions.json", json.dumps(entries, indent=1, ensure_ascii=False), zipfile.ZIP_DEFLATED)
        for name, content in pictures.items():
            put(name, content, zipfile.ZIP_STORED)
    print(len(pictures), "pictures,", len(entries), "questions")


if __name__ == "__main__":
    main(*sys.argv[1:])
