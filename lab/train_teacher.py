"""Fine-tune a large encoder on the 28 labels, for the small one to learn from; it never ships.

It takes hours of a core and goes on from where it was stopped.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import MPNetModel

from lab.datasets import goemotions
from lab.encoder import LONGEST
from lab.train_encoder import padded
from lab.training_set import fold_of
from warmline.domain.emotion import LABELS

_BATCH, _RATE, _HEAD_RATE, _EPOCHS, _DECAY = 64, 4e-5, 1e-3, 3, 0.9
_EVERY = 100
"""Steps between two savings."""


class Teacher(nn.Module):
    """all-mpnet-base-v2 (Apache-2.0; Song et al. 2020) with one head on the mean of its pieces."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.base: Any = MPNetModel.from_pretrained(base)
        self.base.embeddings.word_embeddings.requires_grad_(False)
        self.head = nn.Linear(self.base.config.hidden_size, len(LABELS))

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Logits, rows × labels."""
        states = self.base(input_ids=pieces, attention_mask=mask).last_hidden_state.float()
        weight = mask[..., None].float()
        return self.head(functional.dropout((states * weight).sum(1) / weight.sum(1), 0.1, self.training))


def train_teacher(data: Path, base: Path, cache: Path, folds: int = 10) -> None:
    """Fit on the rows that the small encoder also learns from; leaves `teacher.pt` in `cache`."""
    examples = [e for e in goemotions.load_goemotions(data, "train") if fold_of(e.text, folds) != 0]
    pieces = tokenize(base, [example.text for example in examples])
    wanted = np.array([[name in (e.labels or ()) for name in LABELS] for e in examples], np.float32)
    torch.manual_seed(7)
    model = Teacher(base).train()
    optimizer = torch.optim.AdamW(_groups(model), weight_decay=0.01, fused=True)
    random = np.random.default_rng(7)
    plan = [batch for _ in range(_EPOCHS) for batch in _batches(pieces, random)]
    warm = int(0.06 * len(plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(plan) - step) / (len(plan) - warm)))
    )
    path, done = cache / "teacher_state.pt", 0
    if path.exists():
        saved = torch.load(path, weights_only=False)
        done = saved["done"]
        for part, name in ((model, "model"), (optimizer, "optimizer"), (schedule, "schedule")):
            part.load_state_dict(saved[name])
    start = time.time()
    for step, batch in enumerate(plan[done:], done + 1):
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(*padded([pieces[row] for row in batch]))
        cost = functional.binary_cross_entropy_with_logits(logits.float(), torch.from_numpy(wanted[batch])) * len(
            LABELS
        )
        cost.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        schedule.step()
        if step % _EVERY == 0 or step == len(plan):
            print(f"step {step} of {len(plan)}, loss {cost.item():.3f}, {time.time() - start:.0f} s", flush=True)
            parts: dict[str, Any] = {"model": model, "optimizer": optimizer, "schedule": schedule}
            torch.save(
                {name: part.state_dict() for name, part in parts.items()} | {"done": step}, path.with_suffix(".new")
            )
            path.with_suffix(".new").replace(path)
    torch.save(model.state_dict(), cache / "teacher.pt")


@torch.no_grad()
def teacher_logits(base: Path, cache: Path, texts: list[str]) -> NDArray[np.float32]:
    """What the teacher makes of texts, rows × labels."""
    model = Teacher(base).eval()
    model.load_state_dict(torch.load(cache / "teacher.pt", weights_only=True))
    pieces = tokenize(base, texts)
    order = sorted(range(len(texts)), key=lambda row: len(pieces[row]))
    found = np.zeros((len(texts), len(LABELS)), np.float32)
    for start in range(0, len(order), 64):
        part = order[start : start + 64]
        with torch.autocast("cpu", torch.bfloat16):
            found[part] = model(*padded([pieces[row] for row in part])).float().numpy()
    return found


def tokenize(base: Path, texts: list[str]) -> list[list[int]]:
    """The teacher's own word pieces."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def _groups(model: Teacher) -> list[dict[str, Any]]:
    layers = list(model.base.encoder.layer)
    below = [*reversed(layers), model.base.embeddings]
    groups = [{"params": list(model.head.parameters()), "lr": _HEAD_RATE}]
    groups.append({"params": list(model.base.encoder.relative_attention_bias.parameters()), "lr": _RATE})
    for depth, module in enumerate(below):
        trained = [parameter for parameter in module.parameters() if parameter.requires_grad]
        groups.append({"params": trained, "lr": _RATE * _DECAY**depth})
    return groups


def _batches(pieces: list[list[int]], random: np.random.Generator) -> list[NDArray[np.int64]]:
    order = random.permutation(len(pieces))
    lengths = np.array([len(own) for own in pieces])
    found = []
    for start in range(0, len(order), _BATCH * 20):
        part = order[start : start + _BATCH * 20]
        part = part[np.argsort(lengths[part], kind="stable")]
        found += [part[at : at + _BATCH] for at in range(0, len(part), _BATCH)]
    return [found[number] for number in random.permutation(len(found))]
