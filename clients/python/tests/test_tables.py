"""Tables as lists, pandas and polars frames."""

from __future__ import annotations

import math

from lamina import Client


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
