"""Trains the demo model and exports it every few minutes. README.md says how to run it.

The learning rate warms up, stays, and decays over the last quarter of the budget, which is counted in steps or in minutes; what was used is written to log.jsonl.
"""
import argparse
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

import data
import evaluate
import export
import vocabulary
from model import CLASSES, Config, Model

HEADS = {"patch": CLASSES[:3], "query": CLASSES}


def head_loss(logits, labels, classes):
    """Mean cross entropy over the parts of a training aid; "none", by far the most frequent, counts little."""
    total, start = 0, 0
    for part, count in enumerate(classes):
        weight = torch.ones(count)
        weight[0] = .2
        total = total + F.cross_entropy(logits[..., start:start + count].float().flatten(0, 1), labels[..., part].flatten(), weight=weight)
        start += count
    return total / len(classes)


def look_loss(watched, looks):
    """How far the watched heads, while they answer, look elsewhere than at what was asked about: without it looking up by name is learned late."""
    some = looks.any(-1)
    future = torch.ones(looks.shape[1:], dtype=torch.bool).triu(1)
    total = 0
    for q, k in watched:
        scores = (q.float() @ k.float().transpose(1, 2) / q.shape[-1] ** .5).masked_fill(future, -1e9)
        there = scores.masked_fill(~looks, -1e9)[some].logsumexp(-1) - scores[some].logsumexp(-1)
        total = total - there.mean()
    return total / len(watched)


def losses(model, pixels, ids, targets, patch_labels, query_labels, looks):
    """Loss of the answers, of the patches' aid, of the queries' aid and of where the decoder looks."""
    patches, features = model.see(pixels)
    states, watched = model.read(ids, features)
    answered = targets >= 0
    answer = F.cross_entropy(model.llm.logits(states[answered]).float(), targets[answered])
    return answer, head_loss(model.patch_head(patches), patch_labels, HEADS["patch"]), head_loss(model.query_head(features), query_labels, HEADS["query"]), look_loss(watched, looks)


def optimizers(model, rate, use_muon):
    """Muon for the matrices inside the blocks, AdamW for the rest; only the former's weights decay strongly."""
    inner, matrices, rest = [], [], []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        inside = use_muon and parameter.ndim == 2 and (".blocks." in name or ".layers." in name)
        (inner if inside else matrices if parameter.ndim > 1 else rest).append(parameter)
    made = [torch.optim.AdamW([{"params": matrices, "weight_decay": .03}, {"params": rest, "weight_decay": 0}], lr=rate, betas=(.9, .98), fused=True)]
    if inner:
        made.append(torch.optim.Muon(inner, lr=rate, weight_decay=.03, adjust_lr_fn="match_rms_adamw"))
    return made


class Average:
    """A running average of the weights, which is what is exported."""

    def __init__(self, model, decay):
        self.decay, self.values = decay, {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model, step):
        share = 1 - min(self.decay, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            self.values[name].lerp_(value, share)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True, help="folder for log.jsonl, checkpoint.pt and the exported model")
    parser.add_argument("--minutes", type=float, help="budget in minutes")
    parser.add_argument("--until", help="budget ends at this time, HH:MM UTC")
    parser.add_argument("--steps", type=int, help="budget in steps")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--muon-factor", type=float, default=2, help="rate of the matrices under Muon, as a multiple of --rate")
    parser.add_argument("--decay-share", type=float, default=.25, help="share of the budget over which the rate decays")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--optimizer", choices=["muon", "adamw"], default="muon")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--export-minutes", type=float, default=8)
    parser.add_argument("--log", type=int, default=100)
    parser.add_argument("--continue-from", help="a checkpoint.pt")
    a = parser.parse_args()
    budget = a.minutes * 60 if a.minutes else None
    if a.until:
        now, (hour, minute) = time.gmtime(), map(int, a.until.split(":"))
        budget = (hour * 3600 + minute * 60) - (now.tm_hour * 3600 + now.tm_min * 60 + now.tm_sec)
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer_path = out / "tokenizer.model"
    if not tokenizer_path.exists():
        vocabulary.train(str(out / "tokenizer"))
    config = Config()
    model = Model(config)
    average = Average(model, .99)
    step = 0
    if a.continue_from:
        saved = torch.load(a.continue_from)
        model.load_state_dict(saved["model"])
        step = saved["step"]
        average.values = saved["average"]
    if a.compile:
        model.llm.forward = torch.compile(model.llm.forward)
    made = optimizers(model, a.rate, a.optimizer == "muon")
    batches = iter(torch.utils.data.DataLoader(data.Batches(a.seed, step, tokenizer_path, a.batch, config), batch_size=None, num_workers=1, prefetch_factor=6))
    log = open(out / "log.jsonl", "a")
    started, exported, seen, smooth = time.time(), time.time(), 0, None
    print("parameters", sum(v.numel() for k, v in export.tensors(model.state_dict()).items()), "budget", budget or a.steps, flush=True)
    while True:
        elapsed = time.time() - started
        done = step / a.steps if a.steps else elapsed / budget
        if done >= 1:
            break
        rate = a.rate * min(1, (step + 1) / 150) * min(1, max(.01, (1 - done) / a.decay_share))
        for optimizer in made:
            for group in optimizer.param_groups:
                group["lr"] = rate * (a.muon_factor if isinstance(optimizer, torch.optim.Muon) else 1)
        pixels, *rest = next(batches)
        with torch.autocast("cpu", dtype=torch.bfloat16), sdpa_kernel(SDPBackend.MATH):
            parts = losses(model, pixels, *rest)
        loss = parts[0] + .4 * parts[1] + .4 * parts[2] + .2 * parts[3]
        for optimizer in made:
            optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in made:
            optimizer.step()
        step += 1
        seen += len(pixels)
        if step % 10 == 0:
            average.update(model, step // 10)
        values = [p.item() for p in parts]
        smooth = values if smooth is None else [.97 * s + .03 * v for s, v in zip(smooth, values)]
        if step % a.log == 0:
            row = dict(step=step, seconds=round(elapsed), pictures=seen, answers=round(smooth[0], 4), patches=round(smooth[1], 4), queries=round(smooth[2], 4), looks=round(smooth[3], 4), rate=round(rate, 6))
            print(json.dumps(row), f"{seen / elapsed:.0f}/s", flush=True)
            log.write(json.dumps(row) + "\n")
            log.flush()
        if step % 200 == 0:
            keep(out, model, average, step)
        if time.time() - exported > a.export_minutes * 60:
            exported = time.time()
            save(out, model, average, step, config, tokenizer_path, log)
    save(out, model, average, step, config, tokenizer_path, log)


def keep(out, model, average, step):
    torch.save({"model": model.state_dict(), "average": average.values, "step": step}, out / "checkpoint.tmp")
    (out / "checkpoint.tmp").replace(out / "checkpoint.pt")


def save(out, model, average, step, config, tokenizer_path, log):
    keep(out, model, average, step)
    export.write(out / "model", average.values, config, tokenizer_path)
    figures = evaluate.quick(out / "model", 150)
    print("exported at step", step, json.dumps(figures, ensure_ascii=False), flush=True)
    log.write(json.dumps(dict(step=step, exact=figures)) + "\n")
    log.flush()


if __name__ == "__main__":
    main()
