"""The architecture of MiniCPM-V 2.0 in small: vision transformer, resampler, decoder, under the published names, with heads that help training and are not exported.

Shapes: B pictures or dialogues, N patches, Q queries, T tokens.
"""
import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from slicing import PATCH

WATCHED = (1, 2)  # decoder layers whose first head is taught where to look
SHARPEST = 50  # largest product of a query and a key in these heads
PATCH_CLASSES = (9, 11, 37, 7, 6)  # shape or bar, colour, character, which one of its word, which bar; 0 is "none"
# shape, colour, character, place, next character, which one of its word, which bar, size, the character after the next; then what takes the whole picture: the first and
# the second character of the bar's value, whether the bar is the tallest, the shortest or another one, the left, upper, right and lower edge of the shape in steps of EDGE
EDGE = .02
QUERY_CLASSES = (9, 11, 37, 10, 37, 7, 6, 9, 37, 11, 12, 4, 51, 51, 51, 51)


@dataclass(frozen=True)
class Config:
    vocabulary: int = 1024
    side: int = 168  # scale_resolution: a picture has about side * side pixels
    max_slices: int = 4  # max_slice_nums
    queries: int = 64
    vision_width: int = 160
    vision_layers: int = 4
    vision_heads: int = 5
    vision_hidden: int = 480
    width: int = 256
    layers: int = 4
    heads: int = 4
    hidden: int = 640
    scale_emb: float = 12.0
    scale_depth: float = 1.4
    dim_model_base: int = 64


# by name, with the maximum of slices a picture is cut into: 5.1 million parameters, and 8.0 million, which is all that 16 MB hold in F16
SIZES = {
    "small": lambda slices: Config(max_slices=slices),
    "large": lambda slices: Config(max_slices=slices, vision_width=192, vision_layers=6, vision_heads=6, vision_hidden=576, layers=6, hidden=672),
}


def sine_table(width, columns, rows):
    """Positions in two dimensions; the column comes first. `columns` and `rows` are arrays of equal length."""
    quarter = width // 4
    frequencies = 1.0 / 10000 ** (np.arange(quarter, dtype=np.float32) / quarter)
    parts = []
    for position in (np.asarray(columns, dtype=np.float32), np.asarray(rows, dtype=np.float32)):
        angle = position[:, None] * frequencies
        parts += [np.sin(angle), np.cos(angle)]
    return torch.tensor(np.concatenate(parts, 1), dtype=torch.float32)


def grid_table(width, rows, columns):
    row, column = np.divmod(np.arange(rows * columns), columns)
    return sine_table(width, column, row)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c.vision_width
        self.heads = c.vision_heads
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=1e-6), nn.LayerNorm(d, eps=1e-6)
        self.attn, self.mlp = nn.Module(), nn.Module()
        self.attn.qkv, self.attn.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.mlp.fc1, self.mlp.fc2 = nn.Linear(d, c.vision_hidden), nn.Linear(c.vision_hidden, d)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.attn.qkv(self.norm1(x)).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        x = x + self.attn.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))
        return x + self.mlp.fc2(F.gelu(self.mlp.fc1(self.norm2(x))))


class Vision(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.table_side = c.side // PATCH
        self.patch_embed = nn.Module()
        self.patch_embed.proj = nn.Conv2d(3, c.vision_width, PATCH, PATCH)
        self.pos_embed = nn.Parameter(torch.randn(1, self.table_side ** 2, c.vision_width) * .02)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c.vision_layers))
        self.norm = nn.LayerNorm(c.vision_width, eps=1e-6)
        self._mixes = {}

    def positions(self, rows, columns):
        """The position table resampled to the picture's grid (antialiased bicubic): a constant matrix times the table."""
        n = self.table_side
        if (rows, columns) == (n, n):
            return self.pos_embed
        if (rows, columns) not in self._mixes:
            unit = torch.eye(n * n).view(1, n * n, n, n)
            mix = F.interpolate(unit, (rows, columns), mode="bicubic", antialias=True, align_corners=False)
            self._mixes[rows, columns] = mix.view(n * n, rows * columns).T.contiguous()
        with torch.autocast(self.pos_embed.device.type, enabled=False):
            return (self._mixes[rows, columns].to(self.pos_embed.device) @ self.pos_embed[0])[None]

    def forward(self, pixels):
        rows, columns = pixels.shape[2] // PATCH, pixels.shape[3] // PATCH
        # the patch convolution as a matrix product: the same numbers, faster backwards on a CPU
        patches = pixels.view(-1, 3, rows, PATCH, columns, PATCH).permute(0, 2, 4, 1, 3, 5).reshape(-1, rows * columns, 3 * PATCH * PATCH)
        x = F.linear(patches, self.patch_embed.proj.weight.flatten(1), self.patch_embed.proj.bias) + self.positions(rows, columns)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


