"""Compares encoded and decoded matrices with gguf-py and with libggml of llama-cpp-py-sync, byte by byte: random ones of many shapes and scales, with
zeros, ties, outliers and subnormal numbers.

    python check_encoders.py --encoder COMMAND [--rounds 12] [--seed 1]
"""

import argparse
import ctypes
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

import llama_cpp_py_sync
import numpy as np
from checks import Checks
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType as Type
from gguf.quants import dequantize

TYPES = ("F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "TQ1_0", "TQ2_0", "MXFP4", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS")
LIBRARY = ctypes.CDLL(str(Path(llama_cpp_py_sync.__file__).parent / "libggml-base.so.0"))
LIBRARY.ggml_quantize_chunk.restype = ctypes.c_size_t


def encode(matrix, name):
    block, size = GGML_QUANT_SIZES[Type[name]]
    out = np.zeros(matrix.size // block * size, np.uint8)
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (matrix, out)]
    rows, columns = matrix.shape
    LIBRARY.ggml_quantize_chunk(int(Type[name]), *pointers, ctypes.c_int64(0), ctypes.c_int64(rows), ctypes.c_int64(columns), None)
    return out.tobytes()


def make_matrix(random):
    rows, columns = int(random.integers(1, 9)), 256 * int(random.integers(1, 6))
    matrix = random.standard_normal((rows, columns)) * 10.0 ** random.uniform(-6, 3)
    kind = random.integers(0, 7)
    if kind == 1:
        matrix *= np.where(random.random(matrix.shape) < 0.02, 60, 1)
    elif kind == 2:
        matrix = np.where(random.random(matrix.shape) < 0.8, 0, matrix)
    elif kind == 3:
        matrix = np.round(matrix / np.abs(matrix).max() * 8) / 8
    elif kind == 4:
        matrix = np.abs(matrix) + matrix.std()
    elif kind == 5:
        matrix = matrix * np.exp2(random.integers(-24, 4, matrix.shape))
    elif kind == 6:
        matrix = random.standard_t(2, matrix.shape) * 0.02
    return np.ascontiguousarray(matrix.astype(np.float32)) + np.float32(0)  # no -0.0, where either sign of a zero scale is right


def compare(found, expected):
    if found != expected:
        wrong = sum(a != b for a, b in zip(found, expected))
        raise AssertionError(f"{wrong} of {len(expected)} bytes differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    checks, random = Checks(), np.random.default_rng(arguments.seed)
    for round_ in range(arguments.rounds):
        matrix = make_matrix(random)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "matrix")
            matrix.tofile(path)
            outputs = [part for name in TYPES for part in (name, os.path.join(folder, name))]
            subprocess.run([*shlex.split(arguments.encoder), str(matrix.shape[1]), path, *outputs], check=True)
            for name in TYPES:
                bytes_ = Path(folder, name).read_bytes()
                title = f"{name}, matrix {round_} of {matrix.shape[0]} × {matrix.shape[1]}"
                checks.run(f"{title}: encoded as llama.cpp", lambda: compare(bytes_, encode(matrix, name)))
                with np.errstate(all="ignore"):
                    values = dequantize(np.frombuffer(bytes_, np.uint8).reshape(matrix.shape[0], -1).copy(), Type[name])
                checks.run(f"{title}: decoded as gguf-py", lambda: compare(Path(folder, f"{name}.values").read_bytes(), values.astype("<f4").tobytes()))
    checks.finish()


if __name__ == "__main__":
    main()
