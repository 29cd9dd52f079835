"""Checks what ships against PyTorch and the JavaScript tokenizer: python verify_models.py --checkpoints FOLDER.

Three checks per model: logits equal PyTorch's, greedy decoding with the KV cache equals whole sequences without it,
and the tokenizer gives the same ids in Python and in Node.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy
import torch
from transformers import AutoModelForCausalLM

from export_model import MODELS, list_exported
from scoring import OnnxModel, read_rows
from vocabulary import encode

TOLERANCE = 1e-3
DECODED_TOKENS = 20
READ_IDS = """
import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
const { folder, texts } = JSON.parse(readFileSync(0, 'utf8'))
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'))
const rows = texts.map((text) => tokenizer.encode(text, { add_special_tokens: false }).ids)
console.log(JSON.stringify({ ids: rows, decoded: rows.map((ids) => tokenizer.decode(ids)) }))
"""


def list_texts() -> list[str]:
    """Texts as the models know them, the openings of long documents, and some spelled as a person would."""
    texts = [row["text"] for row in read_rows(MODELS / "benchmarks" / "world-text" / "test.jsonl")]
    documents = (MODELS / "calibration" / "invented-world.txt").read_text().split("\n\n")
    spelled = ["The Capital of Arvo?", "cats,dogs and a zebra.", "  two   spaces\n", "<|endoftext|>the cat"]
    return [*texts[:36], *(document[:600] for document in documents[:10]), *spelled]


@torch.no_grad()
def get_largest_difference(model: OnnxModel, checkpoint: Path, texts: list[str]) -> float:
    """The largest absolute difference of a logit between ONNX Runtime and PyTorch."""
    reference = AutoModelForCausalLM.from_pretrained(checkpoint).eval()
    largest = 0.0
    for text in texts:
        ids = numpy.asarray([model.encode(text)], numpy.int64)
        logits = model.run(ids, model.create_empty_cache(1))[0]
        largest = max(largest, float(numpy.abs(logits - reference(torch.from_numpy(ids)).logits.numpy()).max()))
    return largest


def decode_with_cache(model: OnnxModel, prompt: list[int]) -> list[int]:
    """Greedy tokens, each step fed with one token and the cache."""
    cache = model.create_empty_cache(1)
    ids, step = list(prompt), list(prompt)
    for _ in range(DECODED_TOKENS):
        logits, *present = model.run(numpy.asarray([step], numpy.int64), cache)
        cache = dict(zip(cache, present, strict=True))
        step = [int(logits[0, -1].argmax())]
        ids += step
    return ids


def decode_whole(model: OnnxModel, prompt: list[int]) -> list[int]:
    """Greedy tokens, each step fed with the whole sequence."""
    ids = list(prompt)
    for _ in range(DECODED_TOKENS):
        logits = model.run(numpy.asarray([ids], numpy.int64), model.create_empty_cache(1))[0]
        ids.append(int(logits[0, -1].argmax()))
    return ids


def check_tokenizer(model: OnnxModel, folder: Path, texts: list[str]) -> None:
    """Raises unless Node gives the ids and the decoded texts that Python gives."""
    task = json.dumps({"folder": str(folder), "texts": texts})
    command = ["node", "--input-type=module", "-e", READ_IDS]
    output = subprocess.run(command, input=task, capture_output=True, text=True, check=True, cwd=MODELS)
    found = json.loads(output.stdout)
    ids = [model.encode(text) for text in texts]
    if found["ids"] != ids:
        raise ValueError(f"{folder.name}: the JavaScript tokenizer gives other ids")
    if found["decoded"] != [model.tokenizer.decode(row, skip_special_tokens=False) for row in ids]:
        raise ValueError(f"{folder.name}: the JavaScript tokenizer decodes differently")


def verify(folder: Path, checkpoint: Path) -> None:
    """Runs the three checks and prints the figures."""
    model, texts = OnnxModel(folder), list_texts()
    check_tokenizer(model, folder, texts)
    difference = get_largest_difference(model, checkpoint, texts)
    if difference > TOLERANCE:
        raise ValueError(f"{folder.name}: logits differ from PyTorch's by {difference}")
    prompts = [encode(text)[:6] for text in texts[:36]]
    if any(decode_with_cache(model, prompt) != decode_whole(model, prompt) for prompt in prompts):
        raise ValueError(f"{folder.name}: decoding with the cache differs from whole sequences")
    print(f"{folder.name}: {len(texts)} texts, largest logit difference {difference:.1e}")
    print(f"{folder.name}: {len(prompts)} decodings of {DECODED_TOKENS} tokens equal, tokenizer equal in Node")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoints", type=Path, required=True, help="folder with a checkpoint folder per model")
    options = parser.parse_args()
    for slug in list_exported():
        if (options.checkpoints / slug).exists():
            verify(MODELS / slug, options.checkpoints / slug)
        else:
            print(f"{slug}: no checkpoint to compare with")


if __name__ == "__main__":
    main()
