"""Writes the bundled calibration text and its facts: python write_calibration.py."""

import json
from pathlib import Path
from random import Random

from documents import KINDS, draw_document
from training_text import list_training_documents
from vocabulary import encode

FOLDER = Path(__file__).resolve().parent.parent / "calibration"
NAME = "invented-world"
SEED = 11
DOCUMENTS = 900
SOURCES = [name for name, kind in KINDS.items() if kind.calibration > 0]


def main() -> None:
    draw, trained = Random(SEED), list_training_documents()
    shares = [KINDS[name].weight for name in SOURCES]
    names = draw.choices(SOURCES, shares, k=DOCUMENTS)
    documents = [draw_document(name, "calibration", draw) for name in names]
    shared = {document.text for document in documents} & trained
    if shared:
        raise ValueError(f"{len(shared)} calibration documents were trained on, such as {min(shared)!r}")
    texts = list(dict.fromkeys(document.whole_text for document in documents))
    facts = {
        "name": NAME,
        "licence": "Apache-2.0",
        "documents": len(texts),
        "tokens": sum(len(encode(text)) for text in texts),
        "description": "Seeded text of the invented world, disjoint from what the bundled models were trained on. "
        "A blank line separates documents.",
        "seed": SEED,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{NAME}.txt").write_text("\n\n".join(texts) + "\n")
    (FOLDER / f"{NAME}.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(facts)


if __name__ == "__main__":
    main()
