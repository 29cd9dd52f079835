"""The two bundled architectures: their shape, their first weights and the settings they train with."""

from dataclasses import dataclass

import torch
from transformers import LlamaConfig, LlamaForCausalLM, OPTConfig, OPTForCausalLM, PreTrainedModel

from vocabulary import END_ID, TOKENS

BLOCKS, HIDDEN, INNER, HEADS, POSITIONS = 12, 96, 192, 4, 256
SHARED = {
    "vocab_size": len(TOKENS),
    "hidden_size": HIDDEN,
    "num_hidden_layers": BLOCKS,
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


@dataclass(frozen=True)
class Architecture:
    """A bundled model: its name, where its norms stand and how it trains."""

    slug: str
    placement: str
    recipe: Recipe


ARCHITECTURES = {
    "lamina-llama-12": Architecture("lamina-llama-12", "pre", Recipe(0.02, 0.01, 0.005, 60)),
    # Post-norm needs strong decay: with 0.01 it stays near chance.
    "lamina-opt-12": Architecture("lamina-opt-12", "post", Recipe(0.012, 1.5, 0.003, 150)),
}


def create_model(architecture: Architecture) -> PreTrainedModel:
    """A model with seeded first weights (the caller sets the seed)."""
    if architecture.placement == "pre":
        model = LlamaForCausalLM(LlamaConfig(intermediate_size=INNER, **SHARED))
    else:
        config = OPTConfig(ffn_dim=INNER, word_embed_proj_dim=HIDDEN, do_layer_norm_before=False, dropout=0.0, **SHARED)
        model = OPTForCausalLM(config)
    initialise(model)
    return model


@torch.no_grad()
def initialise(model: PreTrainedModel) -> None:
    """Large embeddings and small block outputs: with the libraries' small defaults this size learns far more slowly."""
    for name, parameter in model.named_parameters():
        if parameter.dim() < 2:
            continue
        if "embed_tokens" in name:
            deviation = 1.0
        elif "embed_positions" in name:
            parameter.copy_(build_waves(*parameter.shape))
            continue
        elif "lm_head" in name:
            deviation = 0.02
        elif is_block_output(name):
            deviation = (2 * BLOCKS * HIDDEN) ** -0.5
        else:
            deviation = HIDDEN**-0.5
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
    return any(part in name for part in ("o_proj", "out_proj", "down_proj", "fc2"))


def split_parameters(model: PreTrainedModel) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """The matrices of the blocks (for Muon) and all the rest (for AdamW)."""
    blocks, rest = [], []
    for name, parameter in model.named_parameters():
        (blocks if ".layers." in name and parameter.dim() == 2 else rest).append(parameter)
    return blocks, rest
