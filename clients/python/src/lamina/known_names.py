"""Names of models and benchmarks, checked before requests for their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import UnknownNameError
from .names import OneOrMore, find_near, to_list
from .schema_types import Benchmark, Model
from .session import Session


class KnownNames:
    """The names that one server knows."""

    def __init__(self, session: Session) -> None:
        """Sends no request yet."""
        self._session = session
        self._slugs: set[str] = set()

    def check_slugs(self, slugs: OneOrMore | None) -> list[str] | None:
        """Returns the slugs unchanged; raises UnknownNameError, with similar names, for an unknown slug."""
        listed = to_list(slugs)
        unknown = [slug for slug in listed or [] if slug not in self._slugs]
        if unknown:
            known = self._list_slugs()
            wrong = next((slug for slug in unknown if slug not in known), None)
            if wrong is not None:
                raise UnknownNameError("model", wrong, find_near(wrong, known), "client.models() lists all")
        return listed

    def check_benchmarks(self, names: OneOrMore | None) -> list[str] | None:
        """The same for benchmarks."""
        listed = to_list(names)
        if listed:
            known = [row["name"] for row in self._session.list_rows("benchmarks", Benchmark, {"filter": {}})]
            for name in listed:
                if name not in known:
                    raise UnknownNameError("benchmark", name, find_near(name, known), "client.benchmarks() lists all")
        return listed

    def find_slug(self, names: Sequence[str]) -> str:
        """The first of the names that is a slug; raises UnknownNameError, with similar names, if none is."""
        slugs = self._list_slugs()
        for name in names:
            if name in slugs:
                return name
        first = names[0] if names else "(not named in the file)"
        raise UnknownNameError("model", first, find_near(first, slugs) if names else [], "give model=SLUG")

    def _list_slugs(self) -> set[str]:
        """Reads all slugs of the server again, because models may be added while a notebook is open."""
        self._slugs = {row["slug"] for row in self._session.list_rows("models", Model, {"filter": {}})}
        return self._slugs
