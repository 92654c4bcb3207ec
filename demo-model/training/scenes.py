"""Draws the pictures the demo model learns from: coloured shapes in nine places, large printed words and numbers, and pictures unlike these.

A scene is drawn from one `random.Random`, so the same seed draws the same picture again. Nothing here knows of questions (questions.py) or of the model.
"""
import math
import subprocess
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

COLOURS = {
    "red": ("红色", (220, 40, 40)), "green": ("绿色", (40, 160, 60)), "blue": ("蓝色", (45, 90, 220)), "yellow": ("黄色", (240, 205, 40)),
    "orange": ("橙色", (245, 140, 30)), "purple": ("紫色", (140, 60, 180)), "pink": ("粉色", (245, 140, 190)), "black": ("黑色", (25, 25, 25)),
    "brown": ("棕色", (125, 75, 35)), "gray": ("灰色", (135, 135, 135)),
}
SHAPES = {"circle": "圆形", "square": "正方形", "triangle": "三角形", "star": "五角星", "heart": "心形", "diamond": "菱形", "cross": "十字"}
BACKGROUNDS = {
    "white": ("白色", (252, 252, 252)), "light blue": ("浅蓝色", (205, 228, 250)), "light yellow": ("浅黄色", (253, 246, 200)),
    "light green": ("浅绿色", (214, 243, 214)), "dark": ("深色", (45, 48, 56)),
}
# (column, row) of nine: English phrase, Chinese word
PLACES = {
    (0, 0): ("at the top left", "左上角"), (1, 0): ("at the top", "上方"), (2, 0): ("at the top right", "右上角"),
    (0, 1): ("on the left", "左边"), (1, 1): ("in the middle", "中间"), (2, 1): ("on the right", "右边"),
    (0, 2): ("at the bottom left", "左下角"), (1, 2): ("at the bottom", "下方"), (2, 2): ("at the bottom right", "右下角"),
}
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORDS = (
    "STOP OPEN EXIT TAXI CAFE HOTEL BUS TEA BOOK MILK SALE PARK BANK FIRE SHOP FOOD HELLO LOVE MUSIC WATER BREAD PHONE TRAIN RIVER CLOUD TIGER PANDA "
    "SUN MOON STAR CAT DOG FISH BIRD TREE LEAF RAIN SNOW WIND GOLD BLUE RED KEY MAP CAR BIKE SHIP ROAD HOME DOOR DESK LAMP CUP EGG RICE CAKE SOUP APPLE "
    "LEMON GRAPE PEACH HONEY SUGAR QUIET NORTH SOUTH EAST WEST LEFT RIGHT START PAUSE PLAY NEXT BACK HELP INFO NEWS TIME YEAR WEEK ZOO JAZZ QUIZ VIEW"
).split()
DARK_ON_DARK = ("black", "brown", "purple", "blue", "gray")


@dataclass
class Object:
    """One shape: what, in which colour, in which of the nine places, centre and radius in pixels of the drawn picture."""
    shape: str
    colour: str
    place: tuple
    x: float
    y: float
    radius: float
    box: tuple = (0, 0, 0, 0)  # left, top, right, bottom
    area: float = 0.0  # square pixels
    size: int = 4  # from 1 small to 8 large, for the training aids


@dataclass
class Character:
    """One printed character: where it is, the which one of its word it is (from 1), its colour, and the bar of a chart it belongs to (from 1; 0 none)."""
    value: str
    left: float
    top: float
    right: float
    bottom: float
    ordinal: int
    colour: str
    bar: int = 0


@dataclass
class Word:
    """A printed word or number: its text, colour, place, and its characters."""
    text: str
    colour: str
    place: tuple
    characters: list = field(default_factory=list)


@dataclass
class Bar:
    """A bar of a chart: its label and its value as printed words, its colour, its rectangle."""
    label: Word
    value: Word
    colour: str
    box: tuple