class Resampler(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c.width
        self.side = round(math.sqrt(c.queries))
        self.query = nn.Parameter(torch.randn(c.queries, d) * .02)
        self.pos_embed = nn.Parameter(grid_table(d, self.side, self.side), requires_grad=False)
        self.kv_proj = nn.Linear(c.vision_width, d, bias=False)
        self.attn = nn.MultiheadAttention(d, d // 128, batch_first=True)
        self.ln_q, self.ln_kv, self.ln_post = (nn.LayerNorm(d, eps=1e-6) for _ in range(3))
        self.proj = nn.Parameter(torch.randn(d, d) * d ** -.5)
        self._keys = {}

    def key_positions(self, rows, columns):
        if (rows, columns) not in self._keys:
            self._keys[rows, columns] = grid_table(self.query.shape[1], rows, columns)
        return self._keys[rows, columns].to(self.query.device)

    def forward(self, x, rows, columns):
        heads, d = self.attn.num_heads, self.query.shape[1]
        kv = self.ln_kv(self.kv_proj(x))
        b, n, _ = kv.shape
        q = self.ln_q(self.query) + self.pos_embed
        wq, wk, wv = self.attn.in_proj_weight.chunk(3)
        bq, bk, bv = self.attn.in_proj_bias.chunk(3)
        split = lambda t: t.view(t.shape[0], -1, heads, d // heads).transpose(1, 2)
        q, k, v = split(F.linear(q, wq, bq)[None]).expand(b, -1, -1, -1), split(F.linear(kv + self.key_positions(rows, columns), wk, bk)), split(F.linear(kv, wv, bv))
        y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, -1, d)
        return self.ln_post(self.attn.out_proj(y)) @ self.proj

    @torch.no_grad()
    def start_at_own_place(self):
        """Start in which query (r, c) looks at the two by two patches around (2r + 0.5, 2c + 0.5): without it attention stays diffuse for an hour.

        Queries begin as the sine table at their place; the q and k weights are a permutation that gives both axes to each head, fine frequencies amplified,
        and the content of the keys is damped (and amplified again in the values).
        """
        d = self.query.shape[1]
        row, column = np.divmod(np.arange(self.query.shape[0]), self.side)
        target = sine_table(d, column * 2 + .5, row * 2 + .5)
        quarter = d // 4
        frequency = 1.0 / 10000 ** (torch.arange(quarter) / quarter)
        gain = torch.where(frequency > .03, frequency.clamp(max=.6), torch.zeros(())).sqrt().repeat(4)
        self.query.copy_(target * 4 - self.pos_embed)
        self.ln_q.weight.fill_(3.0)
        permutation = torch.cat([torch.arange(0, d, 2), torch.arange(1, d, 2)])
        projection = (torch.eye(d) * gain[:, None])[permutation] * 2.2
        self.attn.in_proj_weight[:d] = projection
        self.attn.in_proj_weight[d:2 * d] = projection
        self.attn.in_proj_bias.zero_()
        self.ln_kv.weight.fill_(.15)
        self.attn.in_proj_weight[2 * d:] *= 5


class Norm(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x):
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), 1e-5)


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c.width
        self.heads, self.scale = c.heads, c.scale_depth / math.sqrt(c.layers)
        self.input_layernorm, self.post_attention_layernorm = Norm(d), Norm(d)
        self.self_attn, self.mlp = nn.Module(), nn.Module()
        for name in "qkvo":
            setattr(self.self_attn, name + "_proj", nn.Linear(d, d, bias=False))
        self.mlp.gate_proj, self.mlp.up_proj = nn.Linear(d, c.hidden, bias=False), nn.Linear(d, c.hidden, bias=False)
        self.mlp.down_proj = nn.Linear(c.hidden, d, bias=False)

    def forward(self, x, cos, sin):
        b, n, d = x.shape
        split = lambda t: t.view(b, n, self.heads, d // self.heads).transpose(1, 2)

        def rotate(t):
            a, z = t.chunk(2, -1)
            return torch.cat([a * cos - z * sin, z * cos + a * sin], -1)

        y = self.input_layernorm(x)
        a = self.self_attn
        q, k, v = rotate(split(a.q_proj(y))), rotate(split(a.k_proj(y))), split(a.v_proj(y))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, n, d)
        x = x + self.scale * a.o_proj(y)
        y = self.post_attention_layernorm(x)
        x = x + self.scale * self.mlp.down_proj(F.silu(self.mlp.gate_proj(y)) * self.mlp.up_proj(y))
        return x, q[:, 0], k[:, 0]


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.config = c
        self.model = nn.Module()
        self.model.embed_tokens = nn.Embedding(c.vocabulary, c.width)
        nn.init.normal_(self.model.embed_tokens.weight, std=.05)
        self.model.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.model.norm = Norm(c.width)
        self.lm_head = nn.Linear(c.width, c.vocabulary, bias=False)
        half = c.width // c.heads // 2
        angle = torch.arange(2048).float()[:, None] / 10000 ** (torch.arange(half).float() / half)
        self.register_buffer("cos", torch.cos(angle), persistent=False)
        self.register_buffer("sin", torch.sin(angle), persistent=False)

    def forward(self, x):
        cos, sin = self.cos[:x.shape[1]].to(x.dtype), self.sin[:x.shape[1]].to(x.dtype)
        looks = []
        for number, layer in enumerate(self.model.layers):
            x, q, k = layer(x, cos, sin)
            if number in WATCHED:
                looks.append((q, k))
        return self.model.norm(x), looks

    @torch.no_grad()
    def dull(self, largest):
        """Scales queries and keys of the watched heads down where their largest product went beyond SHARPEST; else it grows without end, and a wrong look costs ever more."""
        for number, product in zip(WATCHED, largest):
            attention, width = self.model.layers[number].self_attn, self.config.width // self.config.heads
            factor = (SHARPEST / product).clamp(max=1).sqrt()
            attention.q_proj.weight[:width] *= factor
            attention.k_proj.weight[:width] *= factor

    def logits(self, x):
        return self.lm_head(x / (self.config.width / self.config.dim_model_base))


class Model(nn.Module):
    def __init__(self, c=Config()):
        super().__init__()
        self.config = c
        self.vpm, self.resampler, self.llm = Vision(c), Resampler(c), Decoder(c)
        # training aids, not exported: what covers a patch; what has its centre at a query's place
        self.patch_head, self.query_head = nn.Linear(c.vision_width, sum(PATCH_CLASSES)), nn.Linear(c.width, sum(QUERY_CLASSES))
        self.resampler.start_at_own_place()

    def see(self, pixels):
        """Pictures `[B, 3, H, W]` to patch states `[B, N, vision width]` and features `[B, Q, width]`."""
        rows, columns = pixels.shape[2] // PATCH, pixels.shape[3] // PATCH
        patches = self.vpm(pixels)
        return patches, self.resampler(patches, rows, columns)

    def states(self, ids, features):
        """Decoder states; the placeholders (id 0) of the batch take the features in order."""
        return self.read(ids, features)[0]

    def read(self, ids, features):
        """Decoder states, and queries and keys of the first head of the watched layers."""
        x = self.llm.model.embed_tokens(ids) * self.config.scale_emb
        if features is not None:
            x = x.masked_scatter((ids == 0)[:, :, None], features.to(x.dtype))
        return self.llm(x)
