"""Downloads of pruned models from a real server, and through one that interrupts them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from conftest import Measured

from lamina import Client, ConnectionFailedError, DigestMismatchError, UnknownNameError
from lamina.pruning_download import download_file, locate
from lamina.transport import RetryPolicy, Transport

CONTENT = bytes(range(256)) * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
# How long a server takes to notice that it shall stop.
POLL_S = 0.01
FILE = {"path": "onnx/model.onnx", "bytes": len(CONTENT), "sha256": SHA256, "download": "/file"}


def test_downloads_a_pruned_model_that_a_worker_wrote(client: Client, measured: Measured, tmp_path: Path) -> None:
    row = next(row for row in client.prunings("lamina-opt-12", strategy="block-influence") if row["removed_count"] == 1)
    # The client has its cache below tmp_path.
    folder = tmp_path / "model"
    paths = client.download_pruning(row["id"], folder)
    names = {path.relative_to(folder).as_posix() for path in paths}
    assert {"onnx/model.onnx", "config.json", "prune-plan.json"} <= names
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(paths)
    # A second call finds every file right; a damaged one comes again.
    times = {path: path.stat().st_mtime_ns for path in paths}
    damaged = folder / "config.json"
    content = damaged.read_bytes()
    damaged.write_bytes(content[:-1] + b"!")
    client.download_pruning(row["id"], folder)
    assert damaged.read_bytes() == content
    assert all(path.stat().st_mtime_ns == times[path] for path in paths if path != damaged)


def test_continues_a_partial_file(client: Client, measured: Measured, tmp_path: Path) -> None:
    row = next(row for row in client.prunings("lamina-opt-12", strategy="block-influence") if row["removed_count"] == 1)
    whole = client.download_pruning(row["id"], tmp_path / "whole")
    graph = next(path for path in whole if path.name == "model.onnx")
    part = tmp_path / "again" / "onnx" / "model.onnx.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(graph.read_bytes()[:1000])
    client.download_pruning(row["id"], tmp_path / "again")
    assert (tmp_path / "again" / "onnx" / "model.onnx").read_bytes() == graph.read_bytes()


def test_has_a_pruning_written_that_has_no_files(writer: Client, measured: Measured, tmp_path: Path) -> None:
    drawn = next(row for row in writer.prunings("lamina-opt-12", strategy="random-inner"))
    with pytest.raises(UnknownNameError, match="write_pruning"):
        writer.download_pruning(drawn["id"], tmp_path)
    writer.watch(writer.write_pruning(drawn["id"]))
    paths = writer.download_pruning(drawn["id"], tmp_path)
    plan = json.loads((tmp_path / "prune-plan.json").read_text(encoding="utf-8"))
    assert plan["removed"] == drawn["removed"]
    assert plan["certificate"]["passed"]
    assert tmp_path / "onnx" / "model.onnx" in paths


class Interrupting(BaseHTTPRequestHandler):
    """Sends at most 100,000 bytes of the file and then closes the connection; answers ranges as the API does."""

    ranges: ClassVar[list[str | None]] = []
    content: ClassVar[bytes] = CONTENT

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.ranges.append(asked)
        offset = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(self.content) - offset))
        self.end_headers()
        self.wfile.write(self.content[offset : offset + 100_000])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Writes nothing."""


@pytest.fixture
def interrupting() -> Iterator[str]:
    Interrupting.ranges, Interrupting.content = [], CONTENT
    server = ThreadingHTTPServer(("127.0.0.1", 0), Interrupting)
    thread = threading.Thread(target=server.serve_forever, args=(POLL_S,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_continues_where_the_connection_broke(interrupting: str, tmp_path: Path) -> None:
    transport = Transport(interrupting, sleep=lambda seconds: None)
    path = download_file(transport, FILE, tmp_path / "model.onnx")
    assert path.read_bytes() == CONTENT
    assert Interrupting.ranges == [None, "bytes=100000-", "bytes=200000-"]
    assert [each.name for each in tmp_path.iterdir()] == ["model.onnx"]


def test_keeps_what_came_when_it_gives_up(interrupting: str, tmp_path: Path) -> None:
    transport = Transport(interrupting, retry=RetryPolicy(attempts=1), sleep=lambda seconds: None)
    with pytest.raises(ConnectionFailedError, match="call it again"):
        download_file(transport, FILE, tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx.part").stat().st_size == 100_000


def test_refuses_other_content_and_keeps_none_of_it(interrupting: str, tmp_path: Path) -> None:
    Interrupting.content = CONTENT[:-1] + b"x"
    transport = Transport(interrupting, sleep=lambda seconds: None)
    with pytest.raises(DigestMismatchError, match="SHA-256"):
        download_file(transport, FILE, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "onnx/../../secret", "c:\\secret", "a\\..\\b", ""])
def test_refuses_paths_outside_of_the_folder(path: str, tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailedError, match="outside"):
        locate(tmp_path, path)
