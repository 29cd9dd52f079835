"""Compares lm-evaluation-harness with Lamina: it reads Lamina's results.json, and asks the same BIG-Bench Hard questions from the same task files."""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import lm_eval
from checks import Checks, Lamina, expect_equal
from lm_eval.result_schema import EvalResults
from lm_eval.tasks import TaskManager
from lm_eval.utils import get_latest_filename, get_results_filenames, make_table

BENCHMARKS = ("country-facts", "word-copy-generation", "world-text")
# Written for this check in the format of SaylorTwift/bbh.
WORD_ROWS = [{"input": "Sort. List: pear fig", "target": "fig pear"}]
ROWS = [{"input": 'Is "no" a word?\nOptions:\n(A) Yes\n(B) No', "target": "(A)"}, {"input": "1 + 1 =", "target": "2"}]
# Built-in tasks without a recorded prompt: the harness' folder, the data set's configuration, and rows written for this check.
BUILT_IN = {
    "race": (
        "race",
        "high",
        [
            {
                "article": "A dog ran by.",
                "problems": "[{'question': 'What is it?', 'options': ['A cat', 'A dog', 'A cow', 'A hen'], 'answer': 'B'}, "
                "{'question': 'It eats  _  .', 'options': ['hay', 'meat', 'fish', 'corn'], 'answer': 'B'}, "
                "{'question': \"Whose is it?\", 'options': ['Ann\\'s', 'Bob', 'Eve', 'Max'], 'answer': 'D'}]",
            }
        ],
    ),
    "wsc273": (
        "wsc273",
        "wsc273",
        [
            {
                "text": "The lamp stood on the old table because it was heavy.",
                "pronoun": "it",
                "pronoun_loc": 40,
                "options": ["The lamp", "The old table"],
                "label": 1,
            },
            {"text": "Ann met Eve. Her coat was wet.", "pronoun": "Her", "pronoun_loc": 13, "options": ["Ann", "The Eve"], "label": 0},
        ],
    ),
}
ANSWERS = [
    "So the answer is (B).",
    "the answer is 12. Or the answer is 7.",
    "",
    "The answer: no",
    "yes, the answer is\nnot here.",
    "It is: A (or B)",
    "NO! It is not plausible.",
    "True, and then False.",
    "the man is telling the truth",
    "two thousand and twelve apples",
    "pear and fig, so: fig pear",
    "[ { invalid",
]


def check_results(checks, lamina, work):
    folder = work / "results"
    folder.mkdir()
    newest = folder / "results_2026-01-02T03-04-05.000006.json"
    (folder / "results_2025-01-02T03-04-05.000006.json").write_text("{}")
    lamina.run("evaluate", "lamina-llama-12", "--tasks", ",".join(BENCHMARKS), "--limit", "6", "--json", newest)
    names = [str(folder / name) for name in os.listdir(folder)]
    results = json.loads(Path(get_latest_filename(get_results_filenames(names))).read_text())
    required = set(EvalResults.__required_keys__) & {"results", "configs", "versions", "n-shot", "higher_is_better", "n-samples"}
    checks.run("results.json has what the harness' own schema requires", lambda: expect_equal(required - set(results), set(), "missing keys"))
    table = checks.run("the harness' own table reads results.json", lambda: make_table(results))

    def every_value():
        missing = [
            f"{task} {metric}"
            for task in BENCHMARKS
            for metric, value in results["results"][task].items()
            if isinstance(value, float) and f"{value:.4f}" not in (table or "")
        ]
        expect_equal(missing, [], "values that are not in the table")

    checks.run("every value and standard error stands in the table", every_value)


def render(renderer, tasks, work, names):
    answers = work / "answers.json"
    answers.write_text(json.dumps(ANSWERS))
    done = subprocess.run(
        [*shlex.split(renderer), str(tasks), str(work), str(answers), *names], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def load(manager, name, rows):
    data = {"dataset_path": "json", "dataset_name": None, "dataset_kwargs": {"data_files": {"test": str(rows)}}}
    # The public loader replaces a task by the overrides; its factory merges them with the file.
    task = manager._factory.build(manager._entry(name), overrides=data, registry=manager._index)
    task.build_all_requests(rank=0, world_size=1)
    return task


def pairs_of(task):
    """The harness' questions of a multiple-choice task, and the correct choices."""
    # Two inputs with one continuation: the label is the text, which is how the harness recognises such tasks.
    gold = task.doc_to_text if task.multiple_input else task.doc_to_target
    return {
        "requests": [{"context": instance.args[0], "continuation": instance.args[1]} for instance in task.instances],
        "golds": [gold(doc) for doc in task.eval_docs],
    }


def expected_of(task):
    """The harness' questions, and how it reads answers."""
    filtered = []
    for ensemble in task._filters:
        docs = [task.eval_docs[0]] * len(ANSWERS)
        kept = [[answer] for answer in ANSWERS]
        for step in ensemble.filters:
            kept = list(step().apply(kept, docs))
        filtered.append([ensemble.name, kept])
    return {
        "requests": [
            {
                "context": instance.args[0],
                "until": instance.args[1]["until"],
                "maxTokens": instance.args[1].get("max_gen_toks", 256),
            }
            for instance in task.instances
        ],
        "targets": [task.doc_to_target(doc) for doc in task.eval_docs],
        "filtered": filtered,
    }


def check_bbh(checks, renderer, work):
    tasks = Path(lm_eval.__file__).parent / "tasks/bbh"
    manager = TaskManager(include_path=str(tasks), include_defaults=False)
    subtasks = {name: re.sub(r"^bbh_(cot_)?(fewshot|zeroshot)_", "", name) for name in sorted(manager.all_subtasks) if name.startswith("bbh_")}
    checks.run("four groups have 27 tasks each", lambda: expect_equal(len(subtasks), 4 * 27, "tasks"))
    for subtask in set(subtasks.values()):
        rows = WORD_ROWS if subtask == "word_sorting" else ROWS
        (work / f"{subtask}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = render(renderer, tasks, work, list(subtasks))
    for name, subtask in subtasks.items():
        checks.run(f"{name} is asked and read alike", lambda name=name, subtask=subtask: compare(manager, name, work / f"{subtask}.jsonl", found[name]))


def compare(manager, name, rows, found):
    expected = expected_of(load(manager, name, rows))
    for part, value in expected.items():
        expect_equal(found.get(part, found.get("refused")), value, part)


def check_built_in(checks, renderer, work):
    root = Path(lm_eval.__file__).parent / "tasks"
    for name, (folder, configuration, rows) in BUILT_IN.items():
        (work / f"{configuration}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        manager = TaskManager(include_path=str(root / folder), include_defaults=False)

        def compare_pairs(manager=manager, name=name, rows=work / f"{configuration}.jsonl"):
            found = render(renderer, "built-in", work, [name])[name]
            for part, value in pairs_of(load(manager, name, rows)).items():
                expect_equal(found.get(part, found.get("refused")), value, part)

        checks.run(f"the built-in {name} asks what the harness asks", compare_pairs)


def main():
    options = argparse.ArgumentParser()
    for name in ("--lamina", "--work", "--renderer"):
        options.add_argument(name, required=True)
    options = options.parse_args()
    work = Path(options.work) / "harness"
    work.mkdir()
    os.environ["HF_HOME"] = str(work / "hf")
    checks = Checks()
    check_results(checks, Lamina(options.lamina), work)
    check_bbh(checks, options.renderer, work)
    check_built_in(checks, options.renderer, work)
    checks.finish()


if __name__ == "__main__":
    sys.exit(main())
