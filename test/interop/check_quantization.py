"""Weights quantized by `lamina quantize` against ONNX Runtime's own quantizer: the same codes, scales and zero points, and models that ONNX Runtime runs.

The reference is onnxruntime.quantization's block-wise kernel (what its MatMulNBitsQuantizer calls for every MatMul), on matrices that this script
reads with onnx and numpy. For the whole model: logits of the quantized file equal those of the float model with the decoded weights.
"""

import argparse
import os

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnxruntime.capi._pybind_state import quantize_matmul_4bits, quantize_matmul_8bits

from checks import Checks, Lamina

BLOCK = 32


def read_weights(path):
    model = onnx.load(path)
    return model, {tensor.name: tensor for tensor in model.graph.initializer}


def quantize(matrix, bits, symmetric):
    """What MatMulNBitsQuantizer stores for float32 matrix[inputs, outputs]."""
    inputs, outputs = matrix.shape
    blocks = -(-inputs // BLOCK)
    matrix = np.pad(matrix, ((0, blocks * BLOCK - inputs), (0, 0)))
    codes = np.zeros((outputs, blocks, BLOCK * bits // 8), np.uint8)
    scales = np.zeros(outputs * blocks, np.float32)
    zeros = np.zeros((outputs, -(-blocks * bits // 8)), np.uint8)
    kernel = quantize_matmul_4bits if bits == 4 else quantize_matmul_8bits
    kernel(codes, np.ascontiguousarray(matrix), scales, zeros, BLOCK, outputs, inputs, symmetric)
    return codes, scales, zeros.reshape(-1)


def decode(codes, scales, zeros, inputs, bits):
    """The decoded values of codes, float32[inputs, outputs]."""
    outputs, blocks = codes.shape[:2]

    def unpack(packed):
        return packed if bits == 8 else np.stack([packed & 15, packed >> 4], -1).reshape(*packed.shape[:-1], -1)

    values = unpack(codes).reshape(outputs, blocks, BLOCK).astype(np.float32)
    offset = unpack(zeros.reshape(outputs, -1))[:, :blocks, None].astype(np.float32) if zeros is not None else np.float32(2 ** (bits - 1))
    decoded = (values - offset) * scales.reshape(outputs, blocks, 1)
    return decoded.reshape(outputs, -1)[:, :inputs].T


def expect_same_codes(path, parent_path, bits, symmetric):
    model, weights = read_weights(path)
    _, parents = read_weights(parent_path)
    products = [node for node in model.graph.node if node.op_type == "MatMulNBits"]
    assert products, "no product was quantized"
    compared = different = 0
    decoded = {}
    for node in products:
        name = node.input[1].removesuffix(f".{bits}bit.codes")
        is_transposed = name.endswith(".transposed")
        source = name.removesuffix(".transposed")
        matrix = numpy_helper.to_array(parents[source]).astype(np.float32)
        matrix = matrix.T if is_transposed else matrix
        codes, scales, zeros = quantize(matrix, bits, symmetric)
        mine = [numpy_helper.to_array(weights[name]) for name in node.input[1:]]
        np.testing.assert_array_equal(mine[1], scales)
        if not symmetric:
            np.testing.assert_array_equal(mine[2], zeros)
        assert symmetric == (len(mine) == 2)
        compared += codes.size
        different += int((mine[0] != codes).sum())
        decoded[source] = (decode(mine[0], mine[1], mine[2] if len(mine) > 2 else None, matrix.shape[0], bits), is_transposed)
    assert different == 0, f"{different} of {compared} bytes differ"
    return decoded


def logits_of(model_or_path):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model_or_path, options, providers=["CPUExecutionProvider"])
    ids = np.array([[3, 9, 4, 11, 5, 7, 2, 13]], np.int64)
    feeds = {}
    for port in session.get_inputs():
        if port.name == "input_ids":
            feeds[port.name] = ids
        elif port.name == "attention_mask":
            feeds[port.name] = np.ones_like(ids)
        elif port.name == "position_ids":
            feeds[port.name] = np.arange(ids.shape[1], dtype=np.int64)[None]
        else:
            shape = [extent if isinstance(extent, int) else 1 if place == 0 else 0 for place, extent in enumerate(port.shape)]
            feeds[port.name] = np.zeros(shape, np.float32)
    return session.run(["logits"], feeds)[0]


def expect_same_logits(path, parent_path, decoded, work):
    """Puts the decoded weights into the float model. If head and embedding share a table, the head gets its own copy, because lookups keep the original."""
    model, weights = read_weights(parent_path)
    for name, (matrix, is_transposed) in decoded.items():
        table = numpy_helper.from_array(np.ascontiguousarray(matrix.T if is_transposed else matrix), name)
        names = {name} | {node.output[0] for node in model.graph.node if node.op_type == "Cast" and node.input[0] == name}
        readers = [node for node in model.graph.node if names & set(node.input)]
        if not any(node.op_type == "Gather" for node in readers):
            weights[name].CopyFrom(table)
            continue
        table.name = f"{name}.decoded"
        model.graph.initializer.append(table)
        for node in readers:
            if node.op_type not in ("Gather", "Cast"):
                node.input[:] = [table.name if read in names else read for read in node.input]
    target = os.path.join(work, "decoded.onnx")
    onnx.save(model, target)
    np.testing.assert_allclose(logits_of(path), logits_of(target), rtol=2e-3, atol=2e-3)


def main():
    options = argparse.ArgumentParser()
    for name in ("--lamina", "--work"):
        options.add_argument(name, required=True)
    options.add_argument("--models", nargs="+", required=True)
    options = options.parse_args()
    lamina, checks = Lamina(options.lamina), Checks()
    for model in options.models:
        parent = os.path.join(model, "onnx", "model.onnx")
        for precision, bits in (("int4", 4), ("int8", 8)):
            for symmetric in (True, False):
                title = f"{os.path.basename(model)} in {precision}, {'symmetric' if symmetric else 'with zero points'}"
                out = os.path.join(options.work, "quantized")

                def write():
                    lamina.run("quantize", model, "--precision", precision, "--out", out, *(["--symmetric"] if symmetric else []))
                    return expect_same_codes(os.path.join(out, "onnx", "model.onnx"), parent, bits, symmetric)

                decoded = checks.run(f"{title}: the codes of ONNX Runtime's quantizer", write)
                if decoded is not None:
                    path = os.path.join(out, "onnx", "model.onnx")
                    checks.run(f"{title}: runs with the decoded weights", lambda: expect_same_logits(path, parent, decoded, options.work))
    checks.finish()


if __name__ == "__main__":
    main()
