"""Replies on disk, by data release and operation, so that a notebook runs again without its server."""

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

# Folders of replies that are pinned to a release, and of others, which may hold rows from after the newest release.
PINNED, NEWEST = "release", "newest"


@dataclass(frozen=True)
class CachedReply:
    """A stored reply, the release that the server named with it and when it came (ISO 8601, UTC)."""

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
        """Takes the folder, which need not exist yet."""
        self.folder = folder

    def load(self, url: str, query: str, variables: Mapping[str, Any], pinned: str | None) -> CachedReply | None:
        """The reply of a pinned release, else the reply that came last; None where there is none."""
        name = name_file(url, query, variables)
        folders = [self.folder / name_folder(PINNED, pinned)] if pinned else list_folders(self.folder, NEWEST)
        found = [self._read(folder / name) for folder in folders if (folder / name).exists()]
        return max(found, key=lambda cached: cached.retrieved_at, default=None)

    def save(self, url: str, query: str, variables: Mapping[str, Any], cached: CachedReply, pinned: str | None) -> None:
        """Stores a reply. A disk that takes none is no reason to fail: the reply is there."""
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
            # Written beside and renamed: two notebooks never see half a file. mkstemp lets only the user read it.
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
    """A digest of everything that a reply depends on, but for the release."""
    key = json.dumps([url, query, dict(variables)], sort_keys=True)
    return f"{hashlib.sha256(key.encode()).hexdigest()}.json"


def name_folder(kind: str, release: str | None) -> str:
    """A folder name for a release; characters that a path may not hold are replaced."""
    return f"{kind}-" + "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in release or "none")


def list_folders(folder: Path, kind: str) -> list[Path]:
    """The folders of a kind, of all releases."""
    return [path for path in folder.glob(f"{kind}-*") if path.is_dir()]
