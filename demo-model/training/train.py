"""Trains the demo model and exports it every few minutes. README.md says how to run it.

Two stages. First the vision encoder: vision transformer and resampler learn from the aids alone, on pages full of characters and some scenes (a step costs a quarter of a whole
one, and without this printed text is hardly learned). Then everything, on dialogues. The learning rate warms up, stays, and decays over the last quarter of the
budget, which is counted in steps or in minutes; what was used is written to log.jsonl.
"""
import argparse
import contextlib
import copy
import json
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

import data
import evaluate
import export
import losses
import vocabulary
from model import SIZES, Model


def optimizers(model, rate):
    """Muon for the matrices inside the blocks, AdamW for the rest; only matrices decay."""
    inner, matrices, rest = [], [], []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        inside = parameter.ndim == 2 and (".blocks." in name or ".layers." in name)
        (inner if inside else matrices if parameter.ndim > 1 else rest).append(parameter)
    return [torch.optim.AdamW([{"params": matrices, "weight_decay": .03}, {"params": rest, "weight_decay": 0}], lr=rate, betas=(.9, .98), fused=True),
            torch.optim.Muon(inner, lr=rate, weight_decay=.03, adjust_lr_fn="match_rms_adamw")]


class Average:
    """A running average of the weights, which is what is exported."""

    def __init__(self, model, decay=.99):
        self.decay, self.values = decay, {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model, step):
        share = 1 - min(self.decay, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            self.values[name].lerp_(value, share)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True, help="folder for log.jsonl, checkpoint.pt and the exported model")
    parser.add_argument("--minutes", type=float, help="budget in minutes")
    parser.add_argument("--until", help="budget ends at this time, HH:MM UTC")
    parser.add_argument("--steps", type=int, help="budget in steps, those of the vision encoder included")
    parser.add_argument("--vision-steps", type=int, default=1500, help="so many first steps are for the vision encoder alone")
    parser.add_argument("--heads", type=int, default=150, help="so many first steps are for the heads of the aids, which are not part of an exported folder; with --start-from")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--batch", type=int, default=32, help="dialogues of a step (half as many where pictures are cut); pictures of a step for the vision encoder")
    parser.add_argument("--pages", type=int, default=8, help="pictures full of characters in every step, for the aids alone")
    parser.add_argument("--slices", type=int, default=4, help="maximum of slices a picture is cut into (max_slice_nums)")
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--rate", type=float, default=1.4e-3)
    parser.add_argument("--muon-factor", type=float, default=2, help="rate of the matrices under Muon, as a multiple of --rate")
    parser.add_argument("--decay-share", type=float, default=.25, help="share of the budget over which the rate decays")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1, help="processes that draw")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--float32", action="store_true", help="no bf16: faster on processors that only emulate it")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--rounded", type=float, default=0, help="share of the steps in which the decoder's matrices are rounded to four bits, as Q4_0 rounds them")
    parser.add_argument("--export-minutes", type=float, default=8)
    parser.add_argument("--log", type=int, default=50)
    parser.add_argument("--start-from", help="an exported folder whose weights and vocabulary training begins with")
    parser.add_argument("--continue-from", help="a checkpoint.pt")
    return parser.parse_args()


def rounded(matrix):
    """A matrix as Q4_0 keeps it: in blocks of 32 columns, the largest number becomes -8 steps."""
    blocks = matrix.reshape(-1, 32)
    step = blocks.gather(1, blocks.abs().argmax(1, keepdim=True)) / -8
    numbers = torch.where(step == 0, torch.zeros_like(blocks), (blocks / step + 8.5).floor().clamp(0, 15) - 8)
    return (numbers * step.half().float()).reshape(matrix.shape)


@contextlib.contextmanager
def matrices_rounded(model):
    """Rounds the decoder's matrices; afterwards they are as they were, and gradients are those at the rounded ones."""
    matrices = [p for p in model.llm.parameters() if p.ndim == 2]
    kept = [p.detach().clone() for p in matrices]
    for p in matrices:
        p.data.copy_(rounded(p.detach()))
    yield
    for p, before in zip(matrices, kept):
        p.data.copy_(before)


class Budget:
    def __init__(self, a):
        self.started, self.steps = time.time(), a.steps
        self.seconds = a.minutes * 60 if a.minutes else None
        if a.until:
            now, (hour, minute) = time.gmtime(), map(int, a.until.split(":"))
            self.seconds = (hour * 3600 + minute * 60) - (now.tm_hour * 3600 + now.tm_min * 60 + now.tm_sec)
        if not (self.steps or self.seconds):
            raise SystemExit("train.py: give a budget, --minutes, --until or --steps")

    def spent(self, step):
        """Share of the budget."""
        return step / self.steps if self.steps else (time.time() - self.started) / self.seconds


