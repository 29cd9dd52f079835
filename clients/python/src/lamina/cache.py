"""Replies on disk, by data release and operation, so that a notebook can run again without its server."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .transport import Reply

# Folders of replies pinned to a release, and of other replies, which may have rows newer than the newest release.
PINNED, NEWEST = "release", "newest"


@dataclass(frozen=True)
class CachedReply:
    """A stored reply, its release according to the server, and the time it arrived (ISO 8601, UTC)."""

    reply: Reply
    release: str | None
    retrieved_at: str


def default_cache_folder() -> Path:
    """`lamina/replies` in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME")
    return Path(base if base else Path.home() / ".cache") / "lamina" / "replies"


class ReplyCache:
    """One file per operation, its variables and the server, in a folder per release."""

    def __init__(self, folder: Path) -> None:
        """Uses a folder, which may not exist yet."""
        self.folder = folder

    def load(self, url: str, query: str, variables: Mapping[str, Any], pinned: str | None) -> CachedReply | None:
        """The reply of a pinned release, else the latest reply; None if there is none."""
        name = name_file(url, query, variables)
        folders = [self.folder / name_folder(PINNED, pinned)] if pinned else list_folders(self.folder, NEWEST)
        found = [self._read(folder / name) for folder in folders if (folder / name).exists()]
        return max(found, key=lambda cached: cached.retrieved_at, default=None)

    def save(self, url: str, query: str, variables: Mapping[str, Any], cached: CachedReply, pinned: str | None) -> None:
        """Stores a reply. A full or read-only disk raises no error, because the caller has the reply."""
        content = {
            "url": url,
            "query": query,
            "variables": dict(variables),
            "release": cached.release,
            "retrievedAt": cached.retrieved_at,
            "data": cached.reply.data,
            "extensions": cached.reply.extensions,
        }
        folder = self.folder / (name_folder(PINNED, pinned) if pinned else name_folder(NEWEST, cached.release))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Write another file and rename it: other notebooks never see half a file. It is private (mkstemp).
            handle, path = tempfile.mkstemp(dir=folder, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file)
            Path(path).replace(folder / name_file(url, query, variables))
        except OSError:
            return

    def _read(self, path: Path) -> CachedReply:
        content = json.loads(path.read_text(encoding="utf-8"))
        return CachedReply(
            Reply(content["data"], content["extensions"]), content.get("release"), content.get("retrievedAt", "")
        )


def name_file(url: str, query: str, variables: Mapping[str, Any]) -> str:
    """A digest of everything that a reply depends on, except the release."""
    key = json.dumps([url, query, dict(variables)], sort_keys=True)
    return f"{hashlib.sha256(key.encode()).hexdigest()}.json"


def name_folder(kind: str, release: str | None) -> str:
    """A folder name for a release; characters that are not allowed in a path are replaced."""
    return f"{kind}-" + "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in release or "none")


def list_folders(folder: Path, kind: str) -> list[Path]:
    """The folders of a kind, of all releases."""
    return [path for path in folder.glob(f"{kind}-*") if path.is_dir()]
