"""Flattens objects of a reply: one dict per row, with snake_case names as in scripts/generate_types.py."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any


def to_snake_case(name: str) -> str:
    """`parameterCount` -> `parameter_count`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def flatten(node: Mapping[str, Any], row_type: type[Any]) -> dict[str, Any]:
    """A row with every column of its type: columns of a null object are None."""
    found: dict[str, Any] = {}
    collect(node, found)
    columns = [field.name for field in dataclasses.fields(row_type)]
    return {column: found.get(column) for column in columns}


def collect(node: Mapping[str, Any], found: dict[str, Any]) -> None:
    """Adds the leaves of an object to `found`."""
    for key, value in node.items():
        if isinstance(value, Mapping):
            collect(value, found)
        else:
            found[to_snake_case(key)] = flatten_list(value) if isinstance(value, list) else value


def flatten_list(values: list[Any]) -> list[Any]:
    """A list with each object flattened."""
    rows: list[Any] = []
    for value in values:
        if isinstance(value, Mapping):
            row: dict[str, Any] = {}
            collect(value, row)
            rows.append(row)
        else:
            rows.append(value)
    return rows