@dataclass
class Scene:
    """What a picture shows. `kind` is shapes, text, chart or unlike; all places in pixels of the drawn picture."""
    kind: str
    width: int
    height: int
    background: str = "white"
    objects: list = field(default_factory=list)
    words: list = field(default_factory=list)
    bars: list = field(default_factory=list)

    @property
    def characters(self):
        return [c for w in self.words for c in w.characters]


FACES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf",
         "NimbusSans-Regular.otf", "NimbusSans-Bold.otf", "NimbusRoman-Bold.otf", "C059-Bold.otf")


def find_fonts():
    """The faces every text is printed in, by path, in the order of FACES (Nimbus and C059 are the URW base fonts, much like Helvetica, Times and Century)."""
    listing = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True).stdout
    paths = sorted(line.rstrip(": \n") for line in listing.splitlines())
    return [next(p for p in paths if p.endswith("/" + face)) for face in FACES]


FONTS = find_fonts()
_fonts = {}


def font(path, size):
    if (path, size) not in _fonts:
        _fonts[path, size] = ImageFont.truetype(path, size)
    return _fonts[path, size]


def outline(shape, x, y, radius, turn):
    """Corner points of a shape about (x, y)."""
    if shape == "circle":
        points = [(math.cos(k * math.pi / 24), math.sin(k * math.pi / 24)) for k in range(48)]
    elif shape == "square":
        points = [(-.85, -.85), (.85, -.85), (.85, .85), (-.85, .85)]
    elif shape == "triangle":
        points = [(0, -1), (.95, .8), (-.95, .8)]
    elif shape == "diamond":
        points = [(0, -1.1), (.7, 0), (0, 1.1), (-.7, 0)]
    elif shape == "star":
        points = [(r * math.sin(k * math.pi / 5), -r * math.cos(k * math.pi / 5)) for k in range(10) for r in [1.1 if k % 2 == 0 else .45]]
    elif shape == "cross":
        a, b = .32, 1
        points = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)]
    else:  # heart
        angles = [k * math.pi / 16 for k in range(32)]
        points = [(.95 * math.sin(t) ** 3, -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 16) for t in angles]
    c, s = math.cos(turn) * radius, math.sin(turn) * radius
    return [(x + px * c - py * s, y + px * s + py * c) for px, py in points]


def box_of(points):
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def area_of(points):
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(points, points[1:] + points[:1]))) / 2


def jitter(rng, colour, by):
    return tuple(min(255, max(0, v + rng.randint(-by, by))) for v in colour)


def paper(rng, width, height, name):
    """A background: flat, or with a slight gradient from top to bottom."""
    top = jitter(rng, BACKGROUNDS[name][1], 6)
    if rng.random() < .6:
        return Image.new("RGB", (width, height), top)
    bottom = jitter(rng, top, 10)
    column = Image.new("RGB", (1, 2))
    column.putdata([top, bottom])
    return column.resize((width, height), Image.BILINEAR)


