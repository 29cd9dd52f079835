"""The client reads the values that the server holds."""

from __future__ import annotations

import dataclasses

import pytest
from conftest import BENCHMARKS, MODELS, Measured, Server
from graphql_over_http import ask, ask_all

from lamina import Client, UnknownNameError
from lamina.schema_types import LayerScore


def test_lists_models_with_their_facts(client: Client) -> None:
    table = client.models()
    assert [row["slug"] for row in table] == MODELS
    assert [row["block_count"] for row in table] == [12, 12]
    assert [row["norm_placement"] for row in table] == ["PRE", "POST"]
    assert [row["slug"] for row in client.models(norm_placement="post")] == ["lamina-opt-12"]


def test_reads_every_layer_score_with_the_numbers_of_the_server(client: Client, server: Server) -> None:
    table = client.layer_scores(models="lamina-llama-12", metric="block-influence")
    selection = "layerIndex mean standardError rank confidenceInterval { low high } scoreRun { lane }"
    condition = 'filter: { models: ["lamina-llama-12"], metrics: [BLOCK_INFLUENCE] },'
    truth = ask_all(server.url, "layerScores", selection, condition, size=5)
    assert len(table) == len(truth) == 12
    for row, node in zip(table, truth, strict=True):
        assert (row["layer_index"], row["mean"], row["standard_error"], row["rank"]) == (
            node["layerIndex"],
            node["mean"],
            node["standardError"],
            node["rank"],
        )
        assert (row["mean_low"], row["mean_high"]) == tuple(node["confidenceInterval"].values())
        assert row["lane"] == node["scoreRun"]["lane"]
        assert (row["model"], row["window"], row["calibration"]) == ("lamina-llama-12", 256, "invented-world")


def test_reads_the_tokens_of_a_model_by_what_they_write(writer: Client, server: Server) -> None:
    writer.watch(writer.register_model("llama-safetensors"), poll_s=0.2, timeout_s=300)
    try:
        table = writer.token_classes("llama-safetensors")
        query = """{ model(slug: "llama-safetensors") {
          vocabularySize tokenClasses { name rows bytes occurrences { text count } } } }"""
        truth = ask(server.url, query, {})["model"]
        assert list(table) == truth["tokenClasses"]
        assert sum(row.rows for row in table.rows) == truth["vocabularySize"]
        with pytest.raises(UnknownNameError, match=r"did you mean 'llama-safetensors'"):
            writer.token_classes("llama-safetensor")
    finally:
        writer.query('mutation { deleteModel(slug: "llama-safetensors") { slug } }')


