"""Writes the sample pictures of the decoder's tests, and what Pillow makes of each.

Usage: python make_samples.py   (needs pillow and numpy; the checked-in files were made with Pillow 12.3.0)

Every file shows the same few pixels in another format, mode or coding; samples.json says for each the size
and the SHA-256 of `Image.open(file).convert("RGB").tobytes()`.
"""
import hashlib, io, json, os, struct, zlib
import numpy as np
from PIL import Image, ImageCms, TiffImagePlugin

os.chdir(os.path.dirname(os.path.abspath(__file__)))
o = 'samples/'
rng = np.random.default_rng(5)
W, H = 23, 17
y, x = np.mgrid[0:H, 0:W]
base = np.stack([(x * 11 + y) % 256, (y * 13) % 256, ((x - 12) ** 2 + (y - 8) ** 2) % 256], -1).astype(np.uint8)
noise = rng.integers(0, 256, (H, W, 3), dtype=np.uint8)
mix = base.copy()
mix[:, :6] = noise[:, :6]
rgb = Image.fromarray(mix)
smooth = Image.fromarray(base)
gray = rgb.convert('L')
alpha = Image.fromarray(((x * 7 + y * 3) % 256).astype(np.uint8))
rgba = rgb.copy()
rgba.putalpha(alpha)
gray_alpha = gray.copy()
gray_alpha.putalpha(alpha)
cmyk = Image.fromarray(np.concatenate([mix, noise[:, :, :1]], -1).copy(), 'CMYK')
p200, p16, p4, p2 = (rgb.quantize(n) for n in (200, 16, 4, 2))
bilevel = gray.convert('1')
gray16 = Image.fromarray((rng.integers(0, 65536, (H, W)) >> rng.integers(0, 12, (H, W))).astype(np.uint16))
exif = Image.Exif()
exif[0x112] = 6
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()

# JPEG: every subsampling, gray, progressive, inks, plain RGB, restart markers, metadata
for name, subsampling in (('444', 0), ('422', 1), ('420', 2)):
    rgb.save(o + f'jpeg_{name}.jpg', quality=85, subsampling=subsampling)
rgb.save(o + 'jpeg_progressive.jpg', progressive=True)
rgb.save(o + 'jpeg_rgb.jpg', keep_rgb=True)
rgb.save(o + 'jpeg_restart.jpg', restart_marker_blocks=1)
rgb.save(o + 'jpeg_turned_and_profile.jpg', exif=exif, icc_profile=srgb)
gray.save(o + 'jpeg_gray.jpg')
gray.save(o + 'jpeg_gray_progressive.jpg', progressive=True)
cmyk.save(o + 'jpeg_cmyk.jpg')


def ycck():
    """The inks of jpeg_cmyk, coded as luma and chroma: what Photoshop writes. Made of three planes and a black one."""
    data = io.BytesIO()
    cmyk.save(data, 'JPEG', subsampling=0)
    data = bytearray(data.getvalue())
    at = data.index(b'Adobe')
    data[at + 11] = 2
    return bytes(data)


open(o + 'jpeg_ycck.jpg', 'wb').write(ycck())


# PNG: every colour type and depth
def png(name, colour, bits, rows, extra=b''):
    def chunk(tag, data):
        return struct.pack('>I', len(data)) + tag + data + struct.pack('>I', zlib.crc32(tag + data))

    head = struct.pack('>IIBBBBB', W, H, bits, colour, 0, 0, 0)
    extra = chunk(b'PLTE', extra) if extra else b''
    data = zlib.compress(b''.join(b'\0' + row for row in rows))
    open(o + name, 'wb').write(
        b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + extra + chunk(b'IDAT', data) + chunk(b'IEND', b''))


for name, image in dict(rgb=rgb, gray=gray, rgb_alpha=rgba, gray_alpha=gray_alpha, palette=p200, bilevel=bilevel,
                        gray16=gray16).items():
    image.save(o + f'png_{name}.png')
for bits, image in ((4, p16), (2, p4), (1, p2)):
    image.save(o + f'png_palette{bits}.png', bits=bits)
p200.save(o + 'png_palette_transparent.png', transparency=3)
gray.save(o + 'png_gray_transparent.png', transparency=30)
rgb.save(o + 'png_turned_and_profile.png', exif=exif, icc_profile=srgb)
r16 = rng.integers(0, 65536, (H, W, 4)).astype('>u2')
png('png_rgb16.png', 2, 16, [r16[i, :, :3].tobytes() for i in range(H)])
png('png_rgb16_alpha.png', 6, 16, [r16[i].tobytes() for i in range(H)])
png('png_gray16_alpha.png', 4, 16, [r16[i, :, :2].tobytes() for i in range(H)])
g4 = rng.integers(0, 16, (H, W + 1), dtype=np.uint8)
png('png_gray4.png', 0, 4, [bytes((g4[i, ::2] << 4) | g4[i, 1::2]) for i in range(H)])
g2 = rng.integers(0, 4, (H, W + 1), dtype=np.uint8)
png('png_gray2.png', 0, 2,
    [bytes(g2[i, ::4] << 6 | g2[i, 1::4] << 4 | g2[i, 2::4] << 2 | g2[i, 3::4]) for i in range(H)])
