#!/usr/bin/env python3
"""Saves the golden checkpoints text and v2 with torch.save, as text_torch and v2_torch.

usage: torch_checkpoints.py src/main/resources/dev/tuwen/testkit/goldens   (torch, safetensors)

text_torch is one file: its head shares the embedding's storage, the last projection's matrix lies transposed in its
own, one tensor is a parameter. v2_torch is two shards with an index. No number is changed.
"""
import collections
import json
import pathlib
import shutil
import sys

import safetensors.torch
import torch

goldens = pathlib.Path(sys.argv[1])


def folder(name):
    copy = goldens / f"{name}_torch"
    copy.mkdir(exist_ok=True)
    for file in ["config.json", "tokenizer.model", "tokenizer_config.json"]:
        shutil.copy(goldens / name / file, copy / file)
    return copy, safetensors.torch.load_file(goldens / name / "model.safetensors")


copy, tensors = folder("text")
tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"]
last = "model.layers.2.mlp.down_proj.weight"
tensors[last] = tensors[last].t().contiguous().t()
tensors["model.norm.weight"] = torch.nn.Parameter(tensors["model.norm.weight"])
torch.save(collections.OrderedDict(tensors), copy / "pytorch_model.bin")

copy, tensors = folder("v2")
names = list(tensors)
half = len(names) // 2
index = {}
for number, part in enumerate([names[:half], names[half:]], start=1):
    shard = f"pytorch_model-{number:05}-of-00002.bin"
    torch.save({name: tensors[name] for name in part}, copy / shard)
    index.update({name: shard for name in part})
size = sum(tensor.nbytes for tensor in tensors.values())
content = {"metadata": {"total_size": size}, "weight_map": index}
(copy / "pytorch_model.bin.index.json").write_text(json.dumps(content, indent=1) + "\n")
