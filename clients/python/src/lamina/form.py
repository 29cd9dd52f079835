"""Forms (multipart/form-data) that read their files piece by piece while they are sent."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PIECE_BYTES = 1 << 16
# Browsers escape these characters inside the quotes of a name in this way.
ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class Form:
    """A field `input` in JSON, then files by name: paths or bytes. It can be sent several times."""

    def __init__(self, value: Mapping[str, Any], files: Mapping[str, Path | bytes]) -> None:
        """Stores the paths of the files; opens none of them yet."""
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
        """Its number of bytes, from the current sizes of the files."""
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
