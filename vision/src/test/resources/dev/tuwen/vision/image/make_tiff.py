"""Writes TIFF files of many layouts, codings and kinds of numbers, all of two pictures.

Usage: python make_tiff.py   (needs pillow and numpy; the checked-in files were made with Pillow 12.3.0)

`tiff/rgb_*.tif` show `tiff/rgb.png`, `tiff/gray_*.tif` show `tiff/gray.png`, pixel for pixel; `tiff/near_*.tif` show
`tiff/near_*.png`, within the rounding of a conversion; `tiff/not_*.tif` are to be refused.
"""
import os, struct, zlib
import numpy as np
from PIL import Image, ImageCms, TiffImagePlugin

os.chdir(os.path.dirname(os.path.abspath(__file__)))
os.makedirs('tiff', exist_ok=True)
W, H = 37, 21
rng = np.random.default_rng(3)
y, x = np.mgrid[0:H, 0:W]
rgb = np.stack([(x * 7) % 256, (y * 12) % 256, (x * y) % 256], -1).astype(np.uint8)
rgb[5:12, 6:20] = rng.integers(0, 256, (7, 14, 3), dtype=np.uint8)
gray = rgb[:, :, 1].copy()
Image.fromarray(rgb).save('tiff/rgb.png')
Image.fromarray(gray).save('tiff/gray.png')


def directory(e, big, tags, at, after):
    """The directory at `at` and its numbers behind it."""
    kind = {1: 'B', 3: 'H', 4: 'I', 7: 'B', 13: 'I', 16: 'Q'}
    head, body = b'', b''
    place = 8 if big else 4
    size = (8 + 20 * len(tags) + 8) if big else (2 + 12 * len(tags) + 4)
    for tag, (typ, values) in sorted(tags.items()):
        data = struct.pack(e + kind[typ] * len(values), *values)
        if len(data) > place:
            data, body = struct.pack(e + ('Q' if big else 'I'), at + size + len(body)), body + data
        head += struct.pack(e + ('HHQ' if big else 'HHI'), tag, typ, len(values)) + data.ljust(place, b'\0')
    count = struct.pack(e + ('Q' if big else 'H'), len(tags))
    return count + head + struct.pack(e + ('Q' if big else 'I'), after) + body


def predict(block, predictor, e):
    """Rows of a block as bytes."""
    if predictor == 2:
        u = block.view({1: 'u1', 2: 'u2', 4: 'u4'}[block.itemsize])
        u = np.concatenate([u[:, :1], u[:, 1:] - u[:, :-1]], 1)
        return u.astype(u.dtype.newbyteorder(e)).tobytes()
    if predictor == 3:
        out = b''
        for row in block:
            big = row.astype(row.dtype.newbyteorder('>')).reshape(-1).view('u1')
            planes = big.reshape(-1, row.itemsize).T.reshape(-1)
            n = row.shape[-1]
            out += np.concatenate([planes[:n], planes[n:] - planes[:-n]]).tobytes()
        return out
    return block.astype(block.dtype.newbyteorder(e)).tobytes()


