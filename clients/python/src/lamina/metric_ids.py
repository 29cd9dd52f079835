"""Ids of the definitions of metrics, as stored rows have them.

Generated from packages/metrics by scripts/generate_types.py; do not edit.
"""

ANGULAR_DISTANCE = "angular-distance@1"
DIVERGENCE = "divergence@1"
ACCEPTANCE = "acceptance@1"
TOP1_AGREEMENT = "top1-agreement@1"
HIDDEN_NORM = "hidden-norm@1"
BLOCK_INFLUENCE = "block-influence@1"
BLOCK_INFLUENCE_FINAL_NORM = "block-influence-final-norm@1"
ATTENTION_INFLUENCE = "attention-influence@1"
MLP_INFLUENCE = "mlp-influence@1"
LOSS_INCREASE = "loss-increase@1"
ATTENTION_LOSS_INCREASE = "attention-loss-increase@1"
MLP_LOSS_INCREASE = "mlp-loss-increase@1"
RELATIVE_MAGNITUDE = "relative-magnitude@1"
ROUNDING_DIVERGENCE = "rounding-divergence@1"
