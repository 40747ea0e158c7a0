"""How fast the encoder's reading is beside the plain one: six layers of the same base in int8, by the usual tools.

python -m bench.encoder [FILE with one text a line]; needs the extra lab-train. Ratios of processor time, by turns.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

from bench.read import about_machine, drain, read_texts
from lab.encoder import Encoder, base_tokenizer
from warmline.assemble import Reader

_ROUNDS = 5
_AT_ONCE = 32
_LAYERS = 6
_MADDS = 4 * 384 * 384 + 2 * 384 * 1536
"""Multiplications of a layer for each word piece."""


class Plain:
    """The base encoder with one head, exported by torch, cut to int8 by onnxruntime, padded batches by length."""

    def __init__(self, folder: Path) -> None:
        class OneHead(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.encoder = Encoder(_LAYERS, {"labels": 28}).eval()

            def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
                logits: torch.Tensor = self.encoder(pieces, mask)["labels"]
                return logits

        example = (torch.ones(2, 7, dtype=torch.long), torch.ones(2, 7, dtype=torch.long))
        axes = {"pieces": {0: "rows", 1: "length"}, "mask": {0: "rows", 1: "length"}, "labels": {0: "rows"}}
        with warnings.catch_warnings(action="ignore"):
            torch.onnx.export(
                OneHead().eval(), example, folder / "plain.onnx", input_names=["pieces", "mask"],
                output_names=["labels"], dynamic_axes=axes, dynamo=False,
            )  # fmt: skip
        quantize_dynamic(folder / "plain.onnx", folder / "int8.onnx")
        self._session = open_session((folder / "int8.onnx").read_bytes())
        self._tokenizer = base_tokenizer()

    def read(self, texts: Sequence[str]) -> None:
        """Read all texts, those of a length together."""
        pieces = sorted((encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))), key=len)
        for start in range(0, len(pieces), _AT_ONCE):
            part = pieces[start : start + _AT_ONCE]
            ids, mask = np.zeros((2, len(part), len(part[-1])), np.int64)
            for row, own in enumerate(part):
                ids[row, : len(own)], mask[row, : len(own)] = own, 1
            self._session.run(None, {"pieces": ids, "mask": mask})


def main() -> None:
    """Print every ratio with the machine and the commit."""
    texts = read_texts()
    print(about_machine(texts))
    reader = Reader()
    with tempfile.TemporaryDirectory() as folder:
        plain = Plain(Path(folder))
        ours, theirs = _by_turns(lambda: drain(reader.read_many(texts)), lambda: plain.read(texts))
        print(f"in bulk, full output with evidence: {theirs / ours:.2f} of the plain encoder's messages/s")
        some = texts[:: max(1, len(texts) // 500)]
        mine, other = _medians([reader.read, lambda text: plain.read([text])], some)
        print(f"one message with evidence: p50 {mine * 1e3:.2f} ms, {mine / other:.2f} of the plain encoder's")
    pieces = sum(len(encoding.ids) for encoding in base_tokenizer().encode_batch(texts))
    layers = 3
    done, peak = 2 * layers * _MADDS * pieces / ours, _peak()
    print(
        f"in the whole reading {done / 1e9:.1f} billion int8 operations a second of {peak / 1e9:.0f}: {done / peak:.3f}"
    )
    alone, together = _processes(texts, 1), _processes(texts, 2)
    print(f"two processes: {together / alone:.2f} times the messages/s of one")


def open_session(graph: bytes) -> onnxruntime.InferenceSession:
    """A session on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _by_turns(*runs: Callable[[], object]) -> list[float]:
    """The least processor time of each, by turns."""
    best = [float("inf")] * len(runs)
    for _ in range(_ROUNDS):
        for place, run in enumerate(runs):
            best[place] = min(best[place], _cpu(run))
    return best


def _medians(runs: Sequence[Callable[[str], object]], texts: Sequence[str]) -> list[float]:
    times = [[_cpu(lambda run=run, text=text: run(text)) for run in runs] for text in texts]  # type: ignore[misc]
    return [float(value) for value in np.median(times, axis=0)]


def _cpu(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _peak() -> float:
    """Int8 operations a second of one large matrix product on one core."""
    size = 1024
    random = np.random.default_rng(1)
    matrix: NDArray[np.int8] = random.integers(-127, 127, (size, size)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "w"], ["y"])],
        "peak",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [size, size])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [size, size])],
        [numpy_helper.from_array(matrix, "w")],
    )
    model: Any = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    session, rows = open_session(model.SerializeToString()), matrix.view(np.uint8)
    return float(2 * size**3 / min(_cpu(lambda: session.run(None, {"x": rows})) for _ in range(20)))


def _processes(texts: Sequence[str], count: int) -> float:
    """Messages a second of `count` processes together, by the clock."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(count + 1)
    workers = [context.Process(target=_work, args=(texts, ready)) for _ in range(count)]
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    return count * len(texts) / (time.perf_counter() - start)


def _work(texts: Sequence[str], ready: Any) -> None:
    reader = Reader()
    drain(reader.read_many(texts[:50]))
    ready.wait()
    drain(reader.read_many(texts))


if __name__ == "__main__":
    main()
