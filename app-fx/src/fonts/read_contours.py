"""Writes the contours of a TrueType font down for UniteContours: read_contours.py FONT CONTOURS"""

import struct
import sys

from fontTools.ttLib import TTFont

source, target = sys.argv[1:]
font = TTFont(source)
glyphs = font["glyf"]
with open(target, "wb") as out:
    for number, name in enumerate(font.getGlyphOrder()):
        glyph = glyphs[name]
        if glyph.isComposite() or glyph.numberOfContours < 1:
            continue
        points, ends, flags = glyph.getCoordinates(glyphs)
        out.write(struct.pack(">ii", number, len(ends)))
        begin = 0
        for end in ends:
            out.write(struct.pack(">i", end + 1 - begin))
            for i in range(begin, end + 1):
                out.write(struct.pack(">hhb", int(points[i][0]), int(points[i][1]), flags[i] & 1))
            begin = end + 1