class Run:
    def __init__(self, a):
        self.a, self.out, self.device = a, Path(a.out), torch.device(a.device)
        self.out.mkdir(parents=True, exist_ok=True)
        self.tokenizer = self.out / "tokenizer.model"
        if a.start_from:
            self.tokenizer.write_bytes((Path(a.start_from) / "tokenizer.model").read_bytes())
        elif not self.tokenizer.exists():
            vocabulary.train(str(self.out / "tokenizer"))
        self.config = SIZES[a.size](a.slices)
        self.model = Model(self.config)
        if a.start_from:
            self.model.load_state_dict(export.tensors(export.read(a.start_from).state_dict()), strict=False)
        self.step = 0
        if a.continue_from:
            saved = torch.load(a.continue_from, map_location="cpu")
            self.model.load_state_dict(saved["model"])
            self.step = saved["step"]
        self.model.to(self.device)
        self.teacher = copy.deepcopy(self.model).requires_grad_(False) if a.start_from and self.step < a.vision_steps else None
        self.average = Average(self.model)
        if a.continue_from:
            self.average.values = {k: v.to(self.device) for k, v in saved["average"].items()}
        if a.compile:
            self.model.llm.forward = torch.compile(self.model.llm.forward, dynamic=False)
        self.optimizers = optimizers(self.model, a.rate)
        self.only_heads(a.start_from and self.step < a.heads)
        self.log = open(self.out / "log.jsonl", "a")
        self.smooth, self.pictures, self.largest = {}, 0, []

    def precision(self):
        stack = contextlib.ExitStack()
        stack.enter_context(torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=not self.a.float32))
        if self.device.type == "cpu":
            stack.enter_context(sdpa_kernel(SDPBackend.MATH))
        return stack

    def to_device(self, thing):
        return type(thing)(self.to_device(t) for t in thing) if isinstance(thing, (list, tuple)) else thing.to(self.device, non_blocking=True)

    def only_heads(self, only):
        """Holds everything but the heads of the aids where it is, or lets it go."""
        for name, parameter in self.model.named_parameters():
            if name != "resampler.pos_embed" and not name.startswith(("patch_head.", "query_head.")):
                parameter.requires_grad_(not only)

    def look(self, groups):
        """A step's loss for the vision encoder. What the decoder already understands should stay as it is: the features of shapes stay close to those of the start."""
        features, (patches, queries), shares = losses.seen(self.model, groups)
        loss, values = 2 * patches + 2 * queries, {"patches": patches, "queries": queries}
        if self.teacher:
            known = groups[0][0][:data.EYES_SHAPES]
            with torch.no_grad():
                before = self.teacher.see(known)[1].float()
            values["kept"] = ((features[:len(known)].float() - before) ** 2).mean() / before.var()
            loss = loss + values["kept"]
        return loss, values, shares

    def answer(self, groups, rest):
        """A step's loss for everything."""
        features, (patches, queries), shares = losses.seen(self.model, groups)
        answers, looks, self.largest = losses.read(self.model, features, *rest)
        return answers + .4 * patches + .6 * queries + .25 * looks, {"answers": answers, "patches": patches, "queries": queries, "looks": looks, "largest product": max(self.largest)}, shares

    def take(self, batch, rate):
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * (self.a.muon_factor if isinstance(optimizer, torch.optim.Muon) else 1)
            optimizer.zero_grad()
        groups, *rest = self.to_device(batch)
        with matrices_rounded(self.model) if rest and self.step * self.a.rounded % 1 + self.a.rounded >= 1 else contextlib.nullcontext():
            with self.precision():
                loss, values, shares = self.answer(groups, rest) if rest else self.look(groups)
            loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.model.llm.dull(self.largest)
        self.step += 1
        self.pictures += sum(len(pixels) for pixels, _, _ in groups)
        if self.step % 10 == 0:
            self.average.update(self.model, self.step // 10)
        for name, value in {**values, **shares}.items():
            value = value.item()
            if value == value:
                self.smooth[name] = .97 * self.smooth.get(name, value) + .03 * value

    def report(self, row):
        row = {"step": self.step, **row}
        print(json.dumps(row, ensure_ascii=False), flush=True)
        self.log.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.log.flush()

    def keep(self):
        torch.save({"model": self.model.state_dict(), "average": self.average.values, "step": self.step}, self.out / "checkpoint.tmp")
        (self.out / "checkpoint.tmp").replace(self.out / "checkpoint.pt")

    def export(self):
        self.keep()
        export.write(self.out / "model", self.average.values, self.config, self.tokenizer)
        self.report({"exact": evaluate.quick(self.out / "model", 60)})


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    budget, run = Budget(a), Run(a)
    loader = torch.utils.data.DataLoader(data.Batches(a.seed, run.step, a.vision_steps, run.tokenizer, a.batch, run.config, a.pages), batch_size=None, num_workers=a.workers, prefetch_factor=4)
    print("parameters", sum(v.numel() for v in export.tensors(run.model.state_dict()).values()), flush=True)
    exported, warm = time.time(), run.step
    for batch in loader:
        spent = budget.spent(run.step)
        if spent >= 1:
            break
        rate = a.rate * min(1, (run.step - warm + 1) / 100) * min(1, max(.01, (1 - spent) / a.decay_share))
        run.take(batch, rate)
        if a.start_from and run.step == a.heads:
            run.only_heads(False)
            run.average, warm = Average(run.model), run.step
        if run.step == a.vision_steps:
            run.teacher, run.smooth, warm = None, {}, run.step
        if run.step % a.log == 0:
            run.report({"seconds": round(time.time() - budget.started), "pictures": run.pictures, **{k: round(v, 4) for k, v in run.smooth.items()}, "rate": round(rate, 6)})
        if run.step % 100 == 0:
            run.keep()
        if run.step > a.vision_steps and time.time() - exported > a.export_minutes * 60:
            run.export()
            exported = time.time()
    run.export()


if __name__ == "__main__":
    main()
