"""Writes one transparent picture in every format that has transparency, and what a person sees of it.

Usage: python make_alpha.py   (needs pillow, numpy and dwebp; the checked-in files were made with Pillow 12.3.0)

`alpha/soft_*` show `alpha/soft.png` and `alpha/hard_*` (all or nothing) show `alpha/hard.png`, both on white, with noise
behind what is transparent; `alpha/near_NAME.*` show `alpha/near_NAME.png` within rounding.
"""
import os, struct, subprocess, zlib
import numpy as np
from PIL import Image

os.chdir(os.path.dirname(os.path.abspath(__file__)))
os.makedirs('alpha', exist_ok=True)
W, H = 32, 24
rng = np.random.default_rng(8)
y, x = np.mgrid[0:H, 0:W]
soft_alpha = (255 - ((x - 16) ** 2 + (y - 12) ** 2) * 2).clip(0, 255).astype(np.uint8)
hard_alpha = np.where(soft_alpha > 120, 255, 0).astype(np.uint8)
rgb = rng.integers(0, 256, (H, W, 3), dtype=np.uint8)
rgb[hard_alpha > 0] = np.stack([x * 3, y * 9, x + y], -1)[hard_alpha > 0] % 200


def seen(colours, alpha):
    c, a = colours.astype(int), alpha[..., None].astype(int)
    return Image.fromarray(((c * a + 255 * (255 - a) + 127) // 255).astype(np.uint8))


def rgba(colours, alpha):
    return Image.fromarray(np.dstack([colours, alpha]))


seen(rgb, soft_alpha).save('alpha/soft.png')
seen(rgb, hard_alpha).save('alpha/hard.png')
soft, hard = rgba(rgb, soft_alpha), rgba(rgb, hard_alpha)
soft.save('alpha/soft_png.png')
soft.save('alpha/soft_webp.webp', lossless=True, exact=True)
soft.save('alpha/soft_tiff.tif')
hard.save('alpha/hard_webp.webp', lossless=True, exact=True)


def chunk(tag, data):
    return struct.pack('>I', len(data)) + tag + data + struct.pack('>I', zlib.crc32(tag + data))


def png(name, colour, bits, rows, *chunks):
    head = struct.pack('>IIBBBBB', W, H, bits, colour, 0, 0, 0)
    data = zlib.compress(b''.join(b'\0' + row.tobytes() for row in rows))
    open(f'alpha/{name}.png', 'wb').write(
        b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + b''.join(chunks) + chunk(b'IDAT', data) + chunk(b'IEND', b''))


png('soft_png16', 6, 16, (np.dstack([rgb, soft_alpha]).astype('>u2') * 257).astype('>u2'))
keyed = np.where(hard_alpha[..., None] > 0, rgb, np.array([255, 0, 254], np.uint8))
png('hard_key', 2, 8, keyed, chunk(b'tRNS', struct.pack('>3H', 255, 0, 254)))
png('hard_key16', 2, 16, (keyed.astype('>u2') * 257).astype('>u2'),
    chunk(b'tRNS', struct.pack('>3H', 255 * 257, 0, 254 * 257)))

# Few colours, of which two are transparent in part or all.
few = np.array([[250, 20, 40], [10, 200, 30], [20, 30, 250], [0, 0, 0], [90, 80, 70], [255, 0, 255]], np.uint8)
alphas = np.array([255, 128, 255, 255, 255, 0], np.uint8)
index = ((x // 4 + y // 3) % 6).astype(np.uint8)
png('near_palette', 3, 8, index, chunk(b'PLTE', few.tobytes()), chunk(b'tRNS', alphas.tobytes()))
os.rename('alpha/near_palette.png', 'alpha/near_palette.apng')
seen(few[index], alphas[index]).save('alpha/near_palette.png')
image = Image.fromarray(index, 'P')
image.putpalette(few.tobytes())
image.save('alpha/near_gif.gif', transparency=5)
one = np.where(index == 5, 0, 255).astype(np.uint8)
seen(few[index], one).save('alpha/near_gif.png')
# The frame in a larger screen: what it leaves free is transparent.
data = bytearray(open('alpha/near_gif.gif', 'rb').read())
data[6:10] = struct.pack('<HH', W + 9, H + 5)
at = data.index(b'\x2c\0\0\0\0')
data[at + 1:at + 5] = struct.pack('<HH', 4, 2)
open('alpha/near_gif_inside.gif', 'wb').write(data)
wide = np.full((H + 5, W + 9, 3), 255, np.uint8)
wide[2:2 + H, 4:4 + W] = np.asarray(seen(few[index], one))
Image.fromarray(wide).save('alpha/near_gif_inside.png')

gray = rgb[:, :, 1]
Image.fromarray(np.dstack([gray, soft_alpha])).save('alpha/near_gray.apng', 'PNG')
seen(np.repeat(gray[..., None], 3, 2), soft_alpha).save('alpha/near_gray.png')

# TIFF: colours multiplied with alpha lose a little.
a = soft_alpha[..., None].astype(int)
rgba(((rgb.astype(int) * a + 127) // 255).astype(np.uint8), soft_alpha).save('alpha/near_multiplied.tif')
data = open('alpha/near_multiplied.tif', 'rb').read()
kind = struct.pack('<HHIH', 338, 3, 1, 2)
assert data.count(kind) == 1
open('alpha/near_multiplied.tif', 'wb').write(data.replace(kind, struct.pack('<HHIH', 338, 3, 1, 1)))
seen(rgb, soft_alpha).save('alpha/near_multiplied.png')

# BMP with a mask for alpha.
body = np.dstack([rgb[..., ::-1], soft_alpha])[::-1].tobytes()
head = struct.pack('<IiiHHIIiiII', 124, W, H, 1, 32, 3, len(body), 2835, 2835, 0, 0)
head += struct.pack('<4I', 0xff0000, 0xff00, 0xff, 0xff000000)
head = head.ljust(124, b'\0')
open('alpha/soft_bmp.bmp', 'wb').write(b'BM' + struct.pack('<IHHI', 138 + len(body), 0, 0, 138) + head + body)

# Lossy WebP with every filter of its alpha.
smooth = np.stack([60 + x * 4, 40 + y * 6, 200 - x * 2], -1).astype(np.uint8)
for filter in ('none', 'fast', 'best'):
    for method in (0, 1):
        name = f'near_lossy_{filter}_{method}'
        rgba(smooth, soft_alpha).save('/tmp/alpha.png')
        subprocess.run(['cwebp', '-quiet', '-exact', '-alpha_filter', filter, '-alpha_method', str(method), '/tmp/alpha.png',
                        '-o', f'alpha/{name}.webp'], check=True)
        subprocess.run(['dwebp', '-quiet', f'alpha/{name}.webp', '-o', '/tmp/alpha.png'], check=True)
        back = np.asarray(Image.open('/tmp/alpha.png'))
        seen(back[..., :3], back[..., 3]).save(f'alpha/{name}.png')
os.remove('/tmp/alpha.png')
