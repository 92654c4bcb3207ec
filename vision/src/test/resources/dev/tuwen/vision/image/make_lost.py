"""Makes the files in lost/ that begin with 'interlaced', 'rgb_' or 'photo', with Pillow 12.3. The others there are cut or damaged
copies of one drawing."""
import os
import struct
import zlib

from PIL import Image

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lost")
WIDTH, HEIGHT, ROWS = 61, 47, 5


def pixel(x, y):
    return bytes((4 * x % 256, 5 * y % 256, (x * y // 12 + 3 * x) % 256))


def smooth(x, y):
    return bytes((4 * x % 256, 5 * y % 256, 2 * (x + y) % 256))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def interlaced():
    rows = b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        for y in range(y0, HEIGHT, dy):
            rows += b"\0" + b"".join(smooth(x, y) for x in range(x0, WIDTH, dx))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 1)
    # Stored, so that a percentage of the file is one of the pixels.
    data = zlib.compress(rows, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def lzw(data):
    """Codes of nine bits, with a clear code often enough that they never grow."""
    codes = []
    for i, byte in enumerate(data):
        if i % 200 == 0:
            codes.append(256)
        codes.append(byte)
    codes.append(257)
    bits = "".join(format(code, "09b") for code in codes)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def tiff(coding, pack):
    strips = []
    for top in range(0, HEIGHT, ROWS):
        rows = range(top, min(top + ROWS, HEIGHT))
        strips.append(pack(b"".join(pixel(x, y) for y in rows for x in range(WIDTH))))
    entries = 10
    offsets_at = 8 + 2 + 12 * entries + 4
    lengths_at = offsets_at + 4 * len(strips)
    bits_at = lengths_at + 4 * len(strips)
    at = bits_at + 6
    offsets = []
    for strip in strips:
        offsets.append(at)
        at += len(strip)
    tags = ((256, 4, 1, WIDTH), (257, 4, 1, HEIGHT), (258, 3, 3, bits_at), (259, 3, 1, coding), (262, 3, 1, 2),
            (273, 4, len(strips), offsets_at), (277, 3, 1, 3), (278, 4, 1, ROWS), (279, 4, len(strips), lengths_at),
            (284, 3, 1, 1))
    out = b"II*\0" + struct.pack("<IH", 8, entries) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    out += struct.pack(f"<{len(strips)}I", *offsets) + struct.pack(f"<{len(strips)}I", *map(len, strips))
    return out + struct.pack("<HHH", 8, 8, 8) + b"".join(strips)


def write(name, content):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(content)


def photo():
    image = Image.new("RGB", (96, 80))
    image.putdata([(x * y % 256, (7 * x + 13 * y) % 256, (x * x + 3 * y) % 256) for y in range(80) for x in range(96)])
    return image


photo().save(os.path.join(HERE, "photo_lossless.webp"), lossless=True)
photo().save(os.path.join(HERE, "photo_lossy.webp"), quality=80)
photo().quantize(64).save(os.path.join(HERE, "photo.gif"), interlace=0)
photo().save(os.path.join(HERE, "photo.jpg"), quality=80)
photo().save(os.path.join(HERE, "photo_progressive.jpg"), quality=80, progressive=True)
photo().save(os.path.join(HERE, "photo_restart.jpg"), quality=80, restart_marker_blocks=3)
write("interlaced.png", interlaced())
write("rgb_plain_strips.tif", tiff(1, bytes))
write("rgb_lzw_strips.tif", tiff(5, lzw))
write("rgb_deflate_strips.tif", tiff(8, zlib.compress))
