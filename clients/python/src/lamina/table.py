"""Rows of a result, with everything needed to cite and repeat it."""

from __future__ import annotations

import dataclasses
import hashlib
import html
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import MissingExtraError

if TYPE_CHECKING:
    import pandas
    import polars

Row = TypeVar("Row")
# Number of rows of a long table that a notebook shows.
SHOWN_ROWS = 10


@dataclasses.dataclass(frozen=True)
class Provenance:
    """Where a result comes from."""

    url: str
    query: str
    variables: dict[str, Any]
    api_version: str | None
    # Name of the data release in the server's replies; None before the first release.
    data_release: str | None
    # Time at which the server sent the last page, ISO 8601, UTC.
    retrieved_at: str
    # Query cost in rows, all pages together, and the maximum cost of one request.
    cost: int
    cost_limit: int | None
    requests: int
    # Whether any page came from the local cache.
    from_cache: bool = False

    @property
    def query_digest(self) -> str:
        """SHA-256 over operation and variables: equal for equal requests."""
        text = json.dumps([self.query, self.variables], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def citation(self) -> str:
        """One sentence for a paper or a notebook."""
        release = "no data release" if self.data_release is None else f"data release {self.data_release}"
        version = f"API {self.api_version}" if self.api_version else "API version not told"
        return (
            f"Lamina layer-redundancy data, {self.url}, {release}, {version}, "
            f"query sha256:{self.query_digest[:16]}, retrieved {self.retrieved_at}."
        )


class Table(list[dict[str, Any]], Generic[Row]):
    """A list of dicts with one dict per row; `rows` are the same as typed objects."""

    def __init__(self, rows: Iterable[dict[str, Any]], row_type: type[Row], provenance: Provenance) -> None:
        """Creates a table of rows whose keys are the fields of `row_type`."""
        super().__init__(rows)
        self.row_type, self.provenance = row_type, provenance

    @property
    def rows(self) -> list[Row]:
        """The rows as dataclasses."""
        return [self.row_type(**row) for row in self]

    @property
    def columns(self) -> list[str]:
        """Names of the columns, also of an empty table."""
        return [each.name for each in dataclasses.fields(self.row_type)]  # type: ignore[arg-type]

    @property
    def query(self) -> str:
        """The GraphQL operation."""
        return self.provenance.query

    @property
    def variables(self) -> dict[str, Any]:
        """Its variables, without those of the page."""
        return self.provenance.variables

    @property
    def api_version(self) -> str | None:
        """Version of the server's API."""
        return self.provenance.api_version

    @property
    def data_release(self) -> str | None:
        """The data release in the server's replies."""
        return self.provenance.data_release

    @property
    def cost(self) -> int:
        """Query cost in rows, all pages together."""
        return self.provenance.cost

    @property
    def citation(self) -> str:
        """One sentence for a paper or a notebook."""
        return self.provenance.citation

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame; its `attrs["lamina"]` hold the provenance. Needs lamina-llm[pandas]."""
        try:
            import pandas
        except ImportError as error:
            raise MissingExtraError("pandas") from error
        frame: pandas.DataFrame = pandas.DataFrame(list(self), columns=self.columns)
        frame.attrs["lamina"] = {**dataclasses.asdict(self.provenance), "citation": self.citation}
        return frame

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame. Needs lamina-llm[polars]."""
        try:
            import polars
        except ImportError as error:
            raise MissingExtraError("polars") from error
        if not self:
            return polars.DataFrame(schema=self.columns)
        return polars.DataFrame(list(self), infer_schema_length=None)

    def describe(self) -> str:
        """Rows, cost and release in one line."""
        where = ", from the local cache" if self.provenance.from_cache else ""
        release = self.data_release or "none"
        requests = f"{self.provenance.requests} request{'' if self.provenance.requests == 1 else 's'}"
        limit = "" if self.provenance.cost_limit is None else f" (limit {self.provenance.cost_limit} each)"
        return f"{len(self)} rows, {requests}, cost {self.cost}{limit}, data release {release}{where}"

    def __repr__(self) -> str:
        """A short description and the first row."""
        first = f"; first: {self[0]!r}" if self else ""
        return f"<Table of {self.row_type.__name__}: {self.describe()}{first}>"

    def _repr_html_(self) -> str:
        """The first rows for a notebook, with the provenance below."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(format_cell(row.get(name)))}</td>" for name in self.columns) + "</tr>"
            for row in self[:SHOWN_ROWS]
        )
        more = f"… {len(self) - SHOWN_ROWS} more rows. " if len(self) > SHOWN_ROWS else ""
        note = html.escape(f"{more}{self.describe()}. {self.citation}")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p><small>{note}</small></p>"


def format_cell(value: Any) -> str:
    """A value as readable text: four significant digits, empty for null."""
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
