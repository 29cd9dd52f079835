"""Writes the text of the invented world on which losses are measured: python write_texts.py."""

import hashlib
import json
from pathlib import Path
from random import Random

from architectures import ARCHITECTURES, POSITIONS
from documents import KINDS, draw_document
from training_text import list_training_documents
from vocabulary import END, encode

FOLDER = Path(__file__).resolve().parent.parent / "texts"
NAME = "invented-world"
SEED = 12
PASSAGES = 80
SOURCES = [name for name, kind in KINDS.items() if kind.calibration > 0 and kind.test > 0]


def draw_passage(draw: Random, used: set[str]) -> str:
    """Unused documents of the test split that together fill all positions of a model, as a training row does."""
    shares = [KINDS[name].weight for name in SOURCES]
    documents, tokens = [], 0
    while tokens < POSITIONS:
        document = draw_document(draw.choices(SOURCES, shares)[0], "test", draw)
        if document.text not in used:
            used.add(document.text)
            documents.append(f"{document.whole_text} {END}")
            tokens += len(encode(document.whole_text)) + 1
    return "\n".join(documents)


def main() -> None:
    draw, used = Random(SEED), set()
    trained = list_training_documents({architecture.seed for architecture in ARCHITECTURES.values()})
    texts = [draw_passage(draw, used) for _ in range(PASSAGES)]
    if used & trained:
        raise ValueError(f"{len(used & trained)} documents were trained on, such as {min(used & trained)!r}")
    lines = "".join(json.dumps({"title": f"passage {place + 1}", "text": text}) + "\n" for place, text in enumerate(texts))
    facts = {
        "source": NAME,
        "label": "Invented world",
        "licence": "Apache-2.0",
        "package": "none",
        "origin": f"seeded text of the test split, packed to at least {POSITIONS} tokens like a training row; seed {SEED}",
        "passages": len(texts),
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{NAME}.jsonl").write_text(lines)
    (FOLDER / f"{NAME}.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(facts)


if __name__ == "__main__":
    main()