def draw_shapes(rng, width, height, count=None):
    name = rng.choice(list(BACKGROUNDS))
    image = paper(rng, width, height, name)
    draw = ImageDraw.Draw(image)
    scene = Scene("shapes", width, height, name)
    count = count or rng.choice([1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5])
    places = rng.sample(list(PLACES), count)
    palette = [c for c in COLOURS if not (name == "dark" and c == "black")]
    alike = rng.random() < .35 and count > 1
    main, main_colour, same_colour = rng.choice(list(SHAPES)), rng.choice(palette), rng.random() < .3
    outlined, shadowed = rng.random() < .2, rng.random() < .2
    cell_w, cell_h = width / 3, height / 3
    for column, row in places:
        radius = rng.uniform(.25, .44) * min(cell_w, cell_h)
        x = (column + .5) * cell_w + rng.uniform(-.1, .1) * cell_w
        y = (row + .5) * cell_h + rng.uniform(-.08, .08) * cell_h
        x = min(max(x, radius * 1.15), width - radius * 1.15)
        y = min(max(y, radius * 1.15), height - radius * 1.15)
        shape = main if alike and rng.random() < .8 else rng.choice(list(SHAPES))
        colour = main_colour if same_colour and rng.random() < .6 else rng.choice(palette)
        turn = rng.uniform(-.18, .18)
        points = outline(shape, x, y, radius, turn)
        fill = jitter(rng, COLOURS[colour][1], 12)
        if shadowed:
            shade = tuple(int(v * .82) for v in BACKGROUNDS[name][1])
            draw.polygon([(px + radius * .1, py + radius * .12) for px, py in points], fill=shade)
        draw.polygon(points, fill=fill)
        if outlined:
            draw.line(points + points[:2], fill=tuple(int(v * .7) for v in fill), width=max(2, int(radius * .07)), joint="curve")
        share = radius / min(cell_w, cell_h)
        scene.objects.append(Object(shape, colour, (column, row), x, y, radius, box_of(points), area_of(points), 1 + min(7, int((share - .25) / .02375))))
    scene.objects.sort(key=lambda o: (o.place[1], o.place[0]))
    return image, scene


def random_text(rng):
    """Numbers of one to four digits, words, and letters that are no word: those must be read, not guessed."""
    kind = rng.random()
    if kind < .42:
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 4)))
        return digits if len(digits) == 1 or digits[0] != "0" else "7" + digits[1:]
    if kind < .72:
        return rng.choice(WORDS)
    return "".join(rng.choice(CHARACTERS[10:]) for _ in range(rng.randint(1, 5)))


def place_at(x, y, width, height):
    return min(2, max(0, int(3 * x / width))), min(2, max(0, int(3 * y / height)))


def print_word(draw, scene, text, colour, face, x, y, bar=0, fill=None):
    """Prints a word whose ink begins at (x, y) and adds it to the scene."""
    left, top, right, bottom = draw.textbbox((0, 0), text, font=face)
    draw.text((x - left, y - top), text, font=face, fill=fill or COLOURS[colour][1])
    word = Word(text, colour, place_at(x + (right - left) / 2, y + (bottom - top) / 2, scene.width, scene.height))
    for i, character in enumerate(text):
        start, end = x - left + face.getlength(text[:i]), x - left + face.getlength(text[:i + 1])
        word.characters.append(Character(character, start, y, end, y + bottom - top, i + 1, colour, bar))
    scene.words.append(word)
    return word


def ink_size(draw, text, face):
    left, top, right, bottom = draw.textbbox((0, 0), text, font=face)
    return right - left, bottom - top


def readable_colours(background):
    bad = DARK_ON_DARK if background == "dark" else ("yellow", "gray")
    return [c for c in COLOURS if c not in bad]


def sized_font(path, size):
    """Sizes are rounded to keep few faces in memory."""
    return font(path, max(7, round(size)) if size < 40 else round(size / 4) * 4)


def draw_text(rng, width, height, text=None, share=(.09, .24)):
    """One word, or two or three one below the other in different colours; a character takes the given share of the picture's width."""
    name = rng.choice(list(BACKGROUNDS))
    image = paper(rng, width, height, name)
    draw = ImageDraw.Draw(image)
    scene = Scene("text", width, height, name)
    count = 1 if text else rng.choices([1, 2, 3], [.5, .25, .25])[0]
    colours = rng.sample(readable_colours(name), count)
    bands = [(0, 3)] if count == 1 else [(row, row + 1) for row in sorted(rng.sample(range(3), count))]
    margin, used = .03 * width, set()
    for colour, (first, last) in zip(colours, bands):
        word = text or random_text(rng)
        while word in used:
            word = random_text(rng)
        used.add(word)
        path = rng.choice(FONTS)
        room = (last - first) * height / 3
        wide = width * min(.92, rng.uniform(*share) * len(word))
        face = sized_font(path, min(100 * wide / max(1, font(path, 100).getlength(word)), room * (.62 if count == 1 else .9)))
        w, h = ink_size(draw, word, face)
        x = rng.uniform(margin, max(margin, width - w - margin))
        low, high = first * height / 3 + margin * .7, last * height / 3 - h - margin * .7
        y = rng.uniform(low, high) if high > low else (low + high) / 2
        print_word(draw, scene, word, colour, face, x, y, fill=jitter(rng, COLOURS[colour][1], 10))
    return image, scene


