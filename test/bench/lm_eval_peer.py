"""lm-evaluation-harness' hf backend for a timing comparison: log-likelihoods of rendered requests, dense and without some layers.

Reads [[context, continuation], …] and prints JSON: seconds of each removal without loading, and its answers. Layers are removed as
PyTorch users do it: they are dropped from model.model.layers, and the rest is renumbered.
"""

import argparse
import json
import time

import torch
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM


def keep_layers(model, layers, removed):
    kept = [layer for index, layer in enumerate(layers) if index not in removed]
    for index, layer in enumerate(kept):
        layer.self_attn.layer_idx = index
    model.model.layers = torch.nn.ModuleList(kept)
    model.config.num_hidden_layers = len(kept)


def main():
    options = argparse.ArgumentParser()
    for name in ("--model", "--requests", "--removals"):
        options.add_argument(name, required=True)
    options.add_argument("--batch", type=int, default=1)
    options.add_argument("--threads", type=int, default=2)
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    lm = HFLM(pretrained=options.model, dtype="float32", device="cpu", batch_size=options.batch)
    pairs = json.load(open(options.requests))
    instances = [Instance("loglikelihood", {}, tuple(pair), index) for index, pair in enumerate(pairs)]
    lm.loglikelihood(instances[: options.batch], disable_tqdm=True)
    layers = list(lm.model.model.layers)
    runs = []
    for removed in json.loads(options.removals):
        keep_layers(lm.model, layers, removed)
        started, computing = time.perf_counter(), time.process_time()
        answers = lm.loglikelihood(instances, disable_tqdm=True)
        seconds = {"seconds": time.perf_counter() - started, "processorSeconds": time.process_time() - computing}
        runs.append({**seconds, "logLikelihoods": [value for value, _ in answers], "isGreedy": [greedy for _, greedy in answers]})
    print(json.dumps(runs))


if __name__ == "__main__":
    main()
