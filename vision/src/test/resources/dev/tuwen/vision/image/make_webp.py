"""Writes photo-like lossy WebP pictures of every encoder method, and what the reference decoder makes of each.

Usage: python make_webp.py   (needs pillow, numpy, and cwebp and dwebp on the path; the checked-in files: 1.2.4)

`webp/NAME.webp` is the picture, `webp/NAME.png` its pixels by `dwebp`.
"""
import os, subprocess
import numpy as np
from PIL import Image

os.chdir(os.path.dirname(os.path.abspath(__file__)))
os.makedirs('webp', exist_ok=True)
W, H = 70, 53
rng = np.random.default_rng(11)
y, x = np.mgrid[0:H, 0:W].astype(float)
sky = np.stack([90 + y, 140 + y * 1.5, 235 - y * 0.5], -1)
hill = np.stack([40 + x, 120 + 20 * np.sin(x / 3), 30 + y / 2], -1)
photo = np.where((y > 28 + 6 * np.sin(x / 9))[..., None], hill, sky)
photo[(x - 52) ** 2 + (y - 12) ** 2 < 60] = (255, 40, 30)
photo[34:48, 8:24] = (250, 240, 235)
photo[36:46:3, 10:22] = (20, 20, 25)
photo[20:50, 40:43] = (0, 0, 255)
photo += rng.normal(0, 6, (H, W, 1)) + rng.normal(0, 2, (H, W, 3))
Image.fromarray(photo.clip(0, 255).astype(np.uint8)).save('/tmp/photo.png')

files = {f'm{m}_q{q}': ['-m', m, '-q', q] for m in range(7) for q in (5, 50, 90)}
files |= {
    'one_segment': ['-segments', 1, '-q', 60],
    'no_filter': ['-f', 0, '-q', 60],
    'strong_filter': ['-f', 100, '-sharpness', 0, '-q', 30],
    'sharp_filter': ['-f', 80, '-sharpness', 7, '-q', 30],
    'simple_filter': ['-f', 60, '-nostrong', '-q', 30],
    'automatic_filter': ['-af', '-q', 20],
    'noise_shaping': ['-sns', 100, '-q', 50],
    'low_memory': ['-low_memory', '-q', 60],
}
for name, options in files.items():
    subprocess.run(['cwebp', '-quiet', *map(str, options), '/tmp/photo.png', '-o', f'webp/{name}.webp'], check=True)
    subprocess.run(['dwebp', '-quiet', f'webp/{name}.webp', '-o', f'webp/{name}.png'], check=True)
    Image.open(f'webp/{name}.png').save(f'webp/{name}.png', optimize=True)
os.remove('/tmp/photo.png')
Image.new('RGB', (4000, 3000), (200, 30, 60)).save('webp/flat_lossless.webp', lossless=True)
