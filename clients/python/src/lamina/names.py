"""Turns names as people write them into names of the schema; suggests similar names for unknown ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from .errors import UnknownNameError

OneOrMore = str | Sequence[str]
Range = int | float | tuple[float | None, float | None]


def to_list(names: OneOrMore | None) -> list[str] | None:
    """One name or several as a list; None stays None."""
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)


def to_enum(kind: str, name: str, literal: Any) -> str:
    """`block-influence` or `BLOCK_INFLUENCE` as a value of the enum; raises UnknownNameError with similar names."""
    known = [str(value) for value in get_args(literal)]
    wanted = name.strip().upper().replace("-", "_").partition("@")[0]
    if wanted in known:
        return wanted
    raise UnknownNameError(kind, name, find_near(wanted, known), f"known are {', '.join(known)}")


def to_enums(kind: str, names: OneOrMore | None, literal: Any) -> list[str] | None:
    """The same for one name or several."""
    listed = to_list(names)
    return None if listed is None else [to_enum(kind, name, literal) for name in listed]


def to_range(value: Range | None) -> dict[str, float] | None:
    """Turns a number, or (lowest, highest) with None for an open end, into bounds of the schema."""
    if value is None:
        return None
    low, high = value if isinstance(value, tuple) else (value, value)
    return {name: bound for name, bound in (("gte", low), ("lte", high)) if bound is not None}


def find_near(name: str, known: Iterable[str]) -> list[str]:
    """Up to three known names with similar spelling, best first."""
    lowered = {each.lower(): each for each in known}
    return [lowered[match] for match in difflib.get_close_matches(name.lower(), lowered, n=3, cutoff=0.6)]


def drop_missing(**conditions: Any) -> dict[str, Any]:
    """The conditions without None values."""
    return {name: value for name, value in conditions.items() if value is not None}
