"""Batches of dialogues about drawn pictures; every batch is made from its own seed, so a run can be repeated or continued."""
import random
import re

import numpy as np
import torch
from PIL import Image

import questions
import scenes
from model import PATCH, fit
from vocabulary import ASSISTANT, BOS, EOS, IMAGE, USER

LENGTH = 184  # tokens of a dialogue
PAD = 3  # never seen by the loss
RATIOS = [(4 / 3, .34), (1, .18), (3 / 2, .14), (16 / 9, .08), (3 / 4, .09), (2 / 3, .04), (9 / 16, .03), (None, .10)]
SHAPES, COLOURS, PLACES = list(scenes.SHAPES), list(scenes.COLOURS), list(scenes.PLACES)


def picture_sizes(rng, side):
    """A fitted size for a batch, and a function that draws sizes of pictures that are fitted to it."""
    ratio = rng.choices([r for r, _ in RATIOS], [p for _, p in RATIOS])[0] or rng.uniform(.5, 2)
    fitted = fit(1000 * ratio, 1000, side)

    def size():
        while True:
            area = rng.uniform(230, 400) ** 2
            r = ratio * rng.uniform(.98, 1.02)
            w, h = round((area * r) ** .5), round((area / r) ** .5)
            if fit(w, h, side) == fitted:
                return w, h
    return fitted, size


def pixels(image, fitted):
    """As the application prepares a picture: bicubic resize to the fitted size, then -1 to 1, `[3, H, W]`."""
    resized = image.convert("RGB").resize(fitted, Image.BICUBIC)
    return ((np.asarray(resized, dtype=np.float32) / 255 - .5) / .5).transpose(2, 0, 1)


def place_of(x, y, scene, fitted, side_queries):
    """Number of the query whose place a point of the picture falls into."""
    row, column = (min(int(v * f / d / (2 * PATCH)), side_queries - 1) for v, f, d in ((y, fitted[1], scene.height), (x, fitted[0], scene.width)))
    return row * side_queries + column


def labels(scene, fitted, side_queries):
    """For the training aids: `[N, 3]` shape, colour, character that cover each patch; `[Q, 4]` shape, colour, character, place whose centre lies at each query."""
    w, h = fitted
    columns, rows = w // PATCH, h // PATCH
    sx, sy = w / scene.width, h / scene.height
    cy, cx = np.meshgrid(np.arange(rows) * PATCH + PATCH / 2, np.arange(columns) * PATCH + PATCH / 2, indexing="ij")
    patch = np.zeros((rows, columns, 3), dtype=np.int64)
    query = np.zeros((side_queries ** 2, 4), dtype=np.int64)
    at = lambda x, y: place_of(x, y, scene, fitted, side_queries)
    for o in scene.objects:
        inside = (cx - o.x * sx) ** 2 + (cy - o.y * sy) ** 2 < (.9 * o.radius * sx) ** 2
        patch[inside, 0], patch[inside, 1] = 1 + SHAPES.index(o.shape), 1 + COLOURS.index(o.colour)
        query[at(o.x, o.y)] = 1 + SHAPES.index(o.shape), 1 + COLOURS.index(o.colour), 0, 1 + PLACES.index(o.place)
    for character, left, top, right, bottom in scene.characters:
        value, colour = 1 + scenes.CHARACTERS.index(character), 1 + COLOURS.index(scene.text_colour)
        inside = (cx > left * sx - 2) & (cx < right * sx + 2) & (cy > top * sy - 3) & (cy < bottom * sy + 3)
        patch[inside, 1], patch[inside, 2] = colour, value
        query[at((left + right) / 2, (top + bottom) / 2)] = 0, colour, value, 0
    return patch.reshape(-1, 3), query


def looked_at(question, scene):
    """The objects one has to look at to answer: those of the shape named, else of the colour, else at the place; none where all count."""
    named = lambda en, zh: zh in question or re.search(rf"\b{en}(s|es)?\b", question)
    for key, table in (("shape", scenes.SHAPES), ("colour", {en: zh for en, (zh, _) in scenes.COLOURS.items()})):
        words = [en for en, zh in table.items() if named(en, zh)]
        if words:
            return [o for o in scene.objects if getattr(o, key) == words[0]]
    for place, (en, zh) in sorted(scenes.PLACES.items(), key=lambda entry: -len(entry[1][0])):
        if en in question or zh in question:
            return [o for o in scene.objects if o.place == place]
    return []


