"""Retries, limits and refusals, against a small HTTP server that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lamina import ApiError, Client, ConnectionFailedError, IncompleteError, RateLimitedError
from lamina.transport import RetryPolicy, Transport, read_retry_after

# How long a server takes to notice that it shall stop.
POLL_S = 0.01
OK = {"data": {"viewer": {"name": "anonymous"}}, "extensions": {"apiVersion": "0.1.0"}}


class ScriptedServer:
    """Answers request after request from a list of (status, headers, body); keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], Any]] = []
        self.requests: list[tuple[dict[str, str], Any]] = []
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_json = self.headers["Content-Type"] == "application/json"
                scripted.requests.append((dict(self.headers), json.loads(body) if is_json else body))
                status, headers, content = scripted.answers.pop(0)
                payload = content.encode() if isinstance(content, str) else json.dumps(content).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(payload))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(POLL_S,), daemon=True).start()


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.server.shutdown()
    server.server.server_close()


def refuse(code: str, message: str = "no") -> dict[str, Any]:
    """A reply that refuses an operation."""
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def open_transport(server: ScriptedServer, waits: list[float], **policy: Any) -> Transport:
    """A transport that notes its waits instead of sleeping."""
    return Transport(server.url, "lam_secret", retry=RetryPolicy(**policy), sleep=waits.append)


def test_waits_as_long_as_the_server_asks_and_tries_again(scripted: ScriptedServer) -> None:
    waits: list[float] = []
    scripted.answers = [(429, {"Retry-After": "7"}, refuse("RATE_LIMITED")), (503, {}, "busy"), (200, {}, OK)]
    assert open_transport(scripted, waits).send("{ viewer { name } }", {}).data == OK["data"]
    assert waits[0] == 7
    assert 0.5 <= waits[1] <= 1
    assert scripted.requests[0][0]["Authorization"] == "Bearer lam_secret"


def test_gives_up_after_a_bounded_number_of_tries(scripted: ScriptedServer) -> None:
    waits: list[float] = []
    scripted.answers = [(502, {}, "<html>bad gateway</html>")] * 3
    with pytest.raises(ConnectionFailedError, match="answered 502"):
        open_transport(scripted, waits, attempts=3).send("{ a }", {})
    assert len(waits) == 2


def test_refuses_to_wait_longer_than_allowed(scripted: ScriptedServer) -> None:
    waits: list[float] = []
    scripted.answers = [(429, {"Retry-After": "3600"}, refuse("RATE_LIMITED", "too many requests"))]
    with pytest.raises(RateLimitedError, match="too many requests") as caught:
        open_transport(scripted, waits).send("{ a }", {})
    assert caught.value.retry_after == 3600
    assert waits == []


def test_sends_a_mutation_again_only_where_it_has_not_begun(scripted: ScriptedServer) -> None:
    scripted.answers = [(504, {}, refuse("TIMEOUT"))]
    with pytest.raises(ApiError, match="TIMEOUT"):
        open_transport(scripted, []).send("mutation { a }", {}, repeatable=False)
    assert len(scripted.requests) == 1


def test_refusals_carry_the_code_of_the_server_and_are_not_repeated(scripted: ScriptedServer) -> None:
    scripted.answers = [(200, {}, refuse("COST_LIMIT_EXCEEDED", "asks for 200000 rows"))]
    with pytest.raises(ApiError, match="asks for 200000 rows") as caught:
        open_transport(scripted, []).send("{ a }", {})
    assert caught.value.code == "COST_LIMIT_EXCEEDED"


def test_says_so_when_something_else_answers(scripted: ScriptedServer) -> None:
    scripted.answers = [(200, {}, "<html>a router</html>")]
    with pytest.raises(ConnectionFailedError, match="does not answer as a Lamina server"):
        open_transport(scripted, []).send("{ a }", {})


def test_a_list_that_never_adds_up_is_refused(scripted: ScriptedServer) -> None:
    page = {"totalCount": 2, "pageInfo": {"hasNextPage": False, "endCursor": "a"}, "nodes": [{"id": "1"}]}
    scripted.answers = [(200, {}, {"data": {"layers": page}})] * 3
    with pytest.raises(IncompleteError, match="1 of 2 rows"):
        Client(scripted.url, cache=False).layers()


def test_a_list_that_changed_while_it_was_read_is_read_again(scripted: ScriptedServer) -> None:
    page = {"totalCount": 2, "pageInfo": {"hasNextPage": False, "endCursor": "a"}, "nodes": [{"id": "1"}]}
    whole = {**page, "nodes": [{"id": "1"}, {"id": "2"}]}
    scripted.answers = [(200, {}, {"data": {"layers": each}}) for each in (page, whole)]
    assert [row["id"] for row in Client(scripted.url, cache=False).layers()] == ["1", "2"]


def test_retry_after_may_be_a_date() -> None:
    assert read_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert read_retry_after("soon") is None


def test_refuses_an_address_that_is_none() -> None:
    with pytest.raises(ValueError, match="http://"):
        Client("localhost:4000")
