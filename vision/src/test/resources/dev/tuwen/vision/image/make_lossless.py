"""Writes lossless WebP pictures that use every step of the encoder, and their pixels. Usage: python make_lossless.py
(needs pillow and numpy; the checked-in files: Pillow 12.3)

`webp/lossless_PICTURE_METHOD_QUALITY.webp` is the picture, `webp/lossless_PICTURE.png` its pixels.
"""
import os

import numpy as np
from PIL import Image

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rng = np.random.default_rng(3)
y, x = np.mgrid[0:47, 0:61]
levels = np.stack([4 * x, 5 * y, x * y // 12 + 3 * x, 255 - 2 * x - 2 * y], -1) + rng.normal(0, 5, (47, 61, 4))
levels[10:30, 15:40, :3] = (200, 30, 60)
photo = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
pictures = {'alpha': photo, 'photo': photo.convert('RGB')}
pictures |= {f'{n}_colours': photo.convert('RGB').quantize(n).convert('RGB') for n in (2, 3, 13, 100)}
pictures['dot'] = Image.new('RGB', (1, 1), (1, 2, 3))
for name, picture in pictures.items():
    picture.save(f'webp/lossless_{name}.png', optimize=True)
    for method, quality in ((0, 0), (4, 60), (6, 100)):
        file = f'webp/lossless_{name}_{method}_{quality}.webp'
        picture.save(file, lossless=True, method=method, quality=quality, exact=True)
both = dict(quality=60, alpha_quality=80)
photo.save('lost/alpha_apart.webp', **both)
photo.save('lost/animated_lossless.webp', save_all=True, append_images=[photo.rotate(90)], lossless=True)
opaque = photo.convert('RGB')
opaque.save('lost/animated_lossy.webp', save_all=True, append_images=[opaque.rotate(90)], **both)
