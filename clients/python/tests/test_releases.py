"""Frozen data releases, published by the server and read back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import mlcroissant
import pyarrow.parquet
import pytest
from conftest import Measured, Server

from lamina import Client, UnknownNameError

PUBLISH = "mutation ($input: PublishReleaseInput!) { publishRelease(input: $input) { release { version } } }"


@pytest.fixture(scope="module")
def version(writer: Client, measured: Measured) -> str:
    """A release of what was measured, and rows that came after it."""
    published = writer.query(PUBLISH, {"input": {"version": "1.0.0", "title": "Test data"}})
    rows = [{"layer": index, "metric": "block-influence@1", "mean": 0.5} for index in range(12)]
    calibration = {"name": "after the release", "window": 64, "bos": "NEVER", "tokenCount": 640}
    writer.import_layer_scores(rows, model="lamina-opt-12", calibration=calibration, tool="test 1")
    name: str = published.data["publishRelease"]["release"]["version"]
    return name


def test_downloads_every_file_with_the_listed_digests(client: Client, version: str, tmp_path: Path) -> None:
    release = client.release(version)
    paths = release.download(tmp_path)
    assert [path.name for path in paths] == [file.name for file in release.files]
    for path, file in zip(paths, release.files, strict=True):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
    sums = (tmp_path / version / "SHA256SUMS").read_bytes()
    assert hashlib.sha256(sums).hexdigest() == release.sha256
    assert "1.0.0" in release.bibtex
    changed = paths[0].stat().st_mtime_ns
    assert client.release().download(tmp_path)[0].stat().st_mtime_ns == changed


def test_files_hold_the_rows_that_the_client_reads_from_the_release(
    server: Server, version: str, tmp_path: Path
) -> None:
    pinned = Client(server.url, release=version, cache=tmp_path / "cache")
    table = pinned.layer_scores("lamina-opt-12", "BLOCK_INFLUENCE")
    assert table.data_release == version
    assert "test 1" not in {row["runtime_version"] for row in table}
    (path,) = pinned.release().download(tmp_path, ["layer_scores.parquet"])
    rows = pyarrow.parquet.read_table(path).to_pylist()
    means = [
        row["mean"] for row in rows if row["model"] == "lamina-opt-12" and row["metric"].startswith("block-influence@")
    ]
    assert sorted(means) == pytest.approx(sorted(row["mean"] for row in table), rel=1e-12)


def test_programs_read_the_folder_by_its_croissant_file(client: Client, version: str, tmp_path: Path) -> None:
    release = client.release(version)
    folder = release.download(tmp_path)[0].parent
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    counts = {file.table: file.row_count for file in release.files if file.row_count}
    assert {
        records.id: sum(1 for _ in dataset.records(records.id)) for records in dataset.metadata.record_sets
    } == counts
    # The fields of Croissant RAI.
    metadata = dataset.metadata
    for told in (
        metadata.data_collection,
        metadata.data_collection_timeframe,
        metadata.data_limitations,
        metadata.data_use_cases,
        metadata.data_biases,
        metadata.personal_sensitive_information,
        metadata.data_release_maintenance_plan,
    ):
        assert told


def test_without_a_pin_newer_rows_are_read_too(client: Client, version: str) -> None:
    assert "test 1" in {
        row["runtime_version"] for row in client.layer_scores("lamina-opt-12", "BLOCK_INFLUENCE", all_runs=True)
    }


def test_releases_are_listed(client: Client, version: str) -> None:
    assert [row["version"] for row in client.releases()] == [version]


def test_refuses_a_release_that_is_not_there(client: Client, version: str) -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean '1\.0\.0'"):
        client.release("1.0.1")
    with pytest.raises(UnknownNameError, match=r"layer_scores\.parquet"):
        client.release(version).download(names=["layer_score.parquet"])
