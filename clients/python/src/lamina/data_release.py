"""A frozen data release: its files, downloaded and verified by digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from .errors import DigestMismatchError, UnknownNameError
from .names import find_near
from .schema_types import ReleaseFile
from .transport import Transport


@dataclass(frozen=True)
class DataRelease:
    """A release as the server lists it; `Client(url, release=version)` reads the data of this release."""

    version: str
    title: str
    created_at: str
    # SHA-256 of its SHA256SUMS, which has the digest of every other file.
    sha256: str
    # How to cite it: a BibTeX entry.
    bibtex: str
    files: list[ReleaseFile]
    _transport: Transport = field(repr=False)

    def download(self, folder: Path | str = ".", names: Sequence[str] | None = None) -> list[Path]:
        """Downloads the files, or those named, into `folder`/<version>; a file that is there and right is kept.

        Raises DigestMismatchError for content other than the release lists, UnknownNameError for a name it has not.
        """
        target = Path(folder) / self.version
        target.mkdir(parents=True, exist_ok=True)
        return [self._download(file, target / file.name) for file in self._select(names)]

    def _select(self, names: Sequence[str] | None) -> list[ReleaseFile]:
        known = {file.name: file for file in self.files}
        for name in names or []:
            if name not in known:
                raise UnknownNameError("file of the release", name, find_near(name, known), "its files list them all")
        return self.files if names is None else [known[name] for name in names]

    def _download(self, file: ReleaseFile, path: Path) -> Path:
        if path.exists() and path.stat().st_size == file.bytes and digest(path.read_bytes()) == file.sha256:
            return path
        content = self._transport.download(urljoin(self._transport.url, file.path))
        if len(content) != file.bytes or digest(content) != file.sha256:
            raise DigestMismatchError(
                f"{file.name}: {len(content)} bytes came that are not those of release {self.version}"
            )
        # Write another file and rename it: a file with the final name is complete.
        part = path.with_suffix(f"{path.suffix}.part")
        part.write_bytes(content)
        part.replace(path)
        return path


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
