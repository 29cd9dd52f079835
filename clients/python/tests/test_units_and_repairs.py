"""Attentions, MLPs and repairs: read as the server holds them."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import MODELS, Measured, Server
from graphql_over_http import ask

from lamina import Client, UnknownNameError
from lamina.schema_types import Study

MODEL = MODELS[0]
# The lane of 20 documents is separate from the lane of the other tests.
LIMIT = 20


@pytest.fixture(scope="module")
def repaired(writer: Client, measured: Measured) -> Study:
    """A small study with two halves and two repaired layers."""
    (study,) = writer.submit_study(
        MODEL,
        benchmarks=["country-facts", "world-text"],
        strategies="block-influence",
        counts=[2],
        units=["block", ["attention", "mlp"]],
        repairs=["scalar", {"kind": "linear-fold", "tokenRule": "NO_SINKS"}],
        windows=8,
        limit=LIMIT,
    )
    writer.watch(study, poll_s=0.5, timeout_s=900)
    return study


def test_influences_of_a_layer_and_its_halves_stand_in_one_row(client: Client) -> None:
    table = client.influences(MODEL)
    assert [row["layer_index"] for row in table] == list(range(12))
    for metric in ("block_influence", "attention_influence", "mlp_influence"):
        scores = client.layer_scores(MODEL, metric)
        assert [(row[metric], row[f"{metric}_low"], row[f"{metric}_high"]) for row in table] == [
            (score["mean"], score["mean_low"], score["mean_high"]) for score in scores
        ]
    frame = table.to_pandas()
    assert list(frame.columns) == table.columns
    assert (
        frame["attention_influence"].between(frame["attention_influence_low"], frame["attention_influence_high"]).all()
    )


def test_models_without_halves_have_the_influence_of_whole_layers_only(client: Client) -> None:
    rows = client.influences("lamina-opt-12").rows
    assert len(rows) == 12
    assert all(row.block_influence is not None for row in rows)
    assert {(row.attention_influence, row.mlp_influence_low) for row in rows} == {(None, None)}


def test_halves_ranked_together_are_those_of_lowest_influence_in_their_run(client: Client, repaired: Study) -> None:
    (pruning,) = client.prunings(MODEL, units=["attention", "mlp"]).rows
    influences = client.influences(MODEL, lane=pruning.lane)
    assert {row["score_run"] for row in influences} == {pruning.score_run}
    halves = sorted(
        (row[f"{kind.lower()}_influence"], row["layer_index"], kind)
        for row in influences
        for kind in ("ATTENTION", "MLP")
    )
    chosen = list(zip(pruning.removal_order, pruning.removal_order_kinds, strict=True))
    assert chosen == [(layer, kind) for _, layer, kind in halves[:2]]
    assert (pruning.removed, pruning.removed_count) == ([], 2)


def test_compares_strategies_with_random_removal_and_block_influence_as_the_server_does(
    client: Client, server: Server, repaired: Study
) -> None:
    comparison = client.strategy_comparison(MODEL)
    query = """query ($slug: String!) { model(slug: $slug) { strategyComparison { lane metric benchmarks steps {
      removedCount results {
      strategy chosenOn alsoChosenOn retention verdict margin marginError holmP
      againstDefault { value error confidenceInterval { low } p holmP verdict }
      pruning { id removed } } } } } }"""
    truth = ask(server.url, query, {"slug": MODEL})["model"]["strategyComparison"]
    assert (comparison.lane, comparison.metric, comparison.benchmarks) == (
        truth["lane"],
        truth["metric"],
        truth["benchmarks"],
    )
    expected = [(step, result) for step in truth["steps"] for result in step["results"]]
    assert expected
    for row, (step, result) in zip(comparison.results.rows, expected, strict=True):
        assert (row.removed_count, row.strategy, row.retention) == (
            step["removedCount"],
            result["strategy"],
            result["retention"],
        )
        assert (row.verdict, row.margin, row.margin_error, row.margin_holm_p) == (
            result["verdict"],
            result["margin"],
            result["marginError"],
            result["holmP"],
        )
        over = result["againstDefault"] or {"value": None, "holmP": None, "verdict": None, "error": None}
        assert (row.over_default, row.over_default_holm_p, row.over_default_verdict, row.over_default_error) == (
            over["value"],
            over["holmP"],
            over["verdict"],
            over["error"],
        )
        assert (row.over_default is None) == (row.strategy == "BLOCK_INFLUENCE")
        assert row.pruning == (result["pruning"] or {"id": None})["id"]
        assert (row.chosen_on, row.also_chosen_on) == (result["chosenOn"], result["alsoChosenOn"])
    assert "invented-world" in {row.chosen_on for row in comparison.results.rows}
    with pytest.raises(UnknownNameError, match="did you mean 'lamina-llama-12'"):
        client.strategy_comparison("lamina-llama-13")


def test_compares_repairs_with_removal_alone_as_the_server_does(
    client: Client, server: Server, repaired: Study
) -> None:
    comparison = client.repair_comparison(MODEL)
    query = """query ($slug: String!) { model(slug: $slug) { repairComparison { lane benchmarks texts steps {
      removedCount results { removed repair tokenRule retention perplexityRatio divergence predictedError measuredError
      predictedErrors { all noSinks }
      gain { value confidenceInterval { low high } holmP verdict }
      perplexityChange { value confidenceInterval { low high } holmP verdict } } } } } }"""
    truth = ask(server.url, query, {"slug": MODEL})["model"]["repairComparison"]
    assert (comparison.lane, comparison.benchmarks, comparison.texts) == (
        truth["lane"],
        ["country-facts"],
        ["world-text"],
    )
    assert f"the first {LIMIT} documents" in truth["lane"]
    (step,) = truth["steps"]
    assert [(row.repair, row.token_rule) for row in comparison.results.rows] == [
        ("NONE", None),
        ("SCALAR", "ALL"),
        ("LINEAR_FOLD", "NO_SINKS"),
    ]
    for row, result in zip(comparison.results.rows, step["results"], strict=True):
        unpaired: dict[str, Any] = {"value": None, "holmP": None, "verdict": None, "confidenceInterval": {"low": None}}
        gain, change = result["gain"] or unpaired, result["perplexityChange"] or unpaired
        assert (row.perplexity_change is None) == (row.repair == "NONE")
        assert (row.removed_count, row.removed) == (2, result["removed"])
        assert (row.retention, row.perplexity_ratio, row.divergence) == (
            result["retention"],
            result["perplexityRatio"],
            result["divergence"],
        )
        assert (row.predicted_error, row.measured_error) == (result["predictedError"], result["measuredError"])
        errors = result["predictedErrors"] or {"all": None, "noSinks": None}
        assert (row.predicted_error_all, row.predicted_error_no_sinks) == (errors["all"], errors["noSinks"])
        assert (row.gain, row.holm_p, row.verdict) == (gain["value"], gain["holmP"], gain["verdict"])
        assert row.gain_low == gain["confidenceInterval"]["low"]
        assert (row.perplexity_change, row.perplexity_holm_p, row.perplexity_verdict, row.perplexity_change_low) == (
            change["value"],
            change["holmP"],
            change["verdict"],
            change["confidenceInterval"]["low"],
        )
        assert row.gain_low is None or row.gain is None or row.gain_low <= row.gain
    assert comparison.results.to_pandas()["divergence"].between(0, 10, inclusive="neither").all()


def test_a_model_without_repairs_has_an_empty_comparison(client: Client) -> None:
    comparison = client.repair_comparison("lamina-opt-12")
    assert (comparison.lane, comparison.benchmarks, comparison.results) == (None, [], [])
    assert list(comparison.results.to_pandas().columns) == comparison.results.columns
    with pytest.raises(UnknownNameError, match="did you mean 'lamina-opt-12'"):
        client.repair_comparison("lamina-opt-13")


def test_evaluations_count_the_answers_that_changed(client: Client) -> None:
    pruned = client.evaluations(MODEL, dense=False)
    changed = [row for row in pruned.rows if row.metric == "acc"]
    assert changed
    for row in changed:
        assert row.lost_count is not None and row.gained_count is not None and row.difference is not None
        assert row.flips is not None and row.flips_low is not None and row.flips_high is not None
        assert row.flips == pytest.approx((row.lost_count + row.gained_count) / row.sample_count)
        assert row.flips_low <= row.flips <= row.flips_high
        assert row.difference == pytest.approx((row.gained_count - row.lost_count) / row.sample_count)
    texts = [row for row in pruned.rows if row.metric == "word_perplexity"]
    assert {(row.flips, row.lost_count) for row in texts} == {(None, None)}
    assert all(row.difference is not None for row in texts)
    dense = client.evaluations(MODEL, dense=True)
    assert {(row["difference"], row["flips"]) for row in dense} == {(None, None)}
