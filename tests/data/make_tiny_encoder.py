"""Made `tiny_encoder`: a graph with the inputs and outputs of the shipped encoder, and its word pieces.

    python -m tests.data.make_tiny_encoder

A turn's `feelings` are the mean of its pieces' rows of a small table; `together` says how many rows and pieces
went through the graph at once. It needs onnx, which the tests do not.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from warmline.adapters.runtime.linear import FEELINGS, OUTPUTS

FOLDER = Path(__file__).parent / "tiny_encoder"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = {"furious": "anger", "sad": "sadness", "thanks": "gratitude", "wow": "surprise", "parcel": "neutral"}
"""Each word speaks for a care family."""
LONGEST = 24


def make_tokenizer() -> Tokenizer:
    """Whole words, cut to LONGEST pieces, between a first and a last piece."""
    pieces = {piece: number for number, piece in enumerate((*SPECIAL, *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(pieces, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [(piece, pieces[piece]) for piece in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def make_graph() -> onnx.ModelProto:
    """`pieces` (rows × length) to `feelings` (rows × 55) and `together` (rows × 2)."""
    outputs = OUTPUTS[FEELINGS]
    table = np.random.default_rng(1).normal(0, 0.3, (len(SPECIAL) + len(WORDS), len(outputs)))
    for number, family in enumerate(WORDS.values(), len(SPECIAL)):
        table[number, outputs.index(f"families.{family}")] = 9
    weights = {
        "table": table.astype(np.float16), "middle": np.array([1]), "nought": np.array([[0]]), "one": np.array([1]),
    }  # fmt: skip
    nodes = [
        helper.make_node("Cast", ["table"], ["whole"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["whole", "pieces"], ["said"]),
        helper.make_node("ReduceMean", ["said", "middle"], ["feelings"], keepdims=0),
        helper.make_node("Shape", ["pieces"], ["shape"]),
        helper.make_node("Shape", ["pieces"], ["rows"], start=0, end=1),
        helper.make_node("Concat", ["rows", "one"], ["times"], axis=0),
        helper.make_node("Add", ["shape", "nought"], ["both"]),
        helper.make_node("Tile", ["both", "times"], ["many"]),
        helper.make_node("Cast", ["many"], ["together"], to=TensorProto.FLOAT),
    ]
    pieces = helper.make_tensor_value_info("pieces", TensorProto.INT64, ["rows", "length"])
    made = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", size])
        for name, size in (("feelings", len(outputs)), ("together", 2))
    ]
    known = [numpy_helper.from_array(values, name) for name, values in weights.items()]
    graph = helper.make_graph(nodes, "tiny", [pieces], made, known)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(exist_ok=True)
    make_tokenizer().save(str(FOLDER / "tokenizer.json"))
    onnx.save(make_graph(), FOLDER / "encoder.onnx")


if __name__ == "__main__":
    main()
