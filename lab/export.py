"""From the fine-tuned encoder to the int8 ONNX graph that ships.

The graph is written by hand in onnxruntime's own fused operators. It takes turns of one length at a time, so
it needs no mask. Word embeddings are int8 with a scale for each word piece, matrices int8 per channel, heads fp32.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from lab.encoder import Encoder, Layer

_FUSED = "com.microsoft"


def export_encoder(model: Encoder, heads: dict[str, tuple[Tensor, Tensor]], path: Path) -> None:
    """Write the int8 graph: `pieces` (rows × length, int64) to one output a head, and `embedding` (mean of the pieces).

    `heads` are weight and bias by output name.
    """
    graph = _Graph()
    x = graph.embed(model)
    for number, layer in enumerate(model.layers):
        assert isinstance(layer, Layer)
        x = graph.layer(layer, x, f"layer{number}")
    mean = graph.node("ReduceMean", [x, graph.ints("axis", [1])], "embedding", keepdims=0)
    first = graph.node("Gather", [x, graph.weight("zero", np.array(0, np.int64))], "first", axis=1)
    pooled = graph.node("Concat", [mean, first], "pooled", axis=1)
    for name, (weight, bias) in heads.items():
        graph.node("Gemm", [pooled, graph.tensor(f"{name}.w", weight.T), graph.tensor(f"{name}.b", bias)], name)
    sizes = {name: len(bias) for name, (_, bias) in heads.items()} | {"embedding": model.words.embedding_dim}
    plain = path.with_suffix(".fp32.onnx")
    onnx.save(graph.model(sizes), plain)
    quantize_dynamic(
        plain,
        path,
        op_types_to_quantize=["MatMul", "Attention"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    plain.unlink()


class _Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **attributes))
        return output

    def weight(self, name: str, values: NDArray[Any]) -> str:
        self.weights.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def tensor(self, name: str, values: Tensor) -> str:
        return self.weight(name, values.detach().float().numpy())

    def ints(self, name: str, values: list[int]) -> str:
        return self.weight(name, np.array(values, np.int64))

    def embed(self, model: Encoder) -> str:
        """Word and place, normalised."""
        words = model.words.weight.detach().numpy()
        scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-9) / 127
        cut = self.node("Gather", [self.weight("words", np.rint(words / scale).astype(np.int8)), "pieces"], "cut")
        whole = self.node("Cast", [cut], "whole", to=TensorProto.FLOAT)
        unit = self.node("Gather", [self.weight("unit", scale.astype(np.float32)), "pieces"], "unit_of")
        said = self.node("Mul", [whole, unit], "said")
        shape = self.node("Shape", ["pieces"], "length", start=1, end=2)
        place_of = [self.tensor("places", model.places.weight), self.ints("from", [0]), shape, self.ints("rows", [0])]
        place = self.node("Slice", place_of, "place")
        both = self.node("Add", [said, place], "both")
        weights = [self.tensor("norm.w", model.norm.weight), self.tensor("norm.b", model.norm.bias)]
        return self.node("LayerNormalization", [both, *weights], "embedded", axis=-1, epsilon=1e-12)

    def layer(self, layer: Layer, x: str, name: str) -> str:
        """Attention and feed-forward in fused operators."""
        qkv = [self.tensor(f"{name}.qkv.w", layer.qkv.weight.T), self.tensor(f"{name}.qkv.b", layer.qkv.bias)]
        mixed = self.node("Attention", [x, *qkv], f"{name}.attention", _FUSED, num_heads=layer.heads)
        x = self._block(layer.out, layer.norm, mixed, x, f"{name}.out")
        inner = self.node("MatMul", [x, self.tensor(f"{name}.inner.w", layer.inner.weight.T)], f"{name}.inner")
        bent = self.node("BiasGelu", [inner, self.tensor(f"{name}.inner.b", layer.inner.bias)], f"{name}.gelu", _FUSED)
        return self._block(layer.outer, layer.norm_outer, bent, x, f"{name}.outer")

    def _block(self, dense: Any, norm: Any, x: str, before: str, name: str) -> str:
        """A dense layer, added to what was before and normalised."""
        made = self.node("MatMul", [x, self.tensor(f"{name}.w", dense.weight.T)], name)
        made = self.node("Add", [made, self.tensor(f"{name}.b", dense.bias)], f"{name}.biased")
        made = self.node("Add", [made, before], f"{name}.sum")
        weights = [self.tensor(f"{name}.norm.w", norm.weight), self.tensor(f"{name}.norm.b", norm.bias)]
        return self.node("LayerNormalization", [made, *weights], f"{name}.norm", epsilon=1e-12, axis=-1)

    def model(self, sizes: dict[str, int]) -> onnx.ModelProto:
        """The whole graph, checked."""
        pieces = helper.make_tensor_value_info("pieces", TensorProto.INT64, ["rows", "length"])
        outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["rows", size]) for n, size in sizes.items()]
        graph = helper.make_graph(self.nodes, "encoder", [pieces], outputs, self.weights)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        onnx.checker.check_model(made)
        return made
