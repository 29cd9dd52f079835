"""The texts that the page shows beside the picture of many models: each gives the cells of the picture alone."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import duckdb
import fsspec
import pytest
from conftest import Server

from lamina import Client

STRIPS = "{ layerStrips(operation: INFLUENCE) { strips { slug layers values ranks } } }"
Cell = tuple[str, int, float, float]


class Web(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """Reads addresses for DuckDB, whose own extension for them is not in its package."""

    protocol = "http"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        return {"name": path, "size": len(read(path)), "type": "file"}

    def modified(self, path: str) -> datetime:
        return datetime.fromtimestamp(0)

    def _open(self, path: str, mode: str = "rb", **_: Any) -> io.BytesIO:
        return io.BytesIO(read(path))


def read(address: str) -> bytes:
    with urlopen(address) as reply:
        content: bytes = reply.read()
    return content


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    found: dict[str, str] = json.loads(os.environ["LAMINA_TEST_PICTURE_TEXTS"])
    return found


@pytest.fixture(scope="module")
def cells(server: Server) -> set[Cell]:
    strips = Client(server.url, cache=False).query(STRIPS).data["layerStrips"]["strips"]
    return {
        (strip["slug"], *cell)
        for strip in strips
        for cell in zip(strip["layers"], strip["values"], strip["ranks"], strict=True)
    }


def test_sql_reads_the_cells_from_the_address(texts: dict[str, str], cells: set[Cell]) -> None:
    connection = duckdb.connect()
    connection.register_filesystem(Web())
    found = connection.sql(texts["sql"])
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert len(rows) == len(cells) > 300
    assert {(row["model"], row["block"], row["value"], row["rank"]) for row in rows} == cells


def test_python_reads_the_cells(texts: dict[str, str], cells: set[Cell]) -> None:
    names: dict[str, Any] = {}
    exec(texts["python"], names)
    shown = names["shown"]
    assert len(shown) == len(cells)
    assert set(shown[["model", "block", "value", "rank"]].itertuples(index=False, name=None)) == cells


def test_curl_fetches_the_cells(texts: dict[str, str], cells: set[Cell], tmp_path: Path) -> None:
    subprocess.run(["sh", "-c", texts["curl"]], cwd=tmp_path, check=True, capture_output=True)
    with (tmp_path / "influence.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(cells)
    assert {(row["model"], int(row["block"]), float(row["value"]), float(row["rank"])) for row in rows} == cells
