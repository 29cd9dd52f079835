"""A real server, started by `npm run test:python`, with two bundled models that were scored, pruned and evaluated."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from lamina import Client, Watched
from lamina.schema_types import Study

MODELS = ["lamina-llama-12", "lamina-opt-12"]
BENCHMARKS = ["country-facts", "word-copy-generation", "world-text"]


@dataclass(frozen=True)
class Server:
    """Where the server is, and the token of its administrator."""

    url: str
    token: str


@dataclass(frozen=True)
class Measured:
    """The studies that were submitted, and how they ended."""

    studies: list[Study]
    watched: list[Watched]


@pytest.fixture(scope="session")
def server() -> Server:
    url, token = os.environ.get("LAMINA_TEST_URL"), os.environ.get("LAMINA_TEST_TOKEN")
    if not url or not token:
        pytest.exit("these tests need a server of their own: npm run test:python", returncode=2)
    return Server(url, token)


@pytest.fixture(scope="session")
def writer(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client that may write."""
    return Client(server.url, server.token, cache=tmp_path_factory.mktemp("writer"))


@pytest.fixture(scope="session")
def measured(writer: Client) -> Measured:
    """Two models, registered and measured through the client."""
    for slug in MODELS:
        writer.watch(writer.register_model(slug), poll_s=0.2, timeout_s=300)
    studies = writer.submit_study(
        MODELS,
        benchmarks=BENCHMARKS,
        strategies=["block-influence", "random-inner"],
        counts=[1, 2, 3, 4],
        seeds=[0, 1],
        windows=16,
        texts=["invented-world"],
        reading={"maximum": 16},
        limit=20,
    )
    return Measured(studies, [writer.watch(study, poll_s=0.5, timeout_s=900) for study in studies])


@pytest.fixture
def client(server: Server, measured: Measured, tmp_path: Path) -> Client:
    """A reader with an empty cache, on a server that has data."""
    return Client(server.url, cache=tmp_path / "cache")
