"""Requests of one client: replies from the server or the local cache, and their cost."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from .cache import CachedReply, ReplyCache
from .errors import ConnectionFailedError, IncompleteError, NotCachedError, ReleaseMismatchError
from .flatten import flatten
from .operations import load_operation
from .table import Provenance, Row, Table
from .transport import Reply, Transport

# The largest page and the largest batch of ids that the API accepts.
PAGE_SIZE = 100
BATCH_SIZE = 100
# How often to read a list again if it changes while it is read.
READINGS = 3


class Session:
    """Reads from the server, or from the local cache if the server is unreachable or a release is pinned."""

    def __init__(
        self, transport: Transport, cache: ReplyCache | None, *, release: str | None = None, offline: bool = False
    ) -> None:
        """`release` pins every reply to one data release; `offline` never contacts the server."""
        self.transport, self.cache, self.release, self.offline = transport, cache, release, offline
        self._warned = False

    def read(self, query: str, variables: Mapping[str, Any]) -> tuple[CachedReply, bool]:
        """A reply to a query, and whether it is from the cache.

        A pinned release never changes, so a stored reply equals a new one. Otherwise the server is asked, and
        if it does not answer, the newest stored reply is used, with a warning.
        """
        url = self.transport.url
        stored = self.cache.load(url, query, variables, self.release) if self.cache else None
        if self.offline or (self.release is not None and stored is not None):
            if stored is None:
                raise NotCachedError("this reply is not in the local cache; run it once with the server, then offline")
            return stored, True
        try:
            fresh = self.send(query, variables)
        except ConnectionFailedError as error:
            if stored is None:
                raise
            if not self._warned:
                warnings.warn(f"{error}; using replies of the local cache", stacklevel=4)
                self._warned = True
            return stored, True
        if self.release is not None and fresh.release != self.release:
            told = fresh.release or "none"
            raise ReleaseMismatchError(f"the server answers from data release {told}, not from {self.release}")
        if self.cache:
            self.cache.save(url, query, variables, fresh, self.release)
        return fresh, False

    def send(self, query: str, variables: Mapping[str, Any], *, repeatable: bool = True) -> CachedReply:
        """A reply of the server, as of now."""
        reply = self.transport.send(query, variables, repeatable=repeatable)
        return CachedReply(reply, reply.extensions.get("dataRelease"), now())

    def write(self, operation: str, variables: Mapping[str, Any]) -> Reply:
        """A reply to a mutation; never cached. Sending a mutation of this client twice is safe."""
        return self.transport.send(load_operation(operation), variables)

    def list_rows(
        self, operation: str, row_type: type[Row], variables: Mapping[str, Any], limit: int | None = None
    ) -> Table[Row]:
        """All rows of a connection, page by page; `limit` stops early.

        The number of rows is compared with totalCount. A list that changed is read again; raises IncompleteError
        if it keeps changing.
        """
        query = load_operation(operation)
        for reading in range(READINGS):
            pages = list(self._read_pages(query, variables, limit))
            nodes = {node["id"]: node for connection, _, _ in pages for node in connection["nodes"]}
            total = pages[-1][0]["totalCount"]
            expected = total if limit is None else min(limit, total)
            if len(nodes) == expected or (limit is not None and len(nodes) >= limit):
                rows = [flatten(node, row_type) for node in list(nodes.values())[:limit]]
                return Table(rows, row_type, self.describe(query, variables, [page[1:] for page in pages]))
            if reading == READINGS - 1:
                raise IncompleteError(f"{operation}: {len(nodes)} of {expected} rows came; the list keeps changing")
        raise AssertionError("unreachable")

    def _read_pages(
        self, query: str, variables: Mapping[str, Any], limit: int | None
    ) -> Iterator[tuple[dict[str, Any], CachedReply, bool]]:
        """The pages of a connection, with their replies."""
        after, received = None, 0
        while True:
            first = PAGE_SIZE if limit is None else max(0, min(PAGE_SIZE, limit - received))
            cached, from_cache = self.read(query, {**variables, "first": first, "after": after})
            connection = next(iter(cached.reply.data.values()))
            yield connection, cached, from_cache
            received += len(connection["nodes"])
            after = connection["pageInfo"]["endCursor"]
            if not connection["pageInfo"]["hasNextPage"] or (limit is not None and received >= limit):
                return

    def read_one(self, operation: str, variables: Mapping[str, Any]) -> tuple[Any, Provenance]:
        """The single value of a query, with its provenance."""
        query = load_operation(operation)
        cached, from_cache = self.read(query, variables)
        return next(iter(cached.reply.data.values())), self.describe(query, variables, [(cached, from_cache)])

    def read_batches(self, operation: str, argument: str, keys: list[str]) -> tuple[list[Any], Provenance]:
        """The values for many keys in the order of the keys, in batches; None for missing ones."""
        query, values, replies = load_operation(operation), [], []
        for start in range(0, max(1, len(keys)), BATCH_SIZE):
            cached, from_cache = self.read(query, {argument: keys[start : start + BATCH_SIZE]})
            values += next(iter(cached.reply.data.values()))
            replies.append((cached, from_cache))
        return values, self.describe(query, {argument: keys}, replies)

    def describe(self, query: str, variables: Mapping[str, Any], replies: list[tuple[CachedReply, bool]]) -> Provenance:
        """The provenance of a result from several replies."""
        last = replies[-1][0]
        costs = [cached.reply.extensions.get("cost") or {} for cached, _ in replies]
        return Provenance(
            url=self.transport.url,
            query=query,
            variables=dict(variables),
            api_version=last.reply.extensions.get("apiVersion"),
            data_release=last.release,
            retrieved_at=max(cached.retrieved_at for cached, _ in replies),
            cost=sum(cost.get("requested", 0) for cost in costs),
            cost_limit=costs[-1].get("limit"),
            requests=len(replies),
            from_cache=any(from_cache for _, from_cache in replies),
        )


def now() -> str:
    """The time in UTC, to a second, ISO 8601."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