def draw_chart(rng, width, height):
    """Three to five bars, a letter below each, its value above."""
    name = rng.choice(list(BACKGROUNDS))
    image = paper(rng, width, height, name)
    draw = ImageDraw.Draw(image)
    scene = Scene("chart", width, height, name)
    count = rng.choice([3, 3, 4, 4, 5] if width > .8 * height else [3, 3, 4])
    ink = "black" if name != "dark" else rng.choice(["yellow", "orange", "pink"])
    palette = [c for c in COLOURS if not (name == "dark" and c == "black")]
    colours = rng.sample(palette, count) if rng.random() < .7 else [rng.choice(palette)] * count
    labels = rng.sample(CHARACTERS[10:], count) if rng.random() < .6 else list("ABCDE"[:count])
    path = rng.choice(FONTS)
    step = width * .94 / count
    face = sized_font(path, min(step * .62, height * .17) * rng.uniform(.85, 1))
    letter = ink_size(draw, "0", face)[1]
    floor = height - letter * 1.25 - height * .05
    tall = floor - letter * 1.3 - height * .05
    while True:
        values = [rng.randint(2, 99) for _ in range(count)]
        ordered = sorted(values)
        if all(b - a >= 7 for a, b in zip(ordered, ordered[1:])) and ordered[-1] >= 30:
            break
    highest = max(ordered[-1], rng.choice([0, 0, 100]))
    half = step * rng.uniform(.22, .38)
    draw.line([(width * .03, floor), (width * .97, floor)], fill=COLOURS[ink][1] if ink != "black" else (60, 60, 60), width=max(1, round(height / 160)))
    for i, (label, value, colour) in enumerate(zip(labels, values, colours)):
        x, top = width * .03 + step * (i + .5), floor - tall * value / highest
        draw.rectangle([x - half, top, x + half, floor], fill=jitter(rng, COLOURS[colour][1], 10))
        w, h = ink_size(draw, label, face)
        below = print_word(draw, scene, label, ink, face, x - w / 2, floor + letter * .25, bar=i + 1)
        w, h = ink_size(draw, str(value), face)
        above = print_word(draw, scene, str(value), ink, face, x - w / 2, top - h - letter * .25, bar=i + 1)
        scene.bars.append(Bar(below, above, colour, (x - half, top, x + half, floor)))
    return image, scene


def draw_page(rng, width, height, share=(.08, .2)):
    """A page full of characters in many faces, sizes and colours; only the training aids see it."""
    name = rng.choice(list(BACKGROUNDS))
    image = paper(rng, width, height, name)
    draw = ImageDraw.Draw(image)
    scene = Scene("page", width, height, name)
    palette, y = readable_colours(name), height * rng.uniform(.01, .06)
    while y < height * .92:
        path, advance = rng.choice(FONTS), width * rng.uniform(*share)
        face = sized_font(path, 100 * advance / font(path, 100).getlength("H"))
        line = ink_size(draw, "H", face)[1]
        if y + line > height:
            break
        x = width * rng.uniform(.01, .1)
        while x < width * .9:
            text = random_text(rng)
            while text and x + face.getlength(text) > width * .99:
                text = text[:-1]
            if text:
                colour = rng.choice(palette)
                print_word(draw, scene, text, colour, face, x, y, fill=jitter(rng, COLOURS[colour][1], 10))
            x += face.getlength(text) + advance * rng.uniform(.6, 1.4)
        y += max(line * rng.uniform(1.25, 1.7), .1 * height)
    return image, scene