png('png_palette_too_short.png', 3, 8, [rng.integers(0, 5, W).astype(np.uint8).tobytes() for _ in range(H)],
    bytes([255, 0, 0, 0, 255, 0, 0, 0, 255]))

# GIF: palettes, transparency, interlacing, frames smaller and larger than the screen
p200.save(o + 'gif_palette.gif')
gray.save(o + 'gif_gray.gif')
p200.save(o + 'gif_transparent.gif', transparency=3)
p16.save(o + 'gif_interlaced.gif', interlace=1)
p200.save(o + 'gif_animated.gif', save_all=True, append_images=[p16, p4], duration=100)
data = bytearray(open(o + 'gif_interlaced.gif', 'rb').read())
frame = data.index(b'\x2c', 13 + 3 * 16)
data[6:10] = struct.pack('<HH', W + 20, H + 9)
data[frame + 1:frame + 5] = struct.pack('<HH', 7, 3)
open(o + 'gif_frame_inside.gif', 'wb').write(data)
data[6:10] = struct.pack('<HH', W - 10, H - 9)
open(o + 'gif_frame_beyond.gif', 'wb').write(data)
data = bytearray(open(o + 'gif_transparent.gif', 'rb').read())
data[6:10] = struct.pack('<HH', W + 20, H + 9)
open(o + 'gif_transparent_frame_inside.gif', 'wb').write(data)


# BMP: every depth
def bmp(name, bits, compression, rows, masks=b'', top=False):
    body = b''.join(row + b'\0' * (-len(row) % 4) for row in (rows if top else rows[::-1]))
    offset = 54 + len(masks)
    open(o + name, 'wb').write(
        b'BM' + struct.pack('<IHHI', offset + len(body), 0, 0, offset)
        + struct.pack('<IiiHHIIiiII', 40, W, -H if top else H, 1, bits, compression, len(body), 0, 0, 0, 0)
        + masks + body)


for name, image in dict(rgb=rgb, gray=gray, palette=p200, palette4=p16, bilevel=bilevel).items():
    image.save(o + f'bmp_{name}.bmp')
v16 = rng.integers(0, 65536, (H, W)).astype('<u2')
v32 = rng.integers(0, 2 ** 32, (H, W), dtype=np.uint32).astype('<u4')
bmp('bmp_555.bmp', 16, 0, [v16[i].tobytes() for i in range(H)])
bmp('bmp_565.bmp', 16, 3, [v16[i].tobytes() for i in range(H)], struct.pack('<III', 0xf800, 0x7e0, 0x1f))
bmp('bmp_32.bmp', 32, 0, [v32[i].tobytes() for i in range(H)])
bmp('bmp_from_top.bmp', 24, 0, [mix[i].tobytes() for i in range(H)], top=True)

# WebP
rgb.save(o + 'webp_lossless.webp', lossless=True)
rgba.save(o + 'webp_lossless_alpha.webp', lossless=True, exact=True)
rgb.save(o + 'webp_animated.webp', save_all=True, append_images=[smooth], duration=100, lossless=True)
smooth.save(o + 'webp_lossy.webp', quality=80, exif=exif, icc_profile=srgb)
smooth.putalpha(alpha)
smooth.save(o + 'webp_lossy_alpha.webp', quality=80, exact=True)

# TIFF: modes and codings
for name, image in dict(rgb=rgb, gray=gray, rgb_alpha=rgba, gray_alpha=gray_alpha, palette=p200, bilevel=bilevel,
                        gray16=gray16, cmyk=cmyk).items():
    image.save(o + f'tiff_{name}.tiff')
for coding in ('tiff_lzw', 'tiff_adobe_deflate', 'packbits', 'jpeg'):
    rgb.save(o + f'tiff_rgb_{coding.removeprefix("tiff_")}.tiff', compression=coding)
bilevel.save(o + 'tiff_bilevel_group4.tiff', compression='group4')
tags = TiffImagePlugin.ImageFileDirectory_v2()
tags[274] = 6
rgb.save(o + 'tiff_turned.tiff', tiffinfo=tags)
tags = TiffImagePlugin.ImageFileDirectory_v2()
tags[262] = 0
gray.save(o + 'tiff_white_is_zero.tiff', tiffinfo=tags)
rgb.save(o + 'tiff_two_pages.tiff', save_all=True, append_images=[gray])

expected = []
for name in sorted(os.listdir(o)):
    image = Image.open(o + name).convert('RGB')
    entry = {'file': name, 'width': image.width, 'height': image.height}
    entry['sha256'] = hashlib.sha256(image.tobytes()).hexdigest()
    expected.append(entry)
with open('samples.json', 'w') as file:
    json.dump(expected, file, indent=1)
    file.write('\n')
