"""Muon (K. Jordan, 2024) for many small matrices: equal shapes are orthogonalised together in one batch."""

from collections import defaultdict

import torch

# Quintic Newton-Schulz coefficients of the reference implementation.
A, B, C = 3.4445, -4.7750, 2.0315
STEPS = 5


def orthogonalise(matrices: torch.Tensor) -> torch.Tensor:
    """Brings the singular values of each matrix near one: matrices[n, rows, columns] -> the same shape."""
    transposed = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if transposed else matrices
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(STEPS):
        gram = x @ x.mT
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x.mT if transposed else x


class Muon(torch.optim.Optimizer):
    """Momentum with orthogonalised updates and decoupled weight decay; takes two-dimensional parameters only."""

    def __init__(self, parameters, lr: float, weight_decay: float, momentum: float = 0.95) -> None:
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            by_shape = defaultdict(list)
            for parameter in group["params"]:
                # A block that a step left out has no gradient and keeps its weights.
                if parameter.grad is not None:
                    by_shape[parameter.shape].append(parameter)
            for shape, parameters in by_shape.items():
                update = orthogonalise(torch.stack([self.advance(p, group["momentum"]) for p in parameters]))
                scale = group["lr"] * max(1.0, shape[0] / shape[1]) ** 0.5
                for parameter, direction in zip(parameters, update, strict=True):
                    parameter.mul_(1 - group["lr"] * group["weight_decay"]).sub_(direction, alpha=scale)

    def advance(self, parameter: torch.Tensor, momentum: float) -> torch.Tensor:
        """Adds the gradient to the momentum buffer and returns the Nesterov look-ahead."""
        buffer = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
        buffer.lerp_(parameter.grad, 1 - momentum)
        return parameter.grad.lerp(buffer, momentum)
