"""Exports a checkpoint to ONNX with KV-cache ports: python export_model.py lamina-llama-12 --checkpoint FOLDER."""

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from optimum.exporters.onnx import main_export

from architectures import ARCHITECTURES, POSITIONS
from vocabulary import save_tokenizer

MODELS = Path(__file__).resolve().parent.parent
# Smaller tensors (norms, biases, constants) stay in single precision: they weigh nothing.
SMALLEST_HALF_SIZE = 1024


def halve_weights(model: onnx.ModelProto) -> None:
    """Stores large float weights in half precision, each with a Cast back to float; exact for rounded weights."""
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < SMALLEST_HALF_SIZE:
            continue
        name, stored = tensor.name, f"{tensor.name}_half"
        halves = values.astype(numpy.float16)
        if not numpy.array_equal(halves.astype(numpy.float32), values):
            raise ValueError(f"{name} is not rounded to half precision")
        tensor.CopyFrom(numpy_helper.from_array(halves, stored))
        casts.append(helper.make_node("Cast", [stored], [name], name=f"{name}_to_float", to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def export(checkpoint: Path, folder: Path) -> None:
    """Writes onnx/model.onnx, config.json and the tokenizer files into the model's folder."""
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        main_export(str(checkpoint), scratch, task="text-generation-with-past", do_validation=False)
        model = onnx.load(Path(scratch) / "model.onnx")
    halve_weights(model)
    onnx.checker.check_model(model)
    onnx.save(model, folder / "onnx" / "model.onnx")
    shutil.copy(checkpoint / "config.json", folder)
    shutil.copy(checkpoint / "training.json", folder)
    save_tokenizer(folder, POSITIONS)


def list_exported() -> list[str]:
    """Slugs of the models that lie beside train/, in the order of ARCHITECTURES."""
    return [slug for slug in ARCHITECTURES if (MODELS / slug / "onnx" / "model.onnx").exists()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug", choices=ARCHITECTURES)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="default: the model's folder beside train/")
    options = parser.parse_args()
    save_tokenizer(options.checkpoint, POSITIONS)
    export(options.checkpoint, options.out or MODELS / options.slug)


if __name__ == "__main__":
    main()
