"""Draws the held-out pictures and asks about them, from a seed the training never sees. usage: heldout.py OUT.zip [SEED]

The archive holds PNG pictures and questions.json, a list of {image, question, answer, kind, language}; image is null where none is shown.
Every kind is asked equally often in each language; the file is the same, byte for byte, for the same seed.
"""
import io
import json
import random
import sys
import zipfile

import data
import questions
import scenes

EACH = 40  # questions per kind and language
SEED = "held out 1"
FITTING = {"shapes": ("colour", "shape", "place", "count", "yesno", "describe", "background"), "text": ("text", "colour", "describe", "background"), "unlike": ("unlike",)}


def png(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main(path, seed=SEED):
    rng = random.Random(seed)
    asked = {(kind, language): set() for kind in ("colour", "shape", "place", "count", "yesno", "describe", "text", "background", "unlike", "smalltalk") for language in ("zh", "en")}
    entries, pictures = [], {}

    def add(name, found):
        kind, language, question, answer = found
        key = (kind, language)
        if len(asked[key]) < EACH and (name, question) not in asked[key]:
            asked[key].add((name, question))
            entries.append({"image": name, "question": question, "answer": answer, "kind": kind, "language": language})
            return True
        return False

    while any(len(v) < EACH for v in asked.values()):
        open_kinds = {k for k, v in asked.items() if len(v) < EACH}
        kind = "unlike" if all(k == "unlike" for k, _ in open_kinds) or (any(k == "unlike" for k, _ in open_kinds) and rng.random() < .15) else \
            "text" if any(k == "text" for k, _ in open_kinds) and rng.random() < .4 else "shapes"
        _, size = data.picture_sizes(rng, 168)
        w, h = size()
        if kind == "unlike":  # textures compress badly: smaller pictures
            w, h = w // 3, h // 3
        image, scene = scenes.draw_scene(rng, w, h, kind)
        name, used = f"{len(pictures):04}.png", False
        fitting = [key for key in sorted(open_kinds) if key[0] in FITTING[kind]]
        for k, language in rng.sample(fitting, min(3, len(fitting))):
            found = questions.ask(rng, scene, k, language)
            used = bool(found) and add(name, found) or used
        for k, language in sorted(open_kinds):
            if k == "smalltalk" and rng.random() < .3:
                add(None, questions.small_talk(rng, language))
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
