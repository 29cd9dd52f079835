"""Forms (multipart/form-data) whose files are read piece by piece while they are sent."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PIECE_BYTES = 1 << 16
# As browsers write these inside the quotes of a name.
ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class Form:
    """A field `input` in JSON, then files by name: on disk, or bytes at hand. It may be sent again and again."""

    def __init__(self, value: Mapping[str, Any], files: Mapping[str, Path | bytes]) -> None:
        """Keeps where the files are; none is opened yet."""
        boundary = f"lamina-{uuid.uuid4().hex}"
        begin = f'--{boundary}\r\nContent-Disposition: form-data; name="'
        self._input = f'{begin}input"\r\n\r\n{json.dumps(dict(value))}\r\n'.encode()
        self._files = {
            f'{begin}{name}"; filename="{name}"\r\n\r\n'.encode(): file
            for name, file in ((name.translate(ESCAPES), file) for name, file in files.items())
        }
        self._end = f"--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"

    def size_bytes(self) -> int:
        """How many bytes it has, by the sizes of the files as they are now."""
        sizes = [len(file) if isinstance(file, bytes) else file.stat().st_size for file in self._files.values()]
        return len(self._input) + sum(map(len, self._files)) + sum(sizes) + 2 * len(sizes) + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes, in pieces."""
        yield self._input
        for begin, file in self._files.items():
            yield begin
            if isinstance(file, bytes):
                yield file
            else:
                with file.open("rb") as stream:
                    while piece := stream.read(PIECE_BYTES):
                        yield piece
            yield b"\r\n"
        yield self._end
