"""Measures the data of the notebooks and pages on a new server: three bundled models, one of them on all benchmarks.

That one has each number of layers removed by block influence, and one number by every compared strategy. `--limit` documents of each benchmark.
"""

from __future__ import annotations

import argparse
import os

import lamina

TIMEOUT_S = 1500
BENCHMARKS = (
    "country-analogies",
    "country-facts",
    "number-order",
    "scene-ending",
    "school-exam",
    "verb-agreement",
    "word-copy",
    "world-text",
)


def main() -> None:
    """Registers the models, then measures them one after the other."""
    options = argparse.ArgumentParser()
    options.add_argument("--limit", type=int)
    limit = options.parse_args().limit
    # Short runs also read few windows of the only text whose language these models know.
    shared = {"texts": ["invented-world"], "reading": {} if limit is None else {"maximum": 16}, "limit": limit}
    client = lamina.Client(os.environ["LAMINA_URL"], token=os.environ["LAMINA_TOKEN"], cache=False)
    for slug in ("lamina-llama-8", "lamina-llama-12", "lamina-opt-12"):
        client.watch(client.register_model(slug), timeout_s=TIMEOUT_S)
    plain = client.submit_study(
        ["lamina-llama-8", "lamina-opt-12"], benchmarks=BENCHMARKS[:3], strategies=["BLOCK_INFLUENCE"], counts=[2, 3], **shared
    )
    counts = client.submit_study("lamina-llama-12", benchmarks=BENCHMARKS, strategies=["BLOCK_INFLUENCE"], counts=[1, 2, 3, 4], **shared)
    strategies = client.submit_study(
        "lamina-llama-12",
        benchmarks=BENCHMARKS,
        strategies=["RELATIVE_MAGNITUDE", "SEQUENTIAL", "REVERSE", "RANDOM_INNER"],
        counts=[3],
        seeds=[0, 1, 2, 3, 4],
        **shared,
    )
    for study in [*plain, *counts, *strategies]:
        client.watch(study, timeout_s=TIMEOUT_S)


if __name__ == "__main__":
    main()
