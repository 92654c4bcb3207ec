"""Puts united contours into a TrueType font and widens its space: write_contours.py FONT PATHS TARGET SPACE"""

import sys

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

OVERLAPS = 0x40
OVERLAPS_OF_PARTS = 0x0400


def contours(words):
    """The contours of a line of UniteContours: start and segments, in whole units."""
    found, i = [], 1
    while i < len(words):
        kind = words[i]
        count = {"M": 2, "L": 2, "Q": 4, "Z": 0}[kind]
        numbers = [round(float(word)) for word in words[i + 1 : i + 1 + count]]
        points = list(zip(numbers[::2], numbers[1::2]))
        if kind == "M":
            found.append((points[0], []))
        elif kind != "Z":
            found[-1][1].append(points)
        i += 1 + count
    return found


def is_sliver(start, segments):
    """What rounding leaves of two lines that nearly touch."""
    points = [start] + [segment[-1] for segment in segments]
    pairs = zip(points, points[1:] + points[:1])
    return all(len(segment) == 1 for segment in segments) and abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) < 4


def draw(pen, start, segments):
    pen.moveTo(start)
    last = start
    for segment in segments:
        end = segment[-1]
        if len(segment) == 2 and segment[0] not in (last, end):
            pen.qCurveTo(*segment)
        elif end != last:
            pen.lineTo(end)
        last = end
    pen.closePath()


source, paths, target, space = sys.argv[1:]
font = TTFont(source)
glyphs, widths, order = font["glyf"], font["hmtx"], font.getGlyphOrder()
with open(paths) as lines:
    for line in lines:
        words = line.split()
        name = order[int(words[0])]
        pen = TTGlyphPen(None)
        for start, segments in contours(words):
            if not is_sliver(start, segments):
                draw(pen, start, segments)
        glyph = pen.glyph()
        glyph.recalcBounds(glyphs)
        glyphs[name] = glyph
        widths[name] = (widths[name][0], glyph.xMin)
for name in order:
    glyph = glyphs[name]
    if glyph.isComposite():
        glyph.components[0].flags &= ~OVERLAPS_OF_PARTS
    elif glyph.numberOfContours > 0:
        glyph.flags[0] &= ~OVERLAPS
for character in (0x20, 0xA0):
    name = font.getBestCmap()[character]
    widths[name] = (int(space), widths[name][1])
for record in font["name"].names:
    if record.nameID == 5:
        record.string = str(record) + "; contours united, space widened"
    elif record.nameID == 3:
        record.string = str(record) + ";united"
font.save(target)
