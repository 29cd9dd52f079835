"""Runs a checker, `with_exact_products.py CHECKER ARGS…`, whose ONNX Runtime multiplies 8-bit numbers exactly.

On x64 processors without VNNI its faster products saturate: an int8 model gives other numbers there than on the machine of the reference.
Lamina's sessions request exact products themselves.
"""

import os.path
import runpy
import sys

import onnxruntime


class ExactSessionOptions(onnxruntime.SessionOptions):
    def __init__(self) -> None:
        super().__init__()
        self.add_session_config_entry("session.x64quantprecision", "1")


onnxruntime.SessionOptions = ExactSessionOptions
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
