"""Downloads of pruned models: resumed where they were interrupted, and checked by digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urljoin

from .errors import ConnectionFailedError, DigestMismatchError
from .transport import Transport

BLOCK_BYTES = 1 << 20


def download_files(transport: Transport, files: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """Downloads the listed files below `folder`; complete files are kept, partial files are continued."""
    return [download_file(transport, file, locate(folder, file["path"])) for file in files]


def locate(folder: Path, path: str) -> Path:
    """The place of a file below `folder`; refuses a path that leaves it."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or any(part == ".." or "\\" in part or ":" in part for part in parts):
        raise ConnectionFailedError(f"the server names a file outside of the folder of the model: {path!r}")
    return folder.joinpath(*parts)


def download_file(transport: Transport, file: Mapping[str, Any], path: Path) -> Path:
    """Downloads one file to `path`. The file has its final name only if its size and its digest are right."""
    size, expected = int(file["bytes"]), str(file["sha256"])
    if path.exists() and path.stat().st_size == size and digest_file(path) == expected:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    if part.exists() and part.stat().st_size > size:
        part.unlink()
    if not part.exists() or part.stat().st_size < size:
        transport.download_to(urljoin(transport.url, str(file["download"])), part, etag=f'"{expected}"', size=size)
    found = digest_file(part)
    if part.stat().st_size != size or found != expected:
        # Continuing wrong content would never make it right.
        got = part.stat().st_size
        part.unlink()
        came = f"{got} bytes with SHA-256 {found} came instead of {size} with {expected}"
        raise DigestMismatchError(f"{file['path']}: {came}; download it again")
    part.replace(path)
    return path


def digest_file(path: Path) -> str:
    """SHA-256 of a file in hex; the file is read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
