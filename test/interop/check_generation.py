"""Loads pruned models with other tools: optimum and onnxruntime-genai, with the key/value cache, must generate the same text as the Hugging Face
model without the same layers in PyTorch; so must mergekit's merge by the plan. onnx.checker must accept the files of
--copy-weights.

    python check_generation.py --lamina COMMAND --models FOLDER [--smollm2 FOLDER --smollm2-hf FOLDER] [--genai FOLDER] --work FOLDER
"""

import argparse
import copy
import glob
import json
import os

import numpy as np
import onnx
import onnxruntime
import onnxruntime_genai
import torch
import yaml
from checks import Checks, Lamina, apply_merge_patch, expect_equal
from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.options import MergeOptions
from optimum.onnxruntime import ORTModelForCausalLM
from transformers import AutoConfig, AutoModelForCausalLM

torch.set_num_threads(2)
NEW_TOKENS = 20
# Removed layers per family. At least one case removes the first layer: graphs read the past length from its cache.
REMOVALS = {"llama": [[2], [0, 3]], "gemma3_text": [[1, 2], [0, 4]], "gpt2": [[0], [1, 3]], "gpt_neo": [[1], [0, 3]], "qwen2": [[0, 1]]}


def torch_without(folder, removed):
    """The Hugging Face model of a folder with layers deleted, through a new config and new weights."""
    whole = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    config = copy.deepcopy(whole.config)
    kept = [index for index in range(config.num_hidden_layers) if index not in removed]
    for key in ("layer_types", "attention_layers"):
        if getattr(config, key, None) is not None:
            setattr(config, key, [getattr(config, key)[index] for index in kept])
    config.num_hidden_layers = len(kept)
    pruned = AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    prefix = "transformer.h." if hasattr(whole, "transformer") else "model.layers."
    state = {}
    for name, value in whole.state_dict().items():
        if name.startswith(prefix):
            layer, rest = name[len(prefix) :].split(".", 1)
            if int(layer) in removed:
                continue
            name = f"{prefix}{kept.index(int(layer))}.{rest}"
        state[name] = value
    pruned.load_state_dict(state)
    return pruned


def prompt_of(vocabulary, length=14):
    return [int(value) for value in np.random.default_rng(11).integers(3, vocabulary, length)]


def generate(model, prompt):
    ids = torch.tensor([prompt])
    settings = {"max_new_tokens": NEW_TOKENS, "min_new_tokens": NEW_TOKENS, "do_sample": False, "use_cache": True, "pad_token_id": 0}
    return model.generate(ids, attention_mask=torch.ones_like(ids), **settings)[0, len(prompt) :].tolist()


def check_optimum(folder, expected, prompt):
    model = ORTModelForCausalLM.from_pretrained(folder, use_cache=True)
    expect_equal(model.can_use_cache, True, "use of the cache")
    expect_equal(generate(model, prompt), expected, "generated text")


def check_auto_config(folder, layers):
    config = AutoConfig.from_pretrained(folder)
    expect_equal(config.num_hidden_layers, layers, "number of layers")
    if getattr(config, "layer_types", None) is not None:
        expect_equal(len(config.layer_types), layers, "length of layer_types")


def check_mergekit(lamina, out, source, expected, prompt):
    """The plan's passthrough merge, made by mergekit from the Hugging Face weights. It sets the number of layers; lists per layer are the patch's."""
    merged = f"{out}-merged"
    plan = lamina.run("plan", out, "--format", "mergekit", "--model", source)
    run_merge(MergeConfiguration.model_validate(yaml.safe_load(plan)), merged, MergeOptions(copy_tokenizer=False, quiet=True, write_model_card=False))
    path = os.path.join(merged, "config.json")
    with open(path) as file:
        config = apply_merge_patch(json.load(file), json.loads(lamina.run("plan", out, "--format", "hf-config")))
    with open(path, "w") as file:
        json.dump(config, file)
    model = AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32).eval()
    expect_equal(generate(model, prompt), expected, "generated text")


def check_onnx(folder):
    onnx.checker.check_model(os.path.join(folder, "onnx/model.onnx"), full_check=True)


def write_genai_config(folder, family):
    """Describes optimum's export for onnxruntime-genai: two kinds of names, and values that its runtime cannot read from the graph."""
    config = AutoConfig.from_pretrained(folder)
    path = os.path.join(folder, "model.onnx")
    inputs = [value.name for value in onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).get_inputs()]
    named = {name: name for name in ("input_ids", "attention_mask", "position_ids") if name in inputs}
    decoder = {
        "session_options": {"provider_options": []},
        "filename": "model.onnx",
        "head_size": config.hidden_size // config.num_attention_heads,
        "hidden_size": config.hidden_size,
        "inputs": {**named, "past_key_names": "past_key_values.%d.key", "past_value_names": "past_key_values.%d.value"},
        "outputs": {"logits": "logits", "present_key_names": "present.%d.key", "present_value_names": "present.%d.value"},
        "num_attention_heads": config.num_attention_heads,
        "num_hidden_layers": config.num_hidden_layers,
        "num_key_value_heads": config.num_key_value_heads,
    }
    model = {"bos_token_id": 1, "context_length": 128, "decoder": decoder, "eos_token_id": 2, "pad_token_id": 0, "type": family, "vocab_size": 128}
    search = {"do_sample": False, "max_length": 128, "past_present_share_buffer": False}
    with open(os.path.join(folder, "genai_config.json"), "w") as file:
        json.dump({"model": model, "search": search}, file)


