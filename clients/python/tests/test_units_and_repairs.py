"""Attentions, MLPs and repairs: read as the server holds them."""

from __future__ import annotations

import pytest
from conftest import MODELS, Measured, Server
from graphql_over_http import ask

from lamina import Client, UnknownNameError
from lamina.schema_types import Study

MODEL = MODELS[0]
# The protocol of 20 documents is separate from that of the other tests.
LIMIT = 20


@pytest.fixture(scope="module")
def repaired(writer: Client, measured: Measured) -> Study:
    """A small study with two sublayers and two repaired layers."""
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


def test_influences_of_a_layer_and_its_sublayers_stand_in_one_row(client: Client) -> None:
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


def test_models_without_sublayers_have_the_influence_of_whole_layers_only(client: Client) -> None:
    rows = client.influences("lamina-opt-12").rows
    assert len(rows) == 12
    assert all(row.block_influence is not None for row in rows)
    assert {(row.attention_influence, row.mlp_influence_low) for row in rows} == {(None, None)}


def test_sublayers_ranked_together_are_those_of_lowest_influence_in_their_run(client: Client, repaired: Study) -> None:
    (pruning,) = client.prunings(MODEL, units=["attention", "mlp"]).rows
    influences = client.influences(MODEL, lane=pruning.lane)
    assert {row["score_run"] for row in influences} == {pruning.score_run}
    sublayers = sorted(
        (row[f"{kind.lower()}_influence"], row["layer_index"], kind)
        for row in influences
        for kind in ("ATTENTION", "MLP")
    )
    chosen = list(zip(pruning.removal_order, pruning.removal_order_kinds, strict=True))
    assert chosen == [(layer, kind) for _, layer, kind in sublayers[:2]]
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
