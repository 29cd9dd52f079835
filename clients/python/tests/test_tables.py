"""Tables as lists, pandas and polars frames."""

from __future__ import annotations

import math

import pytest
from conftest import Server

import lamina
from lamina import Client, UnknownNameError


def test_a_table_is_a_list_of_dicts(client: Client) -> None:
    table = client.layers("lamina-opt-12")
    assert isinstance(table, list)
    assert table[0].keys() == set(table.columns)
    assert [row["index"] for row in table] == list(range(12))


def test_pandas_frames_keep_columns_values_and_provenance(client: Client) -> None:
    table = client.layer_scores("lamina-llama-12", "BLOCK_INFLUENCE")
    frame = table.to_pandas()
    assert list(frame.columns) == table.columns
    assert frame["mean"].tolist() == [row["mean"] for row in table]
    assert frame.attrs["lamina"]["citation"] == table.citation


def test_polars_frames_keep_columns_and_values(client: Client) -> None:
    table = client.evaluations("lamina-llama-12")
    frame = table.to_polars()
    assert frame.columns == table.columns
    values = frame["retention"].to_list()
    assert all(
        a == b or (a is None and b is None) for a, b in zip(values, [row["retention"] for row in table], strict=True)
    )
    assert math.isclose(frame["value"].sum(), sum(row["value"] for row in table))


def test_empty_tables_have_their_columns(client: Client) -> None:
    table = client.layer_scores("lamina-llama-12", relative_depth=(2, None))
    assert table == []
    assert list(table.to_pandas().columns) == table.columns == table.to_polars().columns


def test_notebooks_show_rows_and_where_they_come_from(client: Client) -> None:
    table = client.layer_scores("lamina-llama-12")
    shown = table._repr_html_()
    assert shown.count("<tr>") == 11
    assert "more rows" in shown and "data release" in shown


def test_the_long_table_of_layers_has_types_and_units(server: Server) -> None:
    table = lamina.layers(url=server.url)
    assert len(table) > 4000
    assert table.schema["relative_depth"].unit == "share of the depth"
    frame = table.to_pandas()
    assert frame.attrs["units"]["value"] == "unit_of_value"
    assert frame["rank"].dtype == "float64"
    assert frame["counted"].dtype == "bool"
    assert table.to_polars().schema.names() == list(frame.columns) == list(table.schema)
    # Ranks are those of the values within each profile.
    removed = lamina.layers("removed", url=server.url)
    mistral = [row for row in removed if row["model"] == "mistral-7b-v0.3" and row["shown"]]
    assert [row["block"] for row in sorted(mistral, key=lambda row: row["value"])][:3] == [
        row["block"] for row in sorted(mistral, key=lambda row: row["rank"])
    ][:3]


def test_refuses_an_operation_that_the_table_has_not(server: Server) -> None:
    with pytest.raises(UnknownNameError, match="removed"):
        lamina.layers("remove", url=server.url)  # type: ignore[arg-type]