def check_genai(folder, expected, prompt):
    model = onnxruntime_genai.Model(folder)
    params = onnxruntime_genai.GeneratorParams(model)
    length = len(prompt) + NEW_TOKENS
    params.set_search_options(max_length=length, min_length=length, do_sample=False)
    generator = onnxruntime_genai.Generator(model, params)
    generator.append_tokens(prompt)
    while not generator.is_done():
        generator.generate_next_token()
    expect_equal([int(token) for token in generator.get_sequence(0)[len(prompt) :]], expected, "generated text")


def decode_without_cache(folder, prompt):
    """Greedy tokens without end tokens: runs the whole text again for each token, on the graph loaded by ONNX Runtime in Python."""
    config = AutoConfig.from_pretrained(folder)
    cache = np.zeros([1, getattr(config, "num_key_value_heads", config.num_attention_heads), 0, config.hidden_size // config.num_attention_heads])
    session = onnxruntime.InferenceSession(os.path.join(folder, "onnx/model.onnx"), providers=["CPUExecutionProvider"])
    tokens = list(prompt)
    for _ in range(NEW_TOKENS):
        feeds = {"input_ids": np.array([tokens], np.int64), "attention_mask": np.ones((1, len(tokens)), np.int64)}
        feeds["position_ids"] = np.arange(len(tokens))[None]
        for value in session.get_inputs():
            if value.name.startswith("past"):
                feeds[value.name] = cache.astype(np.float32)
        logits = session.run(["logits"], {name: feeds[name] for name in (value.name for value in session.get_inputs())})[0]
        if config.eos_token_id is not None:
            logits[0, -1, config.eos_token_id] = -np.inf
        tokens.append(int(logits[0, -1].argmax()))
    return tokens[len(prompt) :]


def check_family(checks, lamina, arguments, family):
    base = os.path.join(arguments.models, family)
    if family == "llama":
        write_genai_config(os.path.join(base, "onnx"), family)
    prompt = prompt_of(128)
    for round, removed in enumerate(REMOVALS[family]):
        title = f"{family} without {removed}"
        reference = torch_without(os.path.join(base, "hf"), removed)
        expected = generate(reference, prompt)
        for option in [[], ["--copy-weights"]] if round == 0 else [[]]:
            out = os.path.join(arguments.work, f"{family}-{'-'.join(map(str, removed))}{''.join(option)}")
            name = " ".join([title, *option])
            if checks.run(f"{name}: pruned", lambda: lamina.prune(os.path.join(base, "onnx"), removed, out, *option)) is None:
                continue
            checks.run(f"{name}: optimum generates as PyTorch", lambda: check_optimum(out, expected, prompt))
            checks.run(f"{name}: AutoConfig", lambda: check_auto_config(out, reference.config.num_hidden_layers))
            if option:
                checks.run(f"{name}: onnx.checker", lambda: check_onnx(out))
            if family in ("llama", "qwen2") and not option:
                source = os.path.join(base, "hf")
                checks.run(f"{name}: mergekit merges what generates as PyTorch", lambda: check_mergekit(lamina, out, source, expected, prompt))
            if family == "llama":
                checks.run(f"{name}: onnxruntime-genai generates as PyTorch", lambda: check_genai(out, expected, prompt))


def check_smollm2(checks, lamina, arguments):
    removed = [12, 20, 21]
    out = os.path.join(arguments.work, "smollm2")
    if checks.run(f"SmolLM2-135M without {removed}: pruned", lambda: lamina.prune(arguments.smollm2, removed, out)) is None:
        return
    prompt = [504, 3575, 282, 4649, 314, 7042, 30]
    expected = generate(torch_without(arguments.smollm2_hf, removed), prompt)
    checks.run(f"SmolLM2-135M without {removed}: optimum generates as PyTorch", lambda: check_optimum(out, expected, prompt))


def check_genai_export(checks, lamina, folder, work):
    """A model of onnxruntime-genai's own builder: its GroupQueryAttention has length inputs that optimum's graphs do not have."""
    name = os.path.basename(folder)
    for removed in ([1], [0, 3]):
        out = os.path.join(work, f"{name}-{'-'.join(map(str, removed))}")
        if checks.run(f"{name} without {removed}: pruned", lambda: lamina.prune(folder, removed, out)) is None:
            continue
        prompt = prompt_of(128)
        expected = decode_without_cache(out, prompt)
        checks.run(f"{name} without {removed}: onnxruntime-genai generates as without a cache", lambda: check_genai(out, expected, prompt))


def check_bundled(checks, lamina, folder, work):
    name = os.path.basename(folder)
    removed = [0, 5]
    out = os.path.join(work, name)
    if checks.run(f"{name} without {removed}: pruned", lambda: lamina.prune(folder, removed, out)) is None:
        return
    prompt = prompt_of(200)
    expected = decode_without_cache(out, prompt)
    checks.run(f"{name} without {removed}: optimum generates as without a cache", lambda: check_optimum(out, expected, prompt))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--models", "--work", "--bundled"):
        parser.add_argument(option, required=True)
    for option in ("--smollm2", "--smollm2-hf", "--genai"):
        parser.add_argument(option)
    arguments = parser.parse_args()
    checks = Checks()
    lamina = Lamina(arguments.lamina)
    for family in REMOVALS:
        check_family(checks, lamina, arguments, family)
    for folder in sorted(glob.glob(os.path.join(arguments.bundled, "*", ""))):
        if os.path.exists(os.path.join(folder, "onnx/model.onnx")):
            check_bundled(checks, lamina, folder.rstrip("/"), arguments.work)
    if arguments.genai:
        check_genai_export(checks, lamina, arguments.genai, arguments.work)
    if arguments.smollm2:
        check_smollm2(checks, lamina, arguments)
    checks.finish()


if __name__ == "__main__":
    main()
