"""What training minimises: the loss of the answers, and the aids that make the parts in front of it learn sooner."""
import math

import torch
import torch.nn.functional as F

from model import PATCH_CLASSES, QUERY_CLASSES

# how much each part of an aid counts (the order of data.PATCH_PARTS and data.QUERY_PARTS): characters are the hardest
PATCH_WEIGHTS = (.2, .2, .6, .2, .2)
QUERY_WEIGHTS = (.125, .125, .5, .125, .3, .1875, .125, .25, .2, .125, .125, .125, .03, .03, .03, .03)


def head_losses(logits, labels, classes):
    """Cross entropy of each part of a training aid; "none", by far the most frequent, counts little, and -100, what cannot be told from here, nothing."""
    parts, start = [], 0
    for part, count in enumerate(classes):
        weight = torch.ones(count, device=logits.device)
        weight[0] = .2
        parts.append(F.cross_entropy(logits[..., start:start + count].float(), labels[..., part], weight=weight))
        start += count
    return torch.stack(parts)


def right_share(logits, labels, classes, part):
    """Share of the labelled places for which a part of an aid is right; NaN where there is none."""
    start, known = sum(classes[:part]), labels[..., part] > 0
    return (logits[..., start:start + classes[part]].argmax(-1) == labels[..., part])[known].float().mean()


# a watched head that looks where it should with at least this share of its attention is left alone: more only makes it ever sharper
ENOUGH = .95


def look_loss(watched, looks):
    """How far the watched heads, while they answer, look elsewhere than at what was asked about (without it looking up by name is learned late), and each head's largest product of query and key."""
    some = looks.any(-1)
    future = torch.ones(looks.shape[1:], dtype=torch.bool, device=looks.device).triu(1)
    total, largest = 0, []
    for q, k in watched:
        products = q.float() @ k.float().transpose(1, 2) / q.shape[-1] ** .5
        scores = products.masked_fill(future, -1e9)
        there = scores.masked_fill(~looks, -1e9)[some].logsumexp(-1) - scores[some].logsumexp(-1)
        total = total - there.clamp(max=math.log(ENOUGH)).mean()
        largest.append(products.detach().masked_fill(future, 0).abs().amax())
    return total / len(watched), largest


def seen(model, groups):
    """Features of all pictures of a batch, `[pictures, Q, width]`, and the mean losses of the two aids, with the share of some of their parts that is right."""
    features, patch_logits, query_logits = [], [], []
    for pixels, _, _ in groups:
        patches, found = model.see(pixels)
        features.append(found)
        patch_logits.append(model.patch_head(patches).flatten(0, 1))
        query_logits.append(model.query_head(found).flatten(0, 1))
    patches, queries = torch.cat(patch_logits), torch.cat(query_logits)
    of_patches, of_queries = torch.cat([p.flatten(0, 1) for _, p, _ in groups]), torch.cat([q.flatten(0, 1) for _, _, q in groups])
    weigh = lambda parts, weights: (parts * torch.tensor(weights, device=parts.device)).sum()
    aids = [weigh(head_losses(patches, of_patches, PATCH_CLASSES), PATCH_WEIGHTS), weigh(head_losses(queries, of_queries, QUERY_CLASSES), QUERY_WEIGHTS)]
    right = lambda part: right_share(queries.detach(), of_queries, QUERY_CLASSES, part)
    shares = {"patch characters": right_share(patches.detach(), of_patches, PATCH_CLASSES, 2), "query characters": right(2), "query third characters": right(8), "query values": right(10), "query ranks": right(11), "query edges": right(12)}
    return torch.cat(features), aids, shares


def read(model, features, order, ids, targets, looks):
    """Loss of the answers, of where the decoder looks, and the largest products of the watched heads."""
    states, watched = model.read(ids, features[order])
    answered = targets >= 0
    return F.cross_entropy(model.llm.logits(states[answered]).float(), targets[answered]), *look_loss(watched, looks)