def tiff(name, pixels, photometric, bits=None, form=1, e='<', big=False, tile=None, strip=None, planes=False,
         deflate=False, predictor=1, extra=None, first=None, more=None, raw=None):
    pixels = pixels.reshape(H, W, -1) if first is None else pixels
    n = pixels.shape[2]
    parts = [pixels[:, :, i:i + 1] for i in range(n)] if planes else [pixels]
    blocks = []
    for part in parts:
        if tile:
            part = np.pad(part, [(0, -H % tile), (0, -W % tile), (0, 0)])
            blocks += [part[i:i + tile, j:j + tile] for i in range(0, H, tile) for j in range(0, W, tile)]
        else:
            blocks += [part[i:i + (strip or H)] for i in range(0, part.shape[0], strip or H)]
    data = raw or [predict(np.ascontiguousarray(b), predictor, e) for b in blocks]
    if deflate:
        data = [zlib.compress(d) for d in data]
    start = 16 if big else 8
    offsets, body = [], b''
    for d in data:
        offsets.append(start + len(body))
        body += d + b'\0' * (len(d) % 2)
    o = 16 if big else 4
    tags = {256: (3, [pixels.shape[1]]), 257: (3, [pixels.shape[0]]),
            258: (3, [bits or pixels.itemsize * 8] * n), 259: (3, [8 if deflate else 1]), 262: (3, [photometric]),
            277: (3, [n]), 284: (3, [2 if planes else 1])}
    if form != 1:
        tags[339] = (3, [form] * n)
    if predictor != 1:
        tags[317] = (3, [predictor])
    if extra is not None:
        tags[338] = (3, [extra])
    if tile:
        tags |= {322: (3, [tile]), 323: (3, [tile]), 324: (o, offsets), 325: (o, [len(d) for d in data])}
    else:
        tags |= {278: (3, [strip or pixels.shape[0]]), 273: (o, offsets), 279: (o, [len(d) for d in data])}
    tags |= more or {}
    at = start + len(body)
    file = body + directory(e, big, tags, at, 0)
    mark = b'II' if e == '<' else b'MM'
    head = mark + (struct.pack(e + 'HHHQ', 43, 8, 0, at) if big else struct.pack(e + 'HI', 42, at))
    open(f'tiff/{name}.tif', 'wb').write(head + file)


u16 = rgb.astype(np.uint16) * 257
u32 = rgb.astype(np.uint32) * 0x01010101
for e, order in (('<', 'le'), ('>', 'be')):
    tiff(f'rgb_8_{order}', rgb, 2, e=e)
    tiff(f'rgb_8_strips_deflate_2_{order}', rgb, 2, e=e, strip=5, deflate=True, predictor=2)
    tiff(f'rgb_16_{order}', u16, 2, e=e)
    tiff(f'rgb_16_deflate_2_{order}', u16, 2, e=e, deflate=True, predictor=2)
    tiff(f'rgb_16_planes_tiles_{order}', u16, 2, e=e, planes=True, tile=16)
    tiff(f'rgb_32_deflate_2_{order}', u32, 2, e=e, deflate=True, predictor=2)
    tiff(f'rgb_float_{order}', (rgb / 255).astype(np.float32), 2, form=3, e=e)
    tiff(f'rgb_float_deflate_3_{order}', (rgb / 255).astype(np.float32), 2, form=3, e=e, deflate=True, predictor=3)
    tiff(f'rgb_half_deflate_3_{order}', (rgb / 255).astype(np.float16), 2, form=3, e=e, deflate=True, predictor=3)
    tiff(f'rgb_wide_{order}', rgb, 2, e=e, big=True, strip=8)
    tiff(f'gray_double_{order}', gray / 255, 1, form=3, e=e)
tiff('rgb_8_tiles', rgb, 2, tile=16)
tiff('rgb_8_planes', rgb, 2, planes=True, strip=6)
tiff('rgb_8_planes_tiles_deflate_2', rgb, 2, planes=True, tile=32, deflate=True, predictor=2)
tiff('rgb_8_and_unknown', np.concatenate([rgb, gray[..., None]], -1), 2, extra=0)
tiff('rgb_half', (rgb / 255).astype(np.float16), 2, form=3)
tiff('gray_float_tiles', (gray / 255).astype(np.float32), 1, form=3, tile=16)
tiff('gray_white_is_zero', 255 - gray, 0)
tiff('gray_float_white_is_zero', (1 - gray / 255).astype(np.float32), 0, form=3)
tiff('gray_bits_reversed', np.array([int(f'{v:08b}'[::-1], 2) for v in range(256)], np.uint8)[gray], 1,
     more={266: (3, [2])})
inks = np.concatenate([255 - rgb, np.zeros((H, W, 1), np.uint8)], -1)
tiff('rgb_of_inks', inks, 5)
tiff('rgb_of_inks_16', inks.astype(np.uint16) * 257, 5)
for coding in ('tiff_lzw', 'packbits'):
    Image.fromarray(rgb).save(f'tiff/rgb_by_pillow_{coding}.tif', compression=coding)
