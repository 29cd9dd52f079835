"""Loads models with fewer tokens in transformers and llama.cpp: their logits are those of the parent's tokens that stay, and texts are tokenised as Lamina
does it. Last, a file that lost a layer, tokens and bits at once.

    python check_vocabulary.py --lamina COMMAND --models FOLDER --work FOLDER
"""

import argparse
import json
import os

import torch
from check_gguf import LlamaCpp
from checks import Checks, Lamina, expect_equal
from transformers import AutoModelForCausalLM, AutoTokenizer

KEPT = "add the model"
TEXTS = [KEPT, "a writer of the tokenizer", "model\n\n  add 12"]


def read_json(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return json.load(file)


def file_of(folder):
    [name] = [entry for entry in os.listdir(folder) if entry.endswith(".gguf")]
    return os.path.join(folder, name)


def write(lamina, model, out, *options):
    return json.loads(lamina.run("prune", model, "--keep-vocabulary", os.path.join(os.path.dirname(out), "kept.txt"), "--out", out, "--json", "-", *options))


def tokens_of_lamina(lamina, model, work):
    path = os.path.join(work, "strings.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(TEXTS, file)
    return json.loads(lamina.run("tokenize", model, "--strings", path, "--bos", "never", "--json", "-"))["ids"]


def check_transformers(out, parent):
    kept = read_json(out, "vocabulary.json")["keptIds"]
    ids = list(range(3, min(40, len(kept))))
    with torch.no_grad():
        child = AutoModelForCausalLM.from_pretrained(out).eval()(torch.tensor([ids])).logits[0]
        whole = AutoModelForCausalLM.from_pretrained(parent).eval()(torch.tensor([[kept[place] for place in ids]])).logits[0][:, kept]
    expect_equal(bool(torch.equal(child, whole)), True, "equality of logits")


def check_llama(out, parent):
    kept = read_json(out, "vocabulary.json")["keptIds"]
    ids = list(range(3, min(40, len(kept))))
    child, whole = LlamaCpp(file_of(out)).last_logits(ids), LlamaCpp(parent).last_logits([kept[place] for place in ids])
    worst = max(abs(value - whole[kept[place]]) for place, value in enumerate(child))
    expect_equal(worst < 1e-5, True, f"a largest difference of {worst}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--models", "--work"):
        parser.add_argument(option, required=True)
    arguments = parser.parse_args()
    checks, lamina, work = Checks(), Lamina(arguments.lamina), arguments.work
    with open(os.path.join(work, "kept.txt"), "w", encoding="utf-8") as file:
        file.write(KEPT)
    safetensors, gguf = (os.path.join(arguments.models, name) for name in ("llama-safetensors", "llama-f16.gguf"))
    words, packed, all_at_once = (os.path.join(work, f"words-{name}") for name in ("safetensors", "gguf", "all"))
    if checks.run("words of safetensors: written", lambda: write(lamina, safetensors, words)) is not None:
        checks.run("words of safetensors: transformers gives the parent's logits, bit for bit", lambda: check_transformers(words, safetensors))
        tokenizer = AutoTokenizer.from_pretrained(words)
        found = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in TEXTS]
        checks.run("words of safetensors: transformers tokenises as Lamina", lambda: expect_equal(found, tokens_of_lamina(lamina, words, work), "ids"))
    if checks.run("words of GGUF: written", lambda: write(lamina, gguf, packed)) is not None:
        checks.run("words of GGUF: llama.cpp gives the parent's logits", lambda: check_llama(packed, gguf))
        model = LlamaCpp(file_of(packed))
        found = [model.tokenize(text) for text in TEXTS]
        checks.run("words of GGUF: llama.cpp tokenises as Lamina", lambda: expect_equal(found, tokens_of_lamina(lamina, packed, work), "ids"))
    result = checks.run("layers, words and types in one write", lambda: write(lamina, safetensors, all_at_once, "--remove", "1", "--types", "Q8_0"))
    if result is not None:
        checks.run("layers, words and types: its certificate passed", lambda: expect_equal(result["certificate"]["passed"], True, "certificate"))
        checks.run("layers, words and types: the promised bytes", lambda: expect_equal(os.path.getsize(file_of(all_at_once)), result["saved"]["bytesAfter"], "bytes"))
        ids = list(range(3, 40))
        checks.run("layers, words and types: llama.cpp runs it", lambda: expect_equal(len(LlamaCpp(file_of(all_at_once)).last_logits(ids)), result["vocabulary"]["rowsAfter"], "width"))
    checks.finish()


if __name__ == "__main__":
    main()
