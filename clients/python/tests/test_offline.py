"""Notebooks that run again without a server, or on one data release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Server
from test_transport import ScriptedServer, scripted

from lamina import Client, ConnectionFailedError, NotCachedError, ReleaseMismatchError

__all__ = ["scripted"]


def layers_of(release: str | None, index: int = 0) -> tuple[int, dict[str, str], object]:
    """A reply with one layer, from a release."""
    page = {
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False, "endCursor": "a"},
        "nodes": [{"id": "1", "index": index}],
    }
    return 200, {}, {"data": {"layers": page}, "extensions": {"dataRelease": release, "apiVersion": "0.1.0"}}


def test_what_was_read_once_is_read_again_without_the_server(client: Client, server: Server, tmp_path: Path) -> None:
    table = client.layer_scores("lamina-llama-12")
    offline = Client(server.url, cache=tmp_path / "cache", offline=True)
    again = offline.layer_scores("lamina-llama-12")
    assert again == table
    assert again.provenance.from_cache and not table.provenance.from_cache
    assert again.provenance.retrieved_at == table.provenance.retrieved_at
    with pytest.raises(NotCachedError):
        offline.layer_scores("lamina-llama-12", "BLOCK_INFLUENCE")


def test_the_cache_stands_in_with_a_warning_when_the_server_goes_away(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.answers = [layers_of(None)]
    client = Client(scripted.url, cache=tmp_path)
    table = client.layers()
    scripted.server.shutdown()
    scripted.server.server_close()
    with pytest.warns(UserWarning, match="using replies of the local cache"):
        assert client.layers() == table


def test_without_a_cache_a_server_that_is_away_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailedError, match="is the server up"):
        Client("http://127.0.0.1:9", cache=tmp_path).layers()


def test_a_pinned_release_is_asked_for_once_and_never_changes(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.answers = [layers_of("2026.1", 1), layers_of("2026.2", 2)]
    pinned = Client(scripted.url, cache=tmp_path, release="2026.1")
    assert pinned.layers()[0]["index"] == 1
    assert Client(scripted.url, cache=tmp_path).layers()[0]["index"] == 2
    assert pinned.layers()[0]["index"] == 1
    assert [headers.get("Lamina-Release") for headers, _ in scripted.requests] == ["2026.1", None]


def test_refuses_a_server_that_answers_from_another_release(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.answers = [layers_of("2026.2")]
    with pytest.raises(ReleaseMismatchError, match=r"2026\.2, not from 2026\.1"):
        Client(scripted.url, cache=tmp_path, release="2026.1").layers()


def test_cached_files_are_private_and_hold_no_token(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.answers = [layers_of("2026.1")]
    Client(scripted.url, "lam_secret", cache=tmp_path).layers()
    (path,) = tmp_path.rglob("*.json")
    assert path.parent.name == "newest-2026.1"
    assert path.stat().st_mode & 0o077 == 0
    assert "lam_secret" not in path.read_text()
    assert json.loads(path.read_text())["release"] == "2026.1"
