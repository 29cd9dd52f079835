"""Loads GGUF files that Lamina writes of SmolLM2-135M's safetensors in llama.cpp and transformers: whole and without blocks, in single and mixed types.

The truth is transformers in float32 on what gguf-py decodes the file to. Lamina's losses of the file equal its losses; llama.cpp, whose kernels also round
activations, gives nearly its distributions, and in F32 its logits. The tokenizer in the file gives the ids of transformers' tokenizer, in llama.cpp and in
Lamina.

    python check_written_types.py --lamina COMMAND --smollm2-hf FOLDER --texts FOLDER --work FOLDER
"""

import argparse
import json
import os
from pathlib import Path

import torch
from check_gguf import LlamaCpp
from checks import Checks, Lamina, expect_equal
from gguf import GGUFReader
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(2)
WINDOW = 64
PREFIXES = range(8, WINDOW + 1, 8)
LINES = 150
MIXED = [["^blk\\.(0|29)\\.", "Q8_0"], ["attn_", "Q5_1"], ["ffn_down", "Q6_K"], ["ffn_", "IQ4_NL"], ["token_embd", "Q8_0"]]
# How each file is written, its stored types, and the largest mean divergence of llama.cpp.
CASES = {
    "F32": (["quantize", "--types", "F32"], {"F32"}, 1e-9),
    "Q8_0": (["quantize", "--types", "Q8_0"], {"F32", "Q8_0"}, 5e-3),
    "Q4_0": (["quantize", "--types", "Q4_0"], {"F32", "Q4_0"}, 2e-2),
    "Q4_K with fallback": (["quantize", "--types", "Q4_K", "--fallback"], {"F32", "Q4_K", "Q5_0"}, 2e-2),
    "mixed types": (["quantize", "--types", "MIXED", "--fallback"], {"F32", "Q8_0", "Q5_1", "Q6_K", "IQ4_NL"}, 2e-2),
    "Q4_0 without parts": (["prune", "--remove", "20,21", "--types", "Q4_0"], {"F32", "Q4_0"}, 2e-2),
}
AWKWARD = ["  two  spaces\tand a tab ", "1234567 3.14 2026-12-01", "naïve façade, Ωμέγα", "日本語のテキスト", "👩‍🚀🎉", "don't we'll I'M", "def f(x):\n    return x\n\n\n", "<|im_start|>", ""]


def read_lines(folder):
    texts = sorted(Path(folder).glob("*.txt"))
    lines = [line for text in texts for line in text.read_text().splitlines() if 20 < len(line) < 400]
    return [*AWKWARD, *lines[:: max(1, len(lines) // LINES)][:LINES]]


def write(lamina, arguments, command, out):
    mixed = os.path.join(arguments.work, "mixed.json")
    Path(mixed).write_text(json.dumps(MIXED))
    action, *options = [mixed if word == "MIXED" else word for word in command]
    lamina.run(action, arguments.smollm2_hf, *options, "--out", out)
    [file] = [os.path.join(out, entry) for entry in os.listdir(out) if entry.endswith(".gguf")]
    return file


def decoded(file):
    """Logits of transformers for one window of the file's decoded weights, and its loss."""
    model = AutoModelForCausalLM.from_pretrained(os.path.dirname(file), gguf_file=os.path.basename(file), dtype=torch.float32)
    return model.eval()


def check_logits(file, ids, expected, limit):
    model, divergences = LlamaCpp(file), []
    for prefix in PREFIXES:
        found = torch.tensor(model.last_logits(ids[:prefix]), dtype=torch.float64).log_softmax(-1)
        wanted = expected[prefix - 1].double().log_softmax(-1)
        divergences.append(float((wanted.exp() * (wanted - found)).sum()))
    mean = sum(divergences) / len(divergences)
    print(f"     llama.cpp diverges by {mean:.2e}")
    assert mean <= limit, f"mean divergence {mean} exceeds {limit}"


def check_losses(lamina, file, ids, expected, work):
    path = os.path.join(work, "window.json")
    Path(path).write_text(json.dumps(ids))
    [found] = json.loads(lamina.run("score", os.path.dirname(file), "--ids", path, "--window", WINDOW, "--json", "-"))["nllPerWindow"]
    print(f"     loss {found:.5f}, transformers {expected:.5f}")
    assert abs(found - expected) <= 1e-4 * expected, f"loss {found}, expected {expected}"


def check_types(file, expected):
    expect_equal({tensor.tensor_type.name for tensor in GGUFReader(file).tensors}, expected, "stored types")


def check_case(checks, lamina, arguments, name, ids):
    command, types, limit = CASES[name]
    out = os.path.join(arguments.work, f"types-{name.replace(' ', '-')}")
    file = checks.run(f"{name}: written", lambda: write(lamina, arguments, command, out))
    if file is None:
        return
    checks.run(f"{name}: the stored types", lambda: check_types(file, types))
    model = checks.run(f"{name}: loads in transformers", lambda: decoded(file))
    if model is None:
        return
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
    loss = float(torch.nn.functional.cross_entropy(logits[:-1].double(), torch.tensor(ids[1:]), reduction="sum"))
    checks.run(f"{name}: Lamina's loss is that of transformers", lambda: check_losses(lamina, file, ids, loss, arguments.work))
    checks.run(f"{name}: llama.cpp has the distributions of transformers", lambda: check_logits(file, ids, logits, limit))


def check_ids(lines, found, expected):
    expect_equal(len(found), len(expected), "number of lines")
    for line, ids, wanted in zip(lines, found, expected):
        expect_equal(ids, wanted, repr(line))


def check_tokens(checks, lamina, arguments, tokenizer):
    lines, path = read_lines(arguments.texts), os.path.join(arguments.work, "lines.json")
    Path(path).write_text(json.dumps(lines))
    expected = [tokenizer.encode(line, add_special_tokens=False) for line in lines]
    out = os.path.join(arguments.work, "types-Q8_0")
    [file] = [os.path.join(out, entry) for entry in os.listdir(out) if entry.endswith(".gguf")]
    model = LlamaCpp(file)
    own = lambda: json.loads(lamina.run("tokenize", out, "--strings", path, "--bos", "never", "--json", "-"))["ids"]
    for name, tokenize in (("llama.cpp", lambda: [model.tokenize(line) for line in lines]), ("Lamina", own)):
        checks.run(f"tokenizer: {name} gives the ids of {len(lines)} lines", lambda: check_ids(lines, tokenize(), expected))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--smollm2-hf", "--texts", "--work"):
        parser.add_argument(option, required=True)
    parser.add_argument("--only", nargs="*", default=list(CASES))
    arguments = parser.parse_args()
    checks, lamina = Checks(), Lamina(arguments.lamina)
    tokenizer = AutoTokenizer.from_pretrained(arguments.smollm2_hf)
    ids = tokenizer.encode(" ".join(read_lines(arguments.texts)[len(AWKWARD) :]), add_special_tokens=False)[:WINDOW]
    for name in arguments.only:
        check_case(checks, lamina, arguments, name, ids)
    check_tokens(checks, lamina, arguments, tokenizer)
    checks.finish()


if __name__ == "__main__":
    main()
