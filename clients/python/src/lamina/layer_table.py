"""The long table of all layers: the data behind the picture of many models."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from .errors import MissingExtraError, UnknownNameError
from .names import find_near
from .transport import Transport

if TYPE_CHECKING:
    import pandas
    import polars

DATA = "/data/layers.csv"
# As CSV on the Web (W3C) names the description of a table.
METADATA = f"{DATA}-metadata.json"
Operation = Literal["removed", "rounded-kl", "rounded-perplexity", "influence"]
READERS: Mapping[str, Callable[[str], Any]] = {
    "integer": int,
    "double": float,
    "boolean": lambda text: text == "true",
    "string": str,
}


@dataclass(frozen=True)
class LayerColumn:
    """A column of the table; `unit` is None where its values have none."""

    name: str
    datatype: str
    description: str
    unit: str | None


class LayerTable(list[dict[str, Any]]):
    """A list of dicts, one for each block of every model under every operation; `schema` has the unit of each column.

    Values of two models, metrics or texts do not compare: `unit_of_value` says the unit of a row. `rank` compares
    within one model, operation and metric.
    """

    def __init__(self, rows: Iterable[dict[str, Any]], schema: dict[str, LayerColumn], url: str) -> None:
        """Creates a table of rows whose keys are the columns of `schema`; `url` is where they were read."""
        super().__init__(rows)
        self.schema, self.url = schema, url

    @property
    def units(self) -> dict[str, str]:
        """Units by column, of the columns that have one."""
        return {name: column.unit for name, column in self.schema.items() if column.unit is not None}

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame; `attrs` hold the units, the schema and the address. Needs lamina-llm[pandas]."""
        try:
            import pandas
        except ImportError as error:
            raise MissingExtraError("pandas") from error
        frame: pandas.DataFrame = pandas.DataFrame(list(self), columns=list(self.schema))
        columns = {name: asdict(column) for name, column in self.schema.items()}
        frame.attrs.update(units=self.units, schema=columns, url=self.url)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame; polars keeps no metadata, so the units stay in `schema`. Needs lamina-llm[polars]."""
        try:
            import polars
        except ImportError as error:
            raise MissingExtraError("polars") from error
        types = {"integer": polars.Int64, "double": polars.Float64, "boolean": polars.Boolean, "string": polars.String}
        return polars.DataFrame(
            list(self), schema={name: types[column.datatype] for name, column in self.schema.items()}
        )


def layers(operation: Operation | None = None, *, url: str = "http://localhost:4000") -> LayerTable:
    """All layers of all models, measured and published, or those under one operation: one row for each block.

    `lamina.layers("removed").to_pandas()` is the picture of the page as numbers. Filter by `shown` to have each model
    once per origin, and by `counted` to have what statements about many models count.
    """
    known = get_args(Operation)
    if operation is not None and operation not in known:
        raise UnknownNameError("operation", operation, find_near(operation, known), f"known are {', '.join(known)}")
    transport = Transport(url)
    origin = transport.url.removesuffix("/graphql")
    described = json.loads(transport.download(f"{origin}{METADATA}"))["tableSchema"]["columns"]
    schema = {
        column["name"]: LayerColumn(
            column["name"], column["datatype"], column["dc:description"], column.get("schema:unitText")
        )
        for column in described
    }
    address = f"{origin}{DATA}" if operation is None else f"{origin}{DATA}?operation={operation}"
    lines = io.StringIO(transport.download(address).decode(), newline="")
    return LayerTable((read_row(row, schema) for row in csv.DictReader(lines)), schema, address)


def read_row(row: Mapping[str, str], schema: Mapping[str, LayerColumn]) -> dict[str, Any]:
    """The values of a line by the types of their columns; an empty cell means that there is no value."""
    return {name: None if row[name] == "" else READERS[column.datatype](row[name]) for name, column in schema.items()}
