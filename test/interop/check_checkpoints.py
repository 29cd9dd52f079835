"""Loads pruned checkpoints with transformers: SmolLM2-135M without some blocks, written as safetensors, loads strictly and generates the 64
greedy tokens that Lamina itself generates from it; written as ONNX, optimum generates them too.

    python check_checkpoints.py --lamina COMMAND --smollm2-hf FOLDER --work FOLDER
"""

import argparse
import json
import os

import torch
from checks import Checks, Lamina, expect_equal
from optimum.onnxruntime import ORTModelForCausalLM
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(2)
NEW_TOKENS = 64
REMOVED = [12, 20, 21]
CONTEXT = "The lighthouse keeper looked at the sea and"


def lamina_text(lamina, folder, work):
    """What `lamina evaluate` generates: greedy, with the model's own cache, no stop text."""
    requests, samples = (os.path.join(work, name) for name in ("generate.jsonl", "generated.jsonl"))
    with open(requests, "w") as file:
        file.write(json.dumps({"docId": 0, "type": "generate_until", "context": CONTEXT, "until": [], "maxGenToks": NEW_TOKENS, "gold": ""}) + "\n")
    lamina.run("evaluate", folder, "--requests", requests, "--samples", samples, "--json", os.path.join(work, "results.json"))
    with open(samples) as file:
        return json.loads(file.readline())["generated"]


def generated_text(model, tokenizer):
    inputs = tokenizer(CONTEXT, return_tensors="pt")
    settings = {"max_new_tokens": NEW_TOKENS, "do_sample": False, "use_cache": True, "pad_token_id": 0}
    tokens = model.generate(inputs.input_ids, attention_mask=inputs.attention_mask, **settings)[0, inputs.input_ids.shape[1] :]
    return tokenizer.decode(tokens, skip_special_tokens=True)


def load_strictly(folder):
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        expect_equal(list(info[kind]), [], kind)
    return model.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--work", "--smollm2-hf"):
        parser.add_argument(option, required=True)
    arguments = parser.parse_args()
    checks, lamina = Checks(), Lamina(arguments.lamina)
    title = f"SmolLM2-135M without {REMOVED}"
    pruned, onnx = (os.path.join(arguments.work, name) for name in ("smollm2-checkpoint", "smollm2-onnx"))
    result = checks.run(f"{title}: pruned", lambda: lamina.prune(arguments.smollm2_hf, REMOVED, pruned))
    if result is not None:
        checks.run(f"{title}: its certificate passed", lambda: expect_equal(result["certificate"]["passed"], True, "certificate"))
        tokenizer = AutoTokenizer.from_pretrained(pruned)
        expected = lamina_text(lamina, pruned, arguments.work)
        model = checks.run(f"{title}: transformers loads it strictly", lambda: load_strictly(pruned))
        if model is not None:
            checks.run(f"{title}: transformers generates as Lamina", lambda: expect_equal(generated_text(model, tokenizer), expected, "generated text"))
        checks.run(f"{title}: verified again", lambda: lamina.run("verify", pruned))
        if checks.run(f"{title}: written as ONNX", lambda: lamina.prune(arguments.smollm2_hf, REMOVED, onnx, "--format", "onnx")) is not None:
            decoder = ORTModelForCausalLM.from_pretrained(onnx, use_cache=True)
            checks.run(f"{title}: optimum generates as Lamina", lambda: expect_equal(generated_text(decoder, tokenizer), expected, "generated text"))
    checks.finish()


if __name__ == "__main__":
    main()
