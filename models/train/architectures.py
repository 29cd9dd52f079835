"""The bundled models: their shape, their first weights and the settings they train with."""

from dataclasses import dataclass

import torch
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    OPTConfig,
    OPTForCausalLM,
    PreTrainedModel,
)

from vocabulary import END_ID, TOKENS

INNER, HEADS, POSITIONS = 192, 4, 256
SHARED = {
    "vocab_size": len(TOKENS),
    "num_attention_heads": HEADS,
    "max_position_embeddings": POSITIONS,
    "tie_word_embeddings": False,
    "bos_token_id": END_ID,
    "eos_token_id": END_ID,
    # A padding id would freeze its embedding; rows are packed, so none is needed.
    "pad_token_id": None,
}


@dataclass(frozen=True)
class Recipe:
    """Optimiser settings; learning rates are peaks."""

    muon_rate: float
    muon_decay: float
    adam_rate: float
    warmup_steps: int


PLAIN = Recipe(0.02, 0.01, 0.005, 60)
# Post-norm needs strong decay: with 0.01 it stays near chance.
DECAYED = Recipe(0.012, 1.5, 0.003, 150)


@dataclass(frozen=True)
class Architecture:
    """A bundled model: its class, where its norms stand and how it trains.

    `seed` draws the first weights and the training text; `layer_drop` is the chance that a step leaves a block out.
    """

    slug: str
    kind: str
    recipe: Recipe
    placement: str = "pre"
    blocks: int = 12
    hidden: int = 96
    seed: int = 1
    layer_drop: float = 0.0


ARCHITECTURES = {
    architecture.slug: architecture
    for architecture in (
        Architecture("lamina-llama-8", "Llama", PLAIN, blocks=8),
        Architecture("lamina-llama-8-seed-2", "Llama", PLAIN, blocks=8, seed=2),
        Architecture("lamina-llama-8-seed-3", "Llama", PLAIN, blocks=8, seed=3),
        Architecture("lamina-llama-12", "Llama", PLAIN),
        Architecture("lamina-llama-12-layerdrop", "Llama", PLAIN, layer_drop=0.1),
        # Narrower, so that its file stays as small as the others.
        Architecture("lamina-llama-16", "Llama", PLAIN, blocks=16, hidden=80),
        Architecture("lamina-gpt2-12", "GPT-2", PLAIN),
        Architecture("lamina-opt-12", "OPT", DECAYED, placement="post"),
        Architecture("lamina-opt-12-pre", "OPT", DECAYED),
    )
}


def create_model(architecture: Architecture) -> PreTrainedModel:
    """A model with seeded first weights (the caller sets the seed)."""
    shape = {"hidden_size": architecture.hidden, "num_hidden_layers": architecture.blocks, **SHARED}
    if architecture.kind == "Llama":
        model = LlamaForCausalLM(LlamaConfig(intermediate_size=INNER, **shape))
    elif architecture.kind == "GPT-2":
        dropouts = {"resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0}
        model = GPT2LMHeadModel(GPT2Config(n_inner=INNER, **dropouts, **shape))
    else:
        before = architecture.placement == "pre"
        embedding = architecture.hidden
        config = OPTConfig(
            ffn_dim=INNER, word_embed_proj_dim=embedding, do_layer_norm_before=before, dropout=0.0, **shape
        )
        model = OPTForCausalLM(config)
    initialise(model, architecture)
    return model


@torch.no_grad()
def initialise(model: PreTrainedModel, architecture: Architecture) -> None:
    """Large embeddings and small block outputs: with the libraries' small defaults this size learns far more slowly."""
    for name, parameter in model.named_parameters():
        if parameter.dim() < 2:
            continue
        if "embed_tokens" in name or "wte" in name:
            deviation = 1.0
        elif "embed_positions" in name or "wpe" in name:
            parameter.copy_(build_waves(*parameter.shape))
            continue
        elif "lm_head" in name:
            deviation = 0.02
        elif is_block_output(name):
            deviation = (2 * architecture.blocks * architecture.hidden) ** -0.5
        else:
            deviation = architecture.hidden**-0.5
        parameter.normal_(0.0, deviation)


def build_waves(positions: int, size: int) -> torch.Tensor:
    """Sinusoids of Vaswani et al. (2017) as the first learned positions: float[positions, size].

    A step to the neighbouring position is then a linear map, which every copying task needs early.
    """
    frequencies = 10000.0 ** (-torch.arange(0, size, 2) / size)
    angles = torch.arange(positions)[:, None] * frequencies
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def is_block_output(name: str) -> bool:
    """True for the matrices that write into the residual stream."""
    return any(part in name for part in ("o_proj", "out_proj", "down_proj", "fc2", "c_proj"))


def split_parameters(model: PreTrainedModel) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """The matrices of the blocks (for Muon) and all the rest (for AdamW)."""
    blocks, rest = [], []
    for name, parameter in model.named_parameters():
        in_block = ".layers." in name or ".h." in name
        (blocks if in_block and parameter.dim() == 2 else rest).append(parameter)
    return blocks, rest