tags = TiffImagePlugin.ImageFileDirectory_v2()
tags[317] = 2
Image.fromarray(rgb).save('tiff/rgb_by_pillow_lzw_2.tif', compression='tiff_lzw', tiffinfo=tags)
# Much noise and much repetition: LZW tables that fill up and are cleared.
big = np.concatenate([rng.integers(0, 4, (90, 120, 3)), rng.integers(0, 256, (40, 120, 3))]).astype(np.uint8)
Image.fromarray(big).save('tiff/near_lzw_full_tables.tif', compression='tiff_lzw')
Image.fromarray(big).save('tiff/near_lzw_full_tables.png')

# A thumbnail before the photo, and nothing but a thumbnail.
thumb = rgb[::4, ::4].copy()
th, tw = thumb.shape[:2]
body = thumb.tobytes() + rgb.tobytes()
body += b'\0' * (len(body) % 2)


def page(width, height, at, length, **more):
    return {254: (4, [0]), 256: (3, [width]), 257: (3, [height]), 258: (3, [8, 8, 8]), 259: (3, [1]), 262: (3, [2]),
            273: (4, [at]), 277: (3, [3]), 278: (3, [height]), 279: (4, [length])} | {int(k[1:]): v for k, v in more.items()}


small = page(tw, th, 8, thumb.size, t254=(4, [1]))
large = page(W, H, 8 + thumb.size, rgb.size)
at = 8 + len(body)
one = directory('<', False, small, at, 0)
two = directory('<', False, small, at, at + len(one)) + directory('<', False, large, at + len(one), 0)
open('tiff/rgb_after_thumbnail.tif', 'wb').write(b'II' + struct.pack('<HI', 42, at) + body + two)
raw = page(W, H, 8 + thumb.size, rgb.size, t262=(3, [32803]))
small[330] = (4, [at + len(directory('<', False, small | {330: (4, [0])}, at, 0))])
open('tiff/not_raw.tif', 'wb').write(
    b'II' + struct.pack('<HI', 42, at) + body + directory('<', False, small, at, 0)
    + directory('<', False, raw, small[330][1][0], 0))
small[254] = (4, [0])
open('tiff/not_raw_with_unmarked_preview.tif', 'wb').write(
    b'II' + struct.pack('<HI', 42, at) + body + directory('<', False, small, at, 0)
    + directory('<', False, raw | {262: (3, [2])}, small[330][1][0], 0))
tiff('not_signed', rgb.astype(np.int16), 2, form=2)
tiff('not_signed_8', gray.view(np.int8), 1, form=2)
tiff('not_fraction', rgb.astype(np.float32), 2, form=3)
tiff('not_complex', (gray / 255).astype(np.complex64), 1, form=6, raw=[(gray / 255).astype(np.complex64).tobytes()])
tiff('not_zstd', rgb, 2, more={259: (3, [50000])})
tiff('not_other_inks', inks, 5, more={332: (3, [2])})

# Inks and colours by JPEG, coded as the file says and not as a JPEG alone would be.
smooth = np.stack([90 + 4 * x, 40 + 9 * y, 250 - 3 * x - 4 * y], -1).clip(0, 255).astype(np.uint8)
for mode in ('CMYK', 'RGB', 'L'):
    image = Image.fromarray(smooth).convert(mode)
    image.save(f'tiff/near_jpeg_{mode.lower()}.tif', compression='jpeg')
    Image.open(f'tiff/near_jpeg_{mode.lower()}.tif').convert('RGB').save(f'tiff/near_jpeg_{mode.lower()}.png')
lab = ImageCms.profileToProfile(Image.fromarray(smooth), ImageCms.createProfile('sRGB'), ImageCms.createProfile('LAB'),
                                outputMode='LAB')
back = ImageCms.profileToProfile(lab, ImageCms.createProfile('LAB'), ImageCms.createProfile('sRGB'), outputMode='RGB')
lab.save('tiff/near_lab.tif')
back.save('tiff/near_lab.png')
