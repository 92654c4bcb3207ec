"""How a picture is cut, as MiniCPM-V 2.0 does it: an overview, and slices where the picture is large. The same plans as the application makes (`SliceGrid`)."""
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

PATCH = 14


@dataclass(frozen=True)
class Plan:
    """Sizes are (width, height); `columns` is 0 where the overview is all."""
    overview: tuple
    columns: int = 0
    rows: int = 0
    slice: tuple = (0, 0)

    @property
    def slices(self):
        return self.columns * self.rows


def near(length, step):
    """The multiple of `step` nearest to `length` (half to even), at least one."""
    return max(round(length / step) * step, step)


def fit(width, height, side, enlarge=True):
    """About side * side pixels, the same ratio, multiples of the patch; a smaller picture is enlarged only if asked."""
    if enlarge or width * height > side * side:
        ratio = width / height
        height = int(side / math.sqrt(ratio))
        width = int(height * ratio)
    return near(width, PATCH), near(height, PATCH)


def plan(width, height, side, maximum):
    wanted = min(math.ceil(width * height / (side * side)), maximum)
    if wanted <= 1:
        return Plan(fit(width, height, side))
    logarithm, best, smallest = math.log(width / height), (1, 1), math.inf
    for count in (wanted - 1, wanted, wanted + 1):
        if count == 1 or count > maximum:
            continue
        for columns in range(1, count + 1):
            if count % columns == 0:
                distance = abs(logarithm - math.log(columns / (count // columns)))
                if distance < smallest:
                    smallest, best = distance, (columns, count // columns)
    columns, rows = best
    return Plan(fit(width, height, side, enlarge=False), columns, rows, fit(near(width, columns) / columns, near(height, rows) / rows, side))


def normalised(image):
    """-1 to 1, `[3, H, W]`."""
    return ((np.asarray(image, dtype=np.float32) / 255 - .5) / .5).transpose(2, 0, 1)


def pictures(image, cut):
    """The overview and the slices row by row; overview and slices are both resized (bicubic) from the picture itself."""
    image = image.convert("RGB")
    overview, slices = normalised(image.resize(cut.overview, Image.BICUBIC)), []
    if cut.slices:
        width, height = cut.slice
        refined = normalised(image.resize((cut.columns * width, cut.rows * height), Image.BICUBIC))
        slices = [refined[:, r * height:(r + 1) * height, c * width:(c + 1) * width] for r in range(cut.rows) for c in range(cut.columns)]
    return overview, slices
