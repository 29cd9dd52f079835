"""Following a job or a study until it ends."""

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
    """How a job or a study ended."""

    id: str
    # "Study" or "Job".
    kind: str
    status: str
    model: str | None
    # Its jobs as they stand: id, kind, status, progress, error. One where a job was watched.
    jobs: list[dict[str, Any]]


def watch(session: Session, node_id: str, *, poll_s: float, timeout_s: float | None) -> Watched:
    """Asks every `poll_s` seconds and shows what has changed."""
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    with ProgressBar() as bar:
        while True:
            state = read_state(session, node_id)
            bar.show(measure_share(state), describe(state))
            if state.status in ENDED:
                break
            if deadline is not None and time.monotonic() >= deadline:
                raise TimeoutError(f"{state.kind.lower()} {node_id} is {state.status} after {timeout_s} s; it goes on")
            time.sleep(poll_s)
    if state.status == "SUCCEEDED":
        return state
    reasons = [f"{job['error']['code']}: {job['error']['message']}" for job in state.jobs if job["error"]]
    raise JobFailedError(f"{state.kind.lower()} {node_id} is {state.status}. {' '.join(reasons)}".rstrip())


def read_state(session: Session, node_id: str) -> Watched:
    """The state at this moment, never from the cache."""
    node = session.transport.send(load_operation("study_progress"), {"id": node_id}).data["node"]
    if node is None or node["__typename"] not in ("Study", "Job"):
        raise UnknownNameError("job or study", node_id, [], "give an id as submit_study returns it")
    if node["__typename"] == "Study":
        return Watched(node["id"], "Study", node["studyStatus"], node["studyModel"]["slug"], node["jobs"]["nodes"])
    model = node.pop("jobModel")
    return Watched(node["id"], "Job", node["status"], model and model["slug"], [node])


def measure_share(state: Watched) -> float:
    """Done share of all jobs, 0 to 1; a running job counts with its own progress."""
    shares = [1.0 if job["status"] in ENDED else job["progress"]["ratio"] or 0.0 for job in state.jobs]
    return sum(shares) / len(shares) if shares else 0.0


def describe(state: Watched) -> str:
    """What goes on, in a few words."""
    running = [job for job in state.jobs if job["status"] == "RUNNING"]
    work = [f"{job['kind'].lower().replace('_', ' ')} {job['progress']['note'] or ''}".strip() for job in running]
    name = state.model or state.kind.lower()
    return f"{name}: {'; '.join(work) if work else state.status.lower()}"
