#!/usr/bin/env python3
"""Writes blocks.gguf: blocks of every quantised type beside what the gguf package makes of them.

usage: gguf_blocks.py src/test/resources/dev/tuwen/testkit/gguf/blocks.gguf   (numpy, gguf 0.17 or later)

For each type T of two rows of 512 elements: "T" in that type and "T.decoded" in F32. "source" are the elements that
those types were encoded from which the package can encode; the others are random bytes with sane scales.
"""
import sys

import gguf
import numpy as np

ENCODED = ["Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"]
SCALES = {"Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}

rng = np.random.default_rng(11)
writer = gguf.GGUFWriter(sys.argv[1], "blocks")
source = (rng.standard_normal((2, 512)) * 0.7).astype(np.float32)
source[0, 32:64] = 0
source[1, 64:96] = np.abs(source[1, 64:96])
writer.add_tensor("source", source)
for name in ENCODED + list(SCALES):
    kind = gguf.GGMLQuantizationType[name]
    if name in ENCODED:
        blocks = gguf.quants.quantize(source, kind)
    else:
        _, size = gguf.GGML_QUANT_SIZES[kind]
        blocks = rng.integers(0, 256, (2, 2, size), dtype=np.uint8)
        for place in SCALES[name]:
            scales = (rng.standard_normal((2, 2, 1)) * 0.01).astype(np.float16)
            blocks[:, :, place : place + 2] = scales.view(np.uint8)
        blocks = blocks.reshape(2, -1)
    writer.add_tensor(name, blocks, raw_dtype=kind)
    writer.add_tensor(name + ".decoded", gguf.quants.dequantize(blocks, kind).astype(np.float32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
