"""Writes TIFF files in the codings of fax machines, and with luma and chroma, and what the reference makes of them.

Usage: python make_fax.py   (needs pillow and numpy; the checked-in files: Pillow 12.3)

`tiff/fax_*.tif` all hold `tiff/fax.png`, in which runs of every code occur; `tiff/chroma_*.tif` are read as the PNG
beside each.
"""
import os
import struct
import zlib

import numpy as np
from PIL import Image, TiffImagePlugin

os.chdir(os.path.dirname(os.path.abspath(__file__)))
lengths = [*range(0, 64), *range(64, 2700, 64), 2623]
fax = np.ones((2 * len(lengths), 2700), bool)
for i, n in enumerate(lengths):
    fax[2 * i, 5:5 + n] = False
    fax[2 * i + 1, :5] = False
    fax[2 * i + 1, 5 + n:] = False
Image.fromarray(fax).save('tiff/fax.png', optimize=True)
for name, coding, options, rows in (('runs', 'tiff_ccitt', 0, 50), ('group_3', 'group3', 0, 50), ('group_3_aligned', 'group3', 4, 50),
                                    ('group_3_flat', 'group3', 5, 50), ('group_4', 'group4', 0, 50), ('group_4_one_strip', 'group4', 0, 9999)):
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[278] = min(rows, len(fax))
    if options:
        tags[292] = options
    Image.fromarray(fax).save(f'tiff/fax_{name}.tif', compression=coding, tiffinfo=tags)

W, H, ROWS = 37, 29, 8
y, x = np.mgrid[0:H, 0:W]
picture = Image.fromarray(np.stack([6 * x, 8 * y, 255 - 3 * x - 3 * y], -1).clip(0, 255).astype(np.uint8))
planes = np.asarray(picture.convert('YCbCr'))


def strip(top, across, down):
    out = b''
    for v in range(top, min(top + ROWS, H), down):
        for u in range(0, W, across):
            for dy in range(down):
                for dx in range(across):
                    out += bytes([planes[min(v + dy, H - 1), min(u + dx, W - 1), 0]])
            out += bytes(planes[v, u, 1:])
    return out


def tiff(across, down, levels):
    strips = [zlib.compress(strip(top, across, down)) for top in range(0, H, ROWS)]
    n = len(strips)
    tags = [(256, 4, 1, W), (257, 4, 1, H), (258, 3, 3, 'bits'), (259, 3, 1, 8), (262, 3, 1, 6), (273, 4, n, 'offsets'),
            (277, 3, 1, 3), (278, 4, 1, ROWS), (279, 4, n, 'lengths'), (284, 3, 1, 1), (530, 3, 2, across | down << 16)]
    if levels:
        tags.append((532, 5, 6, 'levels'))
    at = 8 + 2 + 12 * len(tags) + 4
    places, extra = {}, b''
    for name, content in (('bits', struct.pack('<3H', 8, 8, 8)), ('lengths', struct.pack(f'<{n}I', *map(len, strips))),
                          ('levels', struct.pack(f'<{2 * len(levels)}I', *(v for level in levels for v in (level, 1)))), ('offsets', bytes(4 * n))):
        places[name] = at + len(extra)
        extra += content
    offsets, end = [], at + len(extra)
    for packed in strips:
        offsets.append(end)
        end += len(packed)
    extra = extra[:-4 * n] + struct.pack(f'<{n}I', *offsets)
    entries = b''.join(struct.pack('<HHII', tag, kind, count, places.get(value, value)) for tag, kind, count, value in tags)
    return b'II*\0' + struct.pack('<IH', 8, len(tags)) + entries + bytes(4) + extra + b''.join(strips)


for across, down, levels in ((1, 1, ()), (2, 1, ()), (2, 2, ()), (4, 1, ()), (4, 2, ()), (1, 2, ()), (2, 2, (16, 235, 128, 240, 128, 240))):
    name = f'tiff/chroma_{across}_{down}' + ('_film' if levels else '')
    with open(name + '.tif', 'wb') as file:
        file.write(tiff(across, down, levels))
    Image.open(name + '.tif').convert('RGB').save(name + '.png', optimize=True)
