"""Trains one bundled model on one thread: python train_model.py lamina-llama-12 --out ../lamina-llama-12/checkpoint."""

import argparse
import json
import platform
import time
from pathlib import Path

import torch
import transformers
from torch.nn import functional
from transformers import PreTrainedModel

from architectures import ARCHITECTURES, Architecture, create_model, split_parameters
from layer_drop import LayerDrop
from muon import Muon
from training_text import LESSON_SHARE, STEPS, TOKENS_PER_STEP, Batch, TrainingText

LOG_EVERY = 100
LAST_RATE = 0.02


def get_rate(step: int, steps: int, warmup_steps: int) -> float:
    """Share of the peak rate: linear warm-up, flat, then linear over the last half down to LAST_RATE."""
    left = 2 * (steps - step) / steps
    return min(1.0, (step + 1) / warmup_steps) * (LAST_RATE + (1 - LAST_RATE) * min(1.0, left))


def create_optimisers(model: PreTrainedModel, architecture: Architecture) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the blocks, AdamW for embeddings, head, norms and biases."""
    recipe = architecture.recipe
    blocks, rest = split_parameters(model)
    return [
        Muon(blocks, lr=recipe.muon_rate, weight_decay=recipe.muon_decay),
        torch.optim.AdamW(rest, lr=recipe.adam_rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def get_loss(model: PreTrainedModel, batch: Batch) -> tuple[torch.Tensor, float]:
    """The weighted loss to descend and the plain mean loss per token, in nats."""
    ids = torch.tensor(batch.ids)
    weights = torch.tensor(batch.weights)
    logits = model(input_ids=ids[:, :-1], use_cache=False).logits
    losses = functional.cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none")
    return (losses * weights).sum() / weights.sum(), losses.mean().item()


def train(model: PreTrainedModel, architecture: Architecture, text: TrainingText) -> list[dict[str, float]]:
    """Runs through the text once; returns the mean plain loss of every LOG_EVERY steps."""
    optimisers = create_optimisers(model, architecture)
    peaks = [optimiser.param_groups[0]["lr"] for optimiser in optimisers]
    layer_drop = LayerDrop(model, architecture.layer_drop, architecture.seed) if architecture.layer_drop else None
    history, recent = [], []
    for step, batch in enumerate(text):
        if layer_drop:
            layer_drop.draw_blocks()
        rate = get_rate(step, text.steps, architecture.recipe.warmup_steps)
        loss, plain_loss = get_loss(model, batch)
        loss.backward()
        for optimiser, peak in zip(optimisers, peaks, strict=True):
            optimiser.param_groups[0]["lr"] = peak * rate
            optimiser.step()
            optimiser.zero_grad()
        recent.append(plain_loss)
        if len(recent) == LOG_EVERY:
            history.append({"step": step + 1, "lossNats": round(sum(recent) / len(recent), 4)})
            print(history[-1], flush=True)
            recent.clear()
    if layer_drop:
        layer_drop.restore_blocks()
    return history


def describe_recipe(architecture: Architecture) -> dict[str, float]:
    """The recipe with the names that JSON files of the project use."""
    recipe = architecture.recipe
    return {
        "muonRate": recipe.muon_rate,
        "muonDecay": recipe.muon_decay,
        "adamRate": recipe.adam_rate,
        "warmupSteps": recipe.warmup_steps,
        **({"layerDrop": architecture.layer_drop} if architecture.layer_drop else {}),
    }


def describe(model: PreTrainedModel, text: TrainingText, seconds: float, history: list[dict]) -> dict:
    """The content of training.json, but for the recipe."""
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "seed": text.seed,
        "steps": text.steps,
        "tokens": text.steps * TOKENS_PER_STEP,
        "seconds": round(seconds),
        "threads": torch.get_num_threads(),
        "lessonShare": LESSON_SHARE,
        "data": {"documents": len(text.documents), "idsSha256": text.sha256},
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
        "losses": history,
    }


@torch.no_grad()
def round_weights(model: PreTrainedModel) -> None:
    """Rounds every weight to half precision, in which the ONNX file stores it: what is measured is what ships."""
    for parameter in model.parameters():
        parameter.copy_(parameter.half().float())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug", choices=ARCHITECTURES)
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint and training.json")
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    architecture = ARCHITECTURES[options.slug]
    torch.manual_seed(architecture.seed)
    model, text = create_model(architecture), TrainingText(architecture.seed, options.steps)
    start = time.perf_counter()
    history = train(model, architecture, text)
    facts = {
        "model": architecture.slug,
        "recipe": describe_recipe(architecture),
        **describe(model, text, time.perf_counter() - start, history),
    }
    round_weights(model)
    model.save_pretrained(options.out)
    (options.out / "training.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
