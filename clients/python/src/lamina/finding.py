"""Findings: questions about one model, answered from its losses on texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One question about one model, with its answer: the same sentence as on the page."""

    id: str
    model: str
    question: str
    # The answer: one sentence with its numbers, which names model, text and count.
    sentence: str
    # The limits of these numbers.
    caveat: str
    # The text of the numbers; None = several.
    text: str | None
    # Number of measured changes, or losses, behind it.
    count: int
    # The numbers behind it: one entry per column.
    columns: list[str]
    rows: list[list[str | float | None]]


def to_finding(value: Mapping[str, Any]) -> Finding:
    """A reply as a finding."""
    return Finding(
        id=value["id"],
        model=value["model"]["slug"],
        question=value["question"],
        sentence=value["sentence"],
        caveat=value["caveat"],
        text=value["text"],
        count=value["count"],
        columns=value["table"]["columns"],
        rows=value["table"]["rows"],
    )
