"""Requests to one server over HTTP, with bounded retries."""

from __future__ import annotations

import http.client
import json
import random
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from .errors import ApiError, ConnectionFailedError, RateLimitedError

USER_AGENT = "lamina-python/0.1.0"
BLOCK_BYTES = 1 << 20
# Statuses for which a later attempt may succeed.
BUSY_STATUSES = frozenset({429, 502, 503, 504})
# Statuses which show that the request was not processed.
NOT_BEGUN_STATUSES = frozenset({429, 503})


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how long to retry: at most `attempts` requests, and `longest_wait_s` seconds between two."""

    attempts: int = 5
    first_wait_s: float = 0.5
    longest_wait_s: float = 60.0

    def wait_before(self, attempt: int) -> float:
        """Seconds before attempt `attempt` (from 1) if the server gives no time: doubling, half random."""
        longest = min(self.longest_wait_s, self.first_wait_s * 2.0 ** (attempt - 1))
        return longest * (0.5 + random.random() / 2)


@dataclass(frozen=True)
class Reply:
    """A server's reply: data of the operation, and its extensions."""

    data: dict[str, Any]
    extensions: dict[str, Any]


class Transport:
    """Sends operations to one address."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        release: str | None = None,
        timeout_s: float = 60.0,
        retry: RetryPolicy | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Stores address, token and the data release to read; sends nothing yet."""
        base = url.rstrip("/")
        self.url = base if base.endswith("/graphql") else f"{base}/graphql"
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"the address must begin with http:// or https://, as http://localhost:4000: {url!r}")
        self._token, self._release, self._timeout_s = token, release, timeout_s
        self._retry, self._sleep = retry or RetryPolicy(), sleep

    def send(self, query: str, variables: Mapping[str, Any], *, repeatable: bool = True) -> Reply:
        """Sends an operation and returns its reply.

        An operation that is not `repeatable` is sent again only if the server has not started it.
        Raises ApiError for a refusal, RateLimitedError if the wait is too long, else ConnectionFailedError.
        """
        body = json.dumps({"query": query, "variables": dict(variables)}).encode()
        payload = self._post(body, repeatable=repeatable)
        return Reply(payload["data"], payload.get("extensions") or {})

    def _post(self, body: bytes, *, repeatable: bool) -> dict[str, Any]:
        """A reply, after at most as many attempts as the policy allows."""
        url = self.url
        for attempt in range(1, self._retry.attempts + 1):
            last = attempt == self._retry.attempts
            try:
                return self._post_once(body)
            except urllib.error.HTTPError as error:
                with error:
                    content = error.read()
                allowed = BUSY_STATUSES if repeatable else NOT_BEGUN_STATUSES
                if last or error.code not in allowed:
                    raise self._refuse(url, error.code, content, error.headers.get("Retry-After")) from None
                asked = read_retry_after(error.headers.get("Retry-After"))
                if asked is not None and asked > self._retry.longest_wait_s:
                    raise self._refuse(url, error.code, content, error.headers.get("Retry-After")) from None
                self._sleep(asked if asked is not None else self._retry.wait_before(attempt))
            except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
                if last or not repeatable:
                    reason = getattr(error, "reason", error)
                    raise ConnectionFailedError(f"{url} cannot be reached: {reason}") from error
                if isinstance(getattr(error, "reason", error), ConnectionRefusedError):
                    raise ConnectionFailedError(f"nothing answers at {url}: is the server up?") from error
                self._sleep(self._retry.wait_before(attempt))
        raise AssertionError("unreachable")

    def download(self, url: str) -> bytes:
        """The content of a file; the token is sent to the same server only."""
        same_origin = url.split("/")[:3] == self.url.split("/")[:3]
        request = urllib.request.Request(url, headers=self._headers() if same_origin else {"User-Agent": USER_AGENT})
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
                content: bytes = response.read()
                return content
        except urllib.error.HTTPError as error:
            raise ConnectionFailedError(f"{url} answered {error.code}") from error
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            raise ConnectionFailedError(f"{url} cannot be reached: {getattr(error, 'reason', error)}") from error

    def download_to(self, url: str, path: Path, *, etag: str, size: int) -> None:
        """Appends to `path` what is missing of a file of `size` bytes, and continues after interruptions.

        A server that has another file, or that knows no ranges, sends the whole file, which replaces `path`.
        """
        for attempt in range(1, self._retry.attempts + 1):
            offset = path.stat().st_size if path.exists() else 0
            if offset >= size:
                return
            headers = {**self._headers(), "Range": f"bytes={offset}-", "If-Range": etag}
            request = urllib.request.Request(url, headers=headers if offset else self._headers())
            try:
                with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
                    mode = "ab" if response.status == 206 else "wb"
                    with path.open(mode) as stream:
                        shutil.copyfileobj(response, stream, BLOCK_BYTES)
                if path.stat().st_size >= size:
                    return
                reason = "the connection ended early"
            except urllib.error.HTTPError as error:
                with error:
                    content = error.read()
                wait = read_retry_after(error.headers.get("Retry-After"))
                if error.code not in BUSY_STATUSES or (wait or 0.0) > self._retry.longest_wait_s:
                    raise self._refuse(url, error.code, content, error.headers.get("Retry-After")) from None
                reason = f"it answered {error.code}"
                self._sleep(wait or 0.0)
            except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
                reason = str(getattr(error, "reason", error))
            if attempt < self._retry.attempts:
                self._sleep(self._retry.wait_before(attempt))
        raise ConnectionFailedError(f"{url} was not received as a whole: {reason}; call it again to continue")

    def _headers(self) -> dict[str, str]:
        token = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        release = {} if self._release is None else {"Lamina-Release": self._release}
        return {"User-Agent": USER_AGENT, **token, **release}

    def _post_once(self, body: bytes) -> dict[str, Any]:
        headers = {"Accept": "application/json", "Content-Type": "application/json", **self._headers()}
        request = urllib.request.Request(self.url, data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
            return read_payload(response.read(), self.url, "data")

    def _refuse(self, url: str, status: int, content: bytes, retry_after: str | None) -> Exception:
        """The error for a refused request."""
        try:
            read_payload(content, url, "errors")
        except ApiError as error:
            if error.code == "RATE_LIMITED":
                return RateLimitedError(str(error).partition(": ")[2], read_retry_after(retry_after) or 0.0)
            return error
        except ConnectionFailedError:
            pass
        return ConnectionFailedError(f"{url} answered {status}")


def read_payload(content: bytes, url: str, expected: str) -> dict[str, Any]:
    """Reads a body; raises ApiError for the first of its errors, ConnectionFailedError if it is no Lamina reply."""
    try:
        payload = json.loads(content)
    except ValueError:
        payload = None
    if not isinstance(payload, dict) or not (expected in payload or "errors" in payload):
        raise ConnectionFailedError(f"{url} does not answer as a Lamina server: {content[:80]!r}")
    errors = payload.get("errors")
    if errors:
        extensions = errors[0].get("extensions") or {}
        raise ApiError(errors[0].get("message", "no reason given"), extensions.get("code", "UNKNOWN"), extensions)
    return payload


def read_retry_after(header: str | None) -> float | None:
    """Seconds of a Retry-After header (a number or a date); None for other content."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
