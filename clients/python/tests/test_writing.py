"""Writes through the client."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from conftest import MODELS, Measured, Server
from test_transport import ScriptedServer, scripted

import lamina
from lamina import ApiError, Client, JobFailedError, LaminaError, UnknownNameError

__all__ = ["scripted"]


def write_results(folder: Path, **changes: object) -> Path:
    """A results.json as lm-evaluation-harness 0.4 writes it, cut down to what is read."""
    results = {
        "results": {"arc_easy": {"alias": "arc_easy", "acc,none": 0.61, "acc_stderr,none": 0.01}},
        "versions": {"arc_easy": 1.0},
        "n-shot": {"arc_easy": 0},
        "n-samples": {"arc_easy": {"original": 2376, "effective": 2376}},
        "config": {"model": "hf", "model_args": "pretrained=./models/lamina-llama-12,dtype=float32"},
        "lm_eval_version": "0.4.9",
        **changes,
    }
    path = folder / "results.json"
    path.write_text(json.dumps(results), encoding="utf-8")
    return path


@pytest.mark.usefixtures("measured")
def test_imports_results_for_the_model_that_the_file_names(writer: Client, tmp_path: Path) -> None:
    first = writer.import_evaluations(write_results(tmp_path))
    assert (first.is_new, first.model, first.skipped) == (True, "lamina-llama-12", [])
    again = writer.import_evaluations(write_results(tmp_path))
    assert (again.is_new, again.id) == (False, first.id)
    rows = writer.evaluations("lamina-llama-12", "arc_easy")
    assert [(row["value"], row["standard_error"], row["source"]) for row in rows] == [(0.61, 0.01, "lm-eval-results")]


def write_samples(folder: Path) -> Path:
    """Answers to a task as the harness logs them with --log_samples: 61 of 100 are right."""
    lines = [
        {
            "doc_id": each,
            "filter": "none",
            "metrics": ["acc"],
            "acc": float(each < 61),
            "doc": {"question": "x" * 100_000},
        }
        for each in range(100)
    ]
    path = folder / "samples_arc_easy_2026-01-01.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.mark.usefixtures("measured")
def test_imports_samples_that_no_variable_of_graphql_could_hold(writer: Client, tmp_path: Path) -> None:
    path = write_results(tmp_path, **{"n-samples": {"arc_easy": {"original": 100, "effective": 100}}})
    samples = write_samples(tmp_path)
    assert samples.stat().st_size > 8_000_000
    imported = writer.import_evaluations(path, "lamina-opt-12", samples={"arc_easy": samples})
    assert imported.is_new
    assert imported.content_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not writer.import_evaluations(path, "lamina-opt-12", samples={"arc_easy": samples}).is_new
    brought = "... on ResultImport { evaluations { nodes { samples { totalCount } } } }"
    query = f"query ($id: ID!) {{ node(id: $id) {{ {brought} }} }}"
    stored = writer.query(query, {"id": imported.id}).data["node"]["evaluations"]["nodes"]
    assert [row["samples"]["totalCount"] for row in stored] == [100]


@pytest.mark.usefixtures("measured")
def test_imports_are_refused_in_the_words_of_the_server(writer: Client, client: Client, tmp_path: Path) -> None:
    path = write_results(tmp_path)
    with pytest.raises(ApiError, match="token of scope") as caught:
        client.import_evaluations(path)
    assert caught.value.code == "UNAUTHENTICATED"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(LaminaError, match="is not JSON"):
        writer.import_evaluations(path)
    with pytest.raises(ApiError, match="The file is not valid JSON"):
        writer.import_evaluations(path, "lamina-opt-12")


@pytest.mark.usefixtures("measured")
def test_imports_layer_scores_under_a_protocol_of_their_own(writer: Client) -> None:
    rows = [{"layer": index, "metric": "block-influence@1", "mean": 0.01 * index} for index in range(12)]
    definition = lamina.ScoreDefinition(64, 64, "auto", 10, 10, 640, "0" * 64, "1" * 64)
    scores = lamina.TorchScores(rows, definition, "pytorch 2.0, cpu", "float32")
    assert scores.import_into(writer, "lamina-opt-12", "a text of my own").is_new
    table = [
        row
        for row in writer.layer_scores("lamina-opt-12", "block-influence", all_runs=True)
        if row["window"] == 64 and row["bos"] == "AUTO"
    ]
    assert [row["mean"] for row in table] == scores.values()
    assert {row["verification"] for row in table} <= {"SELF_REPORTED", "CONTRADICTED"}
    assert {(row["provider"], row["runtime_version"]) for row in table} == {("external", "pytorch 2.0, cpu")}


@pytest.mark.usefixtures("measured")
def test_refuses_results_of_a_model_that_is_not_here_with_near_names(writer: Client, tmp_path: Path) -> None:
    path = write_results(tmp_path, config={"model": "hf", "model_args": "pretrained=org/lamina-llama-13"})
    with pytest.raises(UnknownNameError, match="did you mean 'lamina-llama-12'"):
        writer.import_evaluations(path)


def test_writes_without_a_token_are_refused(client: Client) -> None:
    with pytest.raises(ApiError) as caught:
        client.submit_study(MODELS[0], benchmarks="country-facts")
    assert caught.value.code == "UNAUTHENTICATED"


def test_a_study_that_is_sent_twice_with_one_key_is_one_study(writer: Client, measured: Measured) -> None:
    def submit() -> str:
        return writer.submit_study(
            MODELS[0],
            benchmarks="country-facts",
            strategies=["iterate", "iterate-repair", "evolutionary"],
            search_repair="linear",
            counts=[1],
            until=0.9,
            windows=8,
            search_passes=2,
            search_seeds=[0, 1],
            search_fitness="loss",
            removals=[[2], {"attention": [3]}],
            limit=20,
            idempotency_key="once",
        )[0].id

    first = submit()
    assert submit() == first
    assert writer.watch(first, poll_s=0.5, timeout_s=300).status == "SUCCEEDED"


def test_a_job_that_fails_says_why(writer: Client, server: Server) -> None:
    job = writer.register_model("no-such-folder")
    with pytest.raises(JobFailedError, match="no-such-folder"):
        writer.watch(job, poll_s=0.2, timeout_s=300)


def test_progress_is_told_in_lines_where_there_is_no_terminal(
    writer: Client, measured: Measured, capsys: pytest.CaptureFixture[str]
) -> None:
    writer.watch(measured.studies[0])
    assert capsys.readouterr().err == f"100% {MODELS[0]}: succeeded\n"


def test_refuses_to_watch_what_is_no_job(writer: Client, client: Client) -> None:
    with pytest.raises(UnknownNameError, match="job or study"):
        writer.watch(client.models()[0]["id"])


def test_a_study_asks_for_forms_speeds_vocabularies_and_types(scripted: ScriptedServer, tmp_path: Path) -> None:
    names = {"totalCount": 1, "pageInfo": {"hasNextPage": False, "endCursor": "a"}, "nodes": [{"id": "1", "slug": "a"}]}
    scripted.answers = [(200, {}, {"data": {"models": names}}), (200, {}, {"data": {"submitStudy": {"studies": []}}})]
    client = Client(scripted.url, "lam_secret", cache=tmp_path)
    forms = ["int8", "INT4"]
    submitted = client.submit_study(
        "a",
        benchmarks="b",
        precisions=forms,
        efficiency=True,
        vocabularies="latin,greek",
        types=["Q8_0", "Q4_K"],
        combinations=[{"removal": {"attention": [5]}, "keep_vocabulary": "latin", "type": "Q8_0"}],
        roundings="Q4_0",
    )
    assert submitted == []
    sent = scripted.requests[-1][1]["variables"]["input"]
    assert (sent["precisions"], sent["efficiency"]) == (["INT8", "INT4"], True)
    assert (sent["vocabularies"], sent["types"]) == (["latin,greek"], ["Q8_0", "Q4_K"])
    assert sent["combinations"] == [{"removal": {"attention": [5]}, "keepVocabulary": "latin", "type": "Q8_0"}]
    assert sent["roundings"] == ["Q4_0"]
    with pytest.raises(UnknownNameError, match="INT8"):
        client.submit_study("a", benchmarks="country-facts", precisions="int-8")
