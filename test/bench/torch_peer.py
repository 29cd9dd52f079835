"""Block influence as PyTorch users measure it: forward hooks on an eager transformers model, for a comparison of speeds.

Prints JSON: tokens per second of block influence alone (without the head) and with the losses, and their numbers. Loading and one batch before are left
out. Hooks keep the input of every block; cosines and losses are in float64. Reading each result waits for the device.
"""

import argparse
import json
import time

import torch
from transformers import AutoModelForCausalLM


class Hooks:
    """The states before each block and after the last one, of the latest batch."""

    def __init__(self, layers):
        self.states = [None] * (len(layers) + 1)
        for index, layer in enumerate(layers):
            layer.register_forward_pre_hook(self._keep_input(index), with_kwargs=True)
        layers[-1].register_forward_hook(self._keep_output)

    def _keep_input(self, index):
        def keep(_, args, named):
            self.states[index] = args[0] if args else named["hidden_states"]

        return keep

    def _keep_output(self, _, args, output):
        self.states[-1] = output[0] if isinstance(output, tuple) else output

    def sum_influence(self):
        """1 − cosine of each block's input and output, summed over tokens."""
        directions = (torch.nn.functional.normalize(state.double(), dim=-1) for state in self.states)
        before = next(directions)
        sums = []
        for after in directions:
            sums.append((1 - (before * after).sum(-1)).sum().item())
            before = after
        return sums


@torch.no_grad()
def measure(model, hooks, batches, with_losses):
    started = time.perf_counter()
    totals, nll = [0.0] * (len(hooks.states) - 1), 0.0
    for ids in batches:
        hidden = model.model(ids, use_cache=False).last_hidden_state
        if with_losses:
            log_probabilities = torch.log_softmax(model.lm_head(hidden)[:, :-1].double(), -1)
            nll -= log_probabilities.gather(-1, ids[:, 1:, None]).sum().item()
        totals = [total + each for total, each in zip(totals, hooks.sum_influence(), strict=True)]
    tokens = sum(ids.numel() for ids in batches)
    seconds = time.perf_counter() - started
    return {"tokensPerSecond": round(tokens / seconds, 1), "blockInfluence": [total / tokens for total in totals], "nll": nll}


def main():
    options = argparse.ArgumentParser()
    for name in ("--model", "--ids"):
        options.add_argument(name, required=True)
    for name, default in (("--windows", 16), ("--batch", 4), ("--threads", 2)):
        options.add_argument(name, type=int, default=default)
    options.add_argument("--dtype", default="float32")
    options.add_argument("--device", default="cpu")
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    dtype = getattr(torch, options.dtype)
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=dtype, attn_implementation="sdpa").eval().to(options.device)
    text = json.load(open(options.ids))
    width = text["windowTokens"]
    ids = torch.tensor(text["ids"][: width * options.windows], device=options.device).reshape(options.windows, width)
    batches = ids.split(options.batch)
    hooks = Hooks(model.model.layers)
    measure(model, hooks, batches[:1], True)
    device = torch.cuda.get_device_name() if options.device.startswith("cuda") else options.device
    alone, both = (measure(model, hooks, batches, with_losses) for with_losses in (False, True))
    print(json.dumps({"torch": torch.__version__, "device": device, "bi": alone, "bi+nll": both}))


if __name__ == "__main__":
    main()