def test_follows_pages_to_the_end_in_the_order_of_the_server(client: Client, server: Server) -> None:
    table = client.evaluations(MODELS)
    truth = ask_all(server.url, "evaluations", "id value", size=40)
    assert len(truth) > 100
    assert [(row["id"], row["value"]) for row in table] == [(node["id"], node["value"]) for node in truth]
    assert table.provenance.requests == -(-len(truth) // 100)


def test_stops_at_a_limit(client: Client, server: Server) -> None:
    truth = ask_all(server.url, "evaluations", "id", size=50)
    assert [row["id"] for row in client.evaluations(limit=103)] == [node["id"] for node in truth[:103]]
    assert client.layers(limit=0) == []


def test_rows_are_typed_objects_too(client: Client) -> None:
    row = client.layer_scores("lamina-opt-12", "RELATIVE_MAGNITUDE").rows[3]
    assert isinstance(row, LayerScore)
    assert row.layer_index == 3
    assert row.mean is not None and row.mean > 0
    assert row.metric_definition == "relative-magnitude@1"


def test_prunings_and_evaluations_fit_together(client: Client) -> None:
    prunings = client.prunings("lamina-llama-12", strategy="block-influence", removed_count=(2, None))
    assert [row["removed_count"] for row in prunings] == [2, 3, 4]
    assert all(len(row["removed"]) == row["removed_count"] for row in prunings)
    evaluations = client.evaluations("lamina-llama-12", "country-facts", strategy="block-influence", removed_count=2)
    assert {row["pruning"] for row in evaluations} == {prunings[0]["id"]}
    dense = client.evaluations("lamina-llama-12", "country-facts", dense=True, metric="acc")
    assert [(row["pruning"], row["removed"], row["retention"]) for row in dense] == [(None, None, None)]
    pruned = next(row for row in evaluations if row["metric"] == "acc")
    assert pruned["retention"] == pytest.approx(pruned["value"] / dense[0]["value"])


def test_leaderboard_has_a_row_per_model_with_its_cells(client: Client) -> None:
    table = client.leaderboard(removed_block_ratio=0.25)
    assert sorted(row["model"] for row in table) == MODELS
    assert all(row["removed_count"] == 3 for row in table)
    cells = {cell["benchmark"]: cell for cell in table[0]["cells"]}
    # A perplexity of a task is no retention.
    assert cells.keys() == {"country-facts"}
    facts = cells["country-facts"]
    assert facts["retention"] == pytest.approx(facts["value"] / facts["dense_value"])


def test_compares_models_layer_by_layer(client: Client, server: Server) -> None:
    comparison = client.compare(MODELS, "block-influence")
    assert len(comparison.layers) == 24
    query = "query ($s: [String!]!) { compareModels(slugs: $s, metric: BLOCK_INFLUENCE) { agreements { spearman } } }"
    truth = ask(server.url, query, {"s": MODELS})["compareModels"]["agreements"]
    assert [row["spearman"] for row in comparison.agreements] == [each["spearman"] for each in truth]
    assert {row["model"] for row in comparison.bins} == set(MODELS)
    assert comparison.layers.citation == comparison.bins.citation


def test_a_change_has_one_loss_on_a_text_wherever_it_is_read(client: Client) -> None:
    losses: dict[tuple[tuple[int, ...], str], float] = {}
    for row in client.text_evaluations("lamina-llama-12", dense=False):
        # Two strategies may choose the same blocks.
        known = losses.setdefault((tuple(row["removed"]), row["text"]), row["loss"])
        assert row["loss"] == pytest.approx(known, rel=1e-9)
    front = client.answer("lamina-llama-12", 0.2, save="parameters").front
    found = {(tuple(each.change.removed), text.text): text.loss for each in front for text in each.text_losses}
    assert found
    assert found == {key: pytest.approx(losses[key], rel=1e-9) for key in found}
    words = next(each for each in client.findings("lamina-llama-12") if each.id == "words")
    factors = {round(row[2], 9) for row in words.rows if isinstance(row[2], float)}
    assert {round(1 + loss, 9) for loss in found.values()} <= factors


def test_answers_what_may_go_as_the_server_does(client: Client, server: Server) -> None:
    found = client.answer("lamina-llama-12", 0.2, save="parameters")
    query = """{ model(slug: "lamina-llama-12") { answer(lose: 0.2, save: PARAMETERS) {
      verdict sentence command removableAt change { removed }
      front { verdict textLoss change { removed } textLosses { text loss } } } } }"""
    truth = ask(server.url, query, {})["model"]["answer"]
    assert (found.verdict, found.sentence, found.command) == (truth["verdict"], truth["sentence"], truth["command"])
    assert found.removable_at == truth["removableAt"]
    assert (None if found.change is None else found.change.removed) == (truth["change"] or {}).get("removed")
    rows = [(each.verdict, each.text_loss, each.change.removed) for each in found.front]
    assert rows == [(each["verdict"], each["textLoss"], each["change"]["removed"]) for each in truth["front"]]
    assert all(text.loss > -1 for each in found.front for text in each.text_losses)


def test_answers_from_nothing_but_what_is_known(client: Client) -> None:
    with pytest.raises(UnknownNameError, match="lamina-llama-12"):
        client.answer("lamina-lama-12")
    with pytest.raises(UnknownNameError, match="PARAMETERS"):
        client.answer("lamina-llama-12", save="paramters")


def test_benchmarks_and_calibration_sets_are_listed(client: Client) -> None:
    assert {row["name"] for row in client.benchmarks()} >= set(BENCHMARKS)
    assert "invented-world" in [row["slug"] for row in client.calibration_sets()]
    assert {row["method"] for row in client.published_results(model="Llama-2-7B")} >= {"dense"}


def test_published_layers_come_with_credit_and_predict_their_siblings(client: Client) -> None:
    rows = client.published_layer_scores("Qwen/Qwen3.5-9B", units="block", operations="round:iq1_kt").rows
    assert {row.layer_index for row in rows} == set(range(32))
    assert all("Thireus, GGUF Tool Suite and its contributors" in row.credit for row in rows)
    near = client.predict(config={"model_type": "qwen3_5", "num_hidden_layers": 64, "hidden_size": 5120})
    assert near.sensitivity is not None and len(near.sensitivity) == 64
    far = client.predict(config={"model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096})
    assert (far.sensitivity, far.sentence.split(":")[0]) == (None, "Not known")


def test_batches_keep_the_order_and_report_what_is_missing(client: Client) -> None:
    ids = [row["id"] for row in client.layer_scores()] + [row["id"] for row in client.layers()]
    wanted = [*reversed(ids), "TW9kZWw6bm9uZQ", ids[0]]
    batch = client.nodes(wanted)
    assert [row["id"] if row else None for row in batch.objects] == [*reversed(ids), None, ids[0]]
    assert batch.missing == ["TW9kZWw6bm9uZQ"]
    many = client.models_by_slug([*(f"model-{number}" for number in range(150)), *MODELS])
    assert [row["slug"] for row in many.objects[150:] if row] == MODELS
    assert len(many.missing) == 150
    assert many.provenance.requests == 2


def test_results_carry_what_is_needed_to_cite_and_repeat_them(client: Client, server: Server) -> None:
    table = client.layer_scores("lamina-llama-12")
    assert (
        ask_all(server.url, "layerScores", "id", 'filter: { models: ["lamina-llama-12"] },', 90)[0]["id"]
        == table[0]["id"]
    )
    assert table.query.startswith("query LayerScores")
    assert table.variables == {"filter": {"models": ["lamina-llama-12"], "canonical": True}}
    assert table.api_version == "0.1.0"
    assert 0 < table.cost <= 100_000
    assert "cost" in repr(table) and "sha256:" in table.citation and server.url in table.citation
    again = client.query(table.query, {**table.variables, "first": 1})
    assert again.data["layerScores"]["nodes"][0]["id"] == table[0]["id"]
    assert dataclasses.asdict(again.provenance)["api_version"] == "0.1.0"


@pytest.mark.parametrize(
    ("ask_for", "words"),
    [
        (lambda client: client.layer_scores("lamina-lama-12"), "did you mean 'lamina-llama-12'"),
        (lambda client: client.layer_scores(metric="block-influense"), "did you mean 'BLOCK_INFLUENCE'"),
        (lambda client: client.prunings(strategy="random-iner"), "did you mean 'RANDOM_INNER'"),
        (lambda client: client.evaluations(benchmarks="country-fact"), "did you mean 'country-facts'"),
    ],
)
def test_refuses_unknown_names_with_near_ones(client: Client, ask_for: object, words: str) -> None:
    with pytest.raises(UnknownNameError, match=words):
        ask_for(client)  # type: ignore[operator]


def test_a_study_ends_with_all_its_jobs(measured: Measured) -> None:
    assert [watched.status for watched in measured.watched] == ["SUCCEEDED", "SUCCEEDED"]
    assert [watched.model for watched in measured.watched] == MODELS
    assert len(measured.watched[0].jobs) >= 4
