"""A second way to ask the server, by which the client's answers are judged."""

from __future__ import annotations

import json
import urllib.request
from typing import Any


def ask(url: str, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The data of a reply."""
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    request = urllib.request.Request(f"{url}/graphql", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        payload = json.load(response)
    assert "errors" not in payload, payload
    data: dict[str, Any] = payload["data"]
    return data


def ask_all(url: str, field: str, selection: str, filter_text: str = "", size: int = 7) -> list[dict[str, Any]]:
    """Every node of a connection, in small pages."""
    nodes: list[dict[str, Any]] = []
    after = None
    while True:
        query = f"query ($after: String) {{ {field}({filter_text} first: {size}, after: $after) {{"
        query += f" pageInfo {{ hasNextPage endCursor }} nodes {{ {selection} }} }} }}"
        connection = ask(url, query, {"after": after})[field]
        nodes += connection["nodes"]
        if not connection["pageInfo"]["hasNextPage"]:
            return nodes
        after = connection["pageInfo"]["endCursor"]
