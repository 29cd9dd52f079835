"""A progress bar in terminals and notebooks; plain lines in other outputs."""

from __future__ import annotations

import html
import sys
from types import TracebackType
from typing import Any

WIDTH = 30


class ProgressBar:
    """Shows a share and a short text; never repeats the same output."""

    def __init__(self) -> None:
        """Finds the kind of output; prints nothing yet."""
        self._display = find_notebook_display()
        self._handle: Any = None
        self._shown: tuple[int, str] | None = None
        self._is_open = False

    def __enter__(self) -> ProgressBar:
        """The bar."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Ends the line."""
        if self._is_open:
            sys.stderr.write("\n")
            sys.stderr.flush()

    def show(self, share: float, text: str) -> None:
        """Draws the bar at a share of 0 to 1."""
        percent = round(100 * share)
        if (percent, text) == self._shown:
            return
        self._shown = (percent, text)
        if self._display is not None:
            self._show_in_notebook(percent, text)
        elif sys.stderr.isatty():
            filled = round(WIDTH * share)
            sys.stderr.write(f"\r\033[K{'█' * filled}{'░' * (WIDTH - filled)} {percent:3d}% {text}")
            sys.stderr.flush()
            self._is_open = True
        else:
            sys.stderr.write(f"{percent:3d}% {text}\n")

    def _show_in_notebook(self, percent: int, text: str) -> None:
        content = {
            "text/html": f'<progress value="{percent}" max="100"></progress> {percent}% {html.escape(text)}',
            "text/plain": f"{percent}% {text}",
        }
        if self._handle is None:
            self._handle = self._display(content, raw=True, display_id=True)
        else:
            self._handle.update(content, raw=True)


def find_notebook_display() -> Any:
    """IPython's display function inside a notebook kernel; else None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    from IPython.display import display

    return display
