"""Answers: what may go from a model, what it costs, what it saves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .schema_types import AnswerTaskLoss, AnswerTextLoss, AnswerVerdict, ChangeVerdict, Saving
from .table import Provenance


@dataclass(frozen=True)
class AnswerChange:
    """A change of a model, in the numbering of the dense model."""

    removed: list[int]
    removed_attention: list[int]
    removed_mlp: list[int]
    # The repair that replaces the removed layers; None if nothing does.
    repair: str | None
    # Number format of the weights where it changes.
    precision: str | None
    # Tokens that stay, as "latin" or "ascii,wikipedia,65536"; None = all tokens.
    keep_vocabulary: str | None


@dataclass(frozen=True)
class Saved:
    """The saving of a change in the file that the command writes; None = not known."""

    bytes_before: int | None
    bytes_after: int | None
    cache_bytes_per_token_before: int | None
    cache_bytes_per_token_after: int | None
    parameters_before: int
    parameters_after: int


@dataclass(frozen=True)
class AnswerEntry:
    """A judged change."""

    verdict: ChangeVerdict
    # The largest loss over all texts, and the text that shows it.
    text_loss: float
    worst_text: str
    # Share of positions whose most likely word changes; None = not measured.
    changed_words: float | None
    command: str
    change: AnswerChange
    text_losses: list[AnswerTextLoss]
    task_losses: list[AnswerTaskLoss]
    saved: Saved
    # Global id of the pruning; None for a quantized form.
    pruning: str | None
    # Sentences to know before taking it, such as what the model can no longer write.
    caveat: str | None


@dataclass(frozen=True)
class Answer:
    """The change within the limit that saves most, or the cheapest that fits a size, and everything that was judged."""

    limit: float
    save: Saving
    verdict: AnswerVerdict
    # The answer with its numbers.
    sentence: str
    # The named change and its command; None if there is none.
    change: AnswerChange | None
    command: str | None
    caveat: str | None
    text_losses: list[AnswerTextLoss]
    task_losses: list[AnswerTaskLoss]
    changed_words: float | None
    saved: Saved | None
    # Shares of the asked quantity: what a removal within the limit takes out, and the largest that is not beyond it.
    removable_at: float | None
    largest_tried: float | None
    # Whether no larger removal was measured.
    open_beyond: bool | None
    cheapest: AnswerEntry | None
    alternatives: list[AnswerEntry]
    front: list[AnswerEntry]
    # Benchmarks that cannot show a loss of this model.
    benchmarks_left_out: list[str]
    # Texts that judge nothing, because the model does not know their language.
    texts_left_out: list[str]
    provenance: Provenance


def to_answer(value: Mapping[str, Any], provenance: Provenance) -> Answer:
    """A reply as an answer."""
    return Answer(
        limit=value["limit"],
        save=value["save"],
        verdict=value["verdict"],
        sentence=value["sentence"],
        change=_to_change(value["change"]),
        command=value["command"],
        caveat=value["caveat"],
        text_losses=_to_texts(value["textLosses"]),
        task_losses=_to_tasks(value["taskLosses"]),
        changed_words=value["changedWords"],
        saved=_to_saved(value["saved"]),
        removable_at=value["removableAt"],
        largest_tried=value["largestTried"],
        open_beyond=value["openBeyond"],
        cheapest=None if value["cheapest"] is None else _to_entry(value["cheapest"]),
        alternatives=[_to_entry(each) for each in value["alternatives"]],
        front=[_to_entry(each) for each in value["front"]],
        benchmarks_left_out=value["benchmarksLeftOut"],
        texts_left_out=value["textsLeftOut"],
        provenance=provenance,
    )


def _to_entry(value: Mapping[str, Any]) -> AnswerEntry:
    change, saved, pruning = _to_change(value["change"]), _to_saved(value["saved"]), value["pruning"]
    assert change is not None and saved is not None
    return AnswerEntry(
        verdict=value["verdict"],
        text_loss=value["textLoss"],
        worst_text=value["worstText"],
        changed_words=value["changedWords"],
        command=value["command"],
        change=change,
        text_losses=_to_texts(value["textLosses"]),
        task_losses=_to_tasks(value["taskLosses"]),
        saved=saved,
        pruning=None if pruning is None else pruning["id"],
        caveat=value["caveat"],
    )


def _to_change(value: Mapping[str, Any] | None) -> AnswerChange | None:
    if value is None:
        return None
    return AnswerChange(
        value["removed"],
        value["removedAttention"],
        value["removedMlp"],
        value["repair"],
        value["precision"],
        value["keepVocabulary"],
    )


def _to_texts(values: list[Mapping[str, Any]]) -> list[AnswerTextLoss]:
    return [
        AnswerTextLoss(
            text=v["text"],
            source=v["source"],
            loss=v["loss"],
            low=v["low"],
            high=v["high"],
            windows=v["windows"],
            tokens=v["tokens"],
            context_tokens=v["contextTokens"],
            judges=v["judges"],
        )
        for v in values
    ]


def _to_tasks(values: list[Mapping[str, Any]]) -> list[AnswerTaskLoss]:
    return [AnswerTaskLoss(v["task"], v["loss"], v["low"], v["high"], v["detectableLoss"]) for v in values]


def _to_saved(value: Mapping[str, Any] | None) -> Saved | None:
    if value is None:
        return None
    return Saved(
        value["bytesBefore"],
        value["bytesAfter"],
        value["cacheBytesPerTokenBefore"],
        value["cacheBytesPerTokenAfter"],
        value["parametersBefore"],
        value["parametersAfter"],
    )
