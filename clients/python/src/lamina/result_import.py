"""Imports of results that other tools measured."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import LaminaError


@dataclass(frozen=True)
class Imported:
    """The outcome of an import."""

    id: str
    model: str
    # False if the same content was imported before: then nothing was stored.
    is_new: bool
    # SHA-256 of the sent content.
    content_sha256: str
    # Parts of the content that were not stored, and the reasons.
    skipped: list[str]


def to_imported(payload: dict[str, Any]) -> Imported:
    """The outcome, from the payload of a mutation that imports."""
    stored = payload["resultImport"]
    return Imported(
        id=stored["id"],
        model=stored["model"]["slug"],
        is_new=payload["isNew"],
        content_sha256=stored["contentSha256"],
        skipped=stored["skipped"],
    )


def list_model_names(path: Path) -> list[str]:
    """Names of the model in a results file of lm-evaluation-harness, in lower case, most likely first."""
    try:
        results = json.loads(path.read_bytes())
    except ValueError as error:
        raise LaminaError(f"{path} is not JSON") from error
    config = results.get("config") or {}
    arguments = config.get("model_args") or {}
    pairs = arguments if isinstance(arguments, dict) else dict(re.findall(r"(\w+)=([^,]+)", str(arguments)))
    named = [pairs.get("pretrained"), pairs.get("model"), results.get("model_name"), config.get("model")]
    return [str(name).rstrip("/").rsplit("/", 1)[-1].lower() for name in named if name]
