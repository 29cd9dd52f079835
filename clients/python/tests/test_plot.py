"""Figures show the numbers of their tables."""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy
from conftest import MODELS

from lamina import Client
from lamina.plot import plot_layer_scores, plot_trade_off

matplotlib.use("Agg")


def test_layer_scores_are_a_line_per_model(client: Client) -> None:
    table = client.layer_scores(MODELS, "block-influence", calibration="invented-world")
    lines = plot_layer_scores(table).get_lines()
    assert len(lines) == 2
    assert numpy.asarray(lines[0].get_ydata()).tolist() == [row["mean"] for row in table if row["model"] == MODELS[0]]


def test_a_trade_off_shows_every_pruning(client: Client) -> None:
    table = client.evaluations(MODELS[0], "country-facts", metric="acc")
    axes = plot_trade_off(table)
    labels = axes.get_legend_handles_labels()[1]
    assert [label.rsplit(", ", 1)[1] for label in labels] == ["block influence", "random inner"]
    containers: list[Any] = list(axes.containers)
    points = [len(container.lines[0].get_xdata()) for container in containers]
    assert points == [4, 8]
