"""Waits for the end of a job or a study."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from .errors import JobFailedError, UnknownNameError
from .operations import load_operation
from .progress_bar import ProgressBar
from .session import Session

ENDED = frozenset({"SUCCEEDED", "FAILED", "CANCELLED"})


@dataclass(frozen=True)
class Watched:
    """The state of a job or a study."""

    id: str
    # "Study" or "Job".
    kind: str
    status: str
    model: str | None
    # Its jobs: id, kind, status, progress, error. One entry for a watched job.
    jobs: list[dict[str, Any]]


def watch(session: Session, node_id: str, *, poll_s: float, timeout_s: float | None) -> Watched:
    """Polls every `poll_s` seconds and shows changes."""
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    with ProgressBar() as bar:
        while True:
            state = read_state(session, node_id)
            bar.show(measure_share(state), describe(state))
            if state.status in ENDED:
                break
            if deadline is not None and time.monotonic() >= deadline:
                raise TimeoutError(
                    f"{state.kind.lower()} {node_id} is {state.status} after {timeout_s} s; it is still running"
                )
            time.sleep(poll_s)
    if state.status == "SUCCEEDED":
        return state
    reasons = [f"{job['error']['code']}: {job['error']['message']}" for job in state.jobs if job["error"]]
    raise JobFailedError(f"{state.kind.lower()} {node_id} is {state.status}. {' '.join(reasons)}".rstrip())


def read_state(session: Session, node_id: str) -> Watched:
    """The current state, never from the cache."""
    node = session.transport.send(load_operation("study_progress"), {"id": node_id}).data["node"]
    if node is None or node["__typename"] not in ("Study", "Job"):
        raise UnknownNameError("job or study", node_id, [], "use an id that submit_study returned")
    if node["__typename"] == "Study":
        return Watched(node["id"], "Study", node["studyStatus"], node["studyModel"]["slug"], node["jobs"]["nodes"])
    model = node.pop("jobModel")
    return Watched(node["id"], "Job", node["status"], model and model["slug"], [node])


def measure_share(state: Watched) -> float:
    """Completed share of all jobs, 0 to 1; a running job counts with its progress."""
    shares = [1.0 if job["status"] in ENDED else job["progress"]["ratio"] or 0.0 for job in state.jobs]
    return sum(shares) / len(shares) if shares else 0.0


def describe(state: Watched) -> str:
    """A short description of the running work."""
    running = [job for job in state.jobs if job["status"] == "RUNNING"]
    work = [f"{job['kind'].lower().replace('_', ' ')} {job['progress']['note'] or ''}".strip() for job in running]
    name = state.model or state.kind.lower()
    return f"{name}: {'; '.join(work) if work else state.status.lower()}"
