"""Writes a model folder in the layout of MiniCPM-V 2.0, in F16, with an index of its files; reads it back for evaluation."""
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from model import Config, Model
from vocabulary import MARKERS

FILES = ["config.json", "generation_config.json", "model.safetensors", "special_tokens_map.json", "tokenizer.model", "tokenizer_config.json"]


def tensors(state):
    """The weights under their published names; the training aids stay behind."""
    return {name: value for name, value in sorted(state.items()) if not name.startswith(("patch_head.", "query_head."))}


def model_config(c):
    return {
        "architectures": ["MiniCPMV"], "attention_bias": False, "attention_dropout": 0.0, "bos_token_id": 1, "dim_model_base": c.dim_model_base, "drop_vision_last_layer": True, "eos_token_id": 2,
        "hidden_act": "silu", "hidden_size": c.width, "image_size": c.side, "initializer_range": 0.1, "intermediate_size": c.hidden, "max_position_embeddings": 2048, "max_slice_nums": c.max_slices,
        "model_type": "minicpmv", "num_attention_heads": c.heads, "num_hidden_layers": c.layers, "num_key_value_heads": c.heads, "patch_size": 14, "pretraining_tp": 1, "query_num": c.queries,
        "rms_norm_eps": 1e-05, "rope_scaling": None, "rope_theta": 10000.0, "scale_depth": c.scale_depth, "scale_emb": 12, "scale_resolution": c.side, "slice_mode": True,
        "tie_word_embeddings": False, "torch_dtype": "float16", "use_cache": True, "vision_encoder": "vit_so400m_patch14_siglip_384.webli", "vision_num_heads": c.vision_heads,
        "vocab_size": c.vocabulary,
    }


def tokenizer_config():
    special = {0: "<unk>", 1: "<s>", 2: "</s>", **{101 + i: marker for i, marker in enumerate(MARKERS)}}
    return {
        "add_bos_token": True, "add_eos_token": False,
        "added_tokens_decoder": {str(i): {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True} for i, content in special.items()},
        "additional_special_tokens": MARKERS, "bos_token": "<s>", "clean_up_tokenization_spaces": False, "eos_token": "</s>", "legacy": True,
        "model_max_length": 1000000000000000019884624838656, "pad_token": None, "sp_model_kwargs": {}, "spaces_between_special_tokens": False,
        "tokenizer_class": "LlamaTokenizerWrapper", "unk_token": "<unk>", "use_default_system_prompt": False,
    }


def write(folder, state, config, tokenizer_path):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text = lambda value: json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    (folder / "config.json").write_text(text(model_config(config)), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(text(tokenizer_config()), encoding="utf-8")
    (folder / "special_tokens_map.json").write_text(text({"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "additional_special_tokens": MARKERS}), encoding="utf-8")
    (folder / "generation_config.json").write_text(text({"_from_model_config": True, "bos_token_id": 1, "eos_token_id": 2, "do_sample": False, "max_new_tokens": 256}), encoding="utf-8")
    (folder / "tokenizer.model").write_bytes(Path(tokenizer_path).read_bytes())
    save_file({k: v.detach().cpu().to(torch.float16).contiguous() for k, v in tensors(state).items()}, str(folder / "model.safetensors"), metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    index = [{"name": name, "bytes": (folder / name).stat().st_size, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()} for name in FILES]
    (folder / "index.json").write_text(text(index), encoding="utf-8")


def read(folder):
    """The exported model again, widened to F32, from nothing but the folder."""
    c = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    state = {k: v.float() for k, v in load_file(str(Path(folder) / "model.safetensors")).items()}
    blocks = 1 + max(int(k.split(".")[2]) for k in state if k.startswith("vpm.blocks."))
    model = Model(Config(
        vocabulary=c["vocab_size"], side=c["scale_resolution"], max_slices=c["max_slice_nums"], queries=c["query_num"], vision_width=state["vpm.norm.weight"].shape[0], vision_layers=blocks, vision_heads=c["vision_num_heads"],
        vision_hidden=state["vpm.blocks.0.mlp.fc1.weight"].shape[0], width=c["hidden_size"], layers=c["num_hidden_layers"], heads=c["num_attention_heads"], hidden=c["intermediate_size"],
        scale_emb=c["scale_emb"], scale_depth=c["scale_depth"], dim_model_base=c["dim_model_base"]))
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all("_head." in name for name in missing), (missing, unexpected)
    return model.eval()