class Dialogue:
    """Token ids with, for each, the token that should follow (or -100)."""

    def __init__(self, tokenizer, queries, keep_end):
        self.tokenizer, self.queries, self.keep_end = tokenizer, queries, keep_end
        self.ids, self.targets = [BOS], [-100]
        self.looks, self.first = [], 0  # (first, end, token positions to look at); where the latest picture's features begin

    def add(self, question, answer, picture=False, limit=LENGTH, look=()):
        """Adds a turn, unless it would exceed the limit; says whether it did."""
        encode = self.tokenizer.encode
        if picture:
            asked = encode(USER) + self.tokenizer.picture(self.queries) + encode("\n" + question + ASSISTANT)
        else:
            asked = encode(USER + question + ASSISTANT)
        answered = encode(answer)
        kept = answered + [EOS] if self.keep_end else answered
        if len(self.ids) + len(asked) + len(kept) > limit:
            return False
        if picture:
            self.first = len(self.ids) + asked.index(IMAGE) + 1
        if look:
            start = len(self.ids) + len(asked) - 1
            self.looks.append((start, start + len(answered) + 1, [self.first + q for q in look]))
        self.ids += asked + kept
        self.targets += [-100] * (len(asked) - 1) + answered + [EOS] + ([-100] if self.keep_end else [])
        return True


def dialogue(rng, tokenizer, size, fitted, queries, side_queries):
    """One dialogue and the pictures in it: most begin with one, some have none, or get one, or another one, later."""
    talk = Dialogue(tokenizer, queries, keep_end=rng.random() < .7)
    form = rng.random()
    pictures, aids = [], []

    def draw():
        image, scene = scenes.draw_scene(rng, *size())
        pictures.append(pixels(image, fitted))
        aids.append(labels(scene, fitted, side_queries))
        return scene

    if form < .10:
        for _ in range(rng.randint(1, 2) if form > .04 else 12):
            _, _, question, answer = questions.ask_without_picture(rng)
            if not talk.add(question, answer):
                break
        if form < .04:
            return talk, pictures, aids
    scene, fresh, turns, change = draw(), True, 0, rng.randint(1, 3) if rng.random() < .06 else None
    misses = 0
    while misses < 3:
        if turns == change and len(talk.ids) < LENGTH - queries - 40:
            scene, fresh, change = draw(), True, None
        kind, _, question, answer = questions.small_talk(rng) if rng.random() < .035 else questions.ask(rng, scene)
        look = [] if kind == "smalltalk" or scene.kind != "shapes" else [place_of(o.x, o.y, scene, fitted, side_queries) for o in looked_at(question, scene)]
        if talk.add(question, answer, picture=fresh, look=look):
            fresh, turns = False, turns + 1
        else:
            misses += 1
            if fresh and misses == 3:  # the picture found no room
                pictures.pop()
                aids.pop()
    return talk, pictures, aids


def batch(seed, step, tokenizer, size, config):
    """Tensors of one training step: pixels, ids, targets, patch labels, query labels, and where to look."""
    rng = random.Random(f"{seed}/{step}")
    side_queries = round(config.queries ** .5)
    fitted, draw_size = picture_sizes(rng, config.side)
    ids, targets = torch.full((size, LENGTH), PAD), torch.full((size, LENGTH), -100)
    looks = torch.zeros(size, LENGTH, LENGTH, dtype=torch.bool)
    pictures, aids = [], []
    for i in range(size):
        talk, shown, helped = dialogue(rng, tokenizer, draw_size, fitted, config.queries, side_queries)
        ids[i, :len(talk.ids)], targets[i, :len(talk.targets)] = torch.tensor(talk.ids), torch.tensor(talk.targets)
        for first, end, positions in talk.looks:
            looks[i, first:end, positions] = True
        pictures += shown
        aids += helped
    return (torch.tensor(np.stack(pictures)), ids, targets, torch.tensor(np.stack([a for a, _ in aids])), torch.tensor(np.stack([b for _, b in aids])), looks)


class Batches(torch.utils.data.IterableDataset):
    def __init__(self, seed, first, tokenizer_path, size, config):
        self.arguments = seed, first, tokenizer_path, size, config

    def __iter__(self):
        from vocabulary import Tokenizer
        seed, step, path, size, config = self.arguments
        torch.set_num_threads(1)
        tokenizer = Tokenizer(path)
        while True:
            yield batch(seed, step, tokenizer, size, config)
            step += 1