def draw_unlike(rng, width, height):
    """Noise, strong gradients, clouds, waves, mosaics and soft blobs: what the model must say it does not know."""
    draw_noise = np.random.default_rng(rng.getrandbits(63))
    kind = rng.randrange(6)
    xs, ys = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    if kind == 0:
        array = draw_noise.integers(0, 256, (height, width, 3))
        if rng.random() < .5:
            array = array[:, :, :1].repeat(3, 2)
        return Image.fromarray(array.astype(np.uint8)), Scene("unlike", width, height)
    if kind == 1:  # a gradient between two or three strong colours
        angle = rng.uniform(0, math.pi)
        t = xs * math.cos(angle) + ys * math.sin(angle)
        t = ((t - t.min()) / (t.max() - t.min()))[:, :, None]
        a, b, c = (draw_noise.integers(0, 256, 3) for _ in range(3))
        array = a * (1 - t) + b * t if rng.random() < .5 else np.where(t < .5, a * (1 - 2 * t) + b * 2 * t, b * (2 - 2 * t) + c * (2 * t - 1))
        if np.abs(a - b).max() < 100:
            array = 255 - array if array.mean() > 160 else array + 60 * np.sin(9 * t)
    elif kind in (2, 5):  # clouds: noise at several scales, in one tint or as a landscape with a horizon
        array = np.zeros((height, width, 3))
        for octave in range(2, 7):
            n = 2 ** octave
            small = Image.fromarray(draw_noise.integers(0, 256, (n, n, 1 if kind == 2 else 3), dtype=np.uint8).squeeze())
            layer = np.asarray(small.resize((width, height), Image.BICUBIC), dtype=np.float64)
            array += (layer[:, :, None] if layer.ndim == 2 else layer) / 2 ** (octave - 1)
        array = array * draw_noise.uniform(.5, 1.1, 3)
        if rng.random() < .4:
            horizon = rng.uniform(.3, .7) + .05 * np.sin(xs * rng.uniform(3, 12))
            array = np.where((ys < horizon)[:, :, None], array * .5 + np.array([110, 140, 190]) * .7, array * .6 * np.array([.7, .9, .5]))
    elif kind == 3:  # waves and stripes
        f, g, p = rng.uniform(8, 60), rng.uniform(-40, 40), rng.uniform(0, 6)
        wave = .5 + .5 * np.sin(f * xs + g * ys + p + rng.uniform(0, 3) * np.sin(9 * ys))
        a, b = draw_noise.integers(0, 256, 3), draw_noise.integers(0, 256, 3)
        array = a * wave[:, :, None] + (255 - a if rng.random() < .5 else b) * (1 - wave[:, :, None])
    else:  # a mosaic of small tiles
        n = rng.randint(8, 28)
        tiles = Image.fromarray(draw_noise.integers(0, 256, (n, n, 3), dtype=np.uint8))
        array = np.asarray(tiles.resize((width, height), rng.choice([Image.NEAREST, Image.BILINEAR])), dtype=np.float64)
    image = Image.fromarray(np.clip(array, 0, 255).astype(np.uint8))
    if kind != 4 and rng.random() < .3:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(.5, 2)))
    return image, Scene("unlike", width, height)


MIX = {"shapes": .42, "text": .36, "chart": .18, "unlike": .04}


def draw_scene(rng, width, height, kind=None, share=(.09, .24)):
    """Picture and scene of the given size; `kind` is drawn at random when it is not given, `share` is how wide printed characters are."""
    kind = kind or rng.choices(list(MIX), list(MIX.values()))[0]
    if kind == "text":
        return draw_text(rng, width, height, share=share)
    return {"shapes": draw_shapes, "chart": draw_chart, "unlike": draw_unlike}[kind](rng, width, height)
