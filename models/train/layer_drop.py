"""LayerDrop (Fan et al., 2019): each training step runs without some of the blocks."""

from random import Random

from torch import nn
from transformers import LlamaForCausalLM


class LayerDrop:
    """Leaves every block out of a step with the same chance; the whole batch of a step runs without it.

    Outputs are not rescaled, and nothing is left out once training has ended.
    """

    def __init__(self, model: LlamaForCausalLM, rate: float, seed: int) -> None:
        self._decoder, self._rate, self._draw = model.model, rate, Random(f"layer drop {seed}")
        self._blocks = list(model.model.layers)

    def draw_blocks(self) -> None:
        """Draws the blocks of the next step."""
        kept = [block for block in self._blocks if self._draw.random() >= self._rate]
        self._decoder.layers = nn.ModuleList(kept)

    def restore_blocks(self) -> None:
        """Brings every block back."""
        self._decoder.layers = nn.ModuleList(self._blocks)
