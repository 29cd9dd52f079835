"""Writes the bundled calibration text and its facts: python write_calibration.py."""

import json
from pathlib import Path
from random import Random

from architectures import ARCHITECTURES, POSITIONS
from document import Document
from documents import KINDS, draw_document
from training_text import list_training_documents
from vocabulary import END, encode

FOLDER = Path(__file__).resolve().parent.parent / "calibration"
NAME = "invented-world"
SEED = 11
DOCUMENTS = 96
SOURCES = [name for name, kind in KINDS.items() if kind.calibration > 0]


def draw_passages(draw: Random, used: set[str]) -> list[Document]:
    """Unused passages of the calibration split that together fill all positions of a model, as a training row does."""
    shares = [KINDS[name].weight for name in SOURCES]
    passages, tokens = [], 0
    while tokens < POSITIONS:
        passage = draw_document(draw.choices(SOURCES, shares)[0], "calibration", draw)
        if passage.text not in used:
            used.add(passage.text)
            passages.append(passage)
            tokens += len(encode(passage.whole_text)) + 1
    return passages


def main() -> None:
    draw, used = Random(SEED), set()
    trained = list_training_documents({architecture.seed for architecture in ARCHITECTURES.values()})
    documents = [draw_passages(draw, used) for _ in range(DOCUMENTS)]
    if used & trained:
        raise ValueError(f"{len(used & trained)} passages were trained on, such as {min(used & trained)!r}")
    texts = ["\n".join(f"{passage.whole_text} {END}" for passage in passages) for passages in documents]
    facts = {
        "name": NAME,
        "licence": "Apache-2.0",
        "documents": len(texts),
        "passages": len(used),
        "tokens": sum(len(encode(text)) for text in texts),
        "description": "Seeded text of the invented world; no passage was among the texts that the bundled models were "
        "trained on. A blank line separates documents. A document is packed like a training row: passages, each ended "
        f"by {END}, to at least {POSITIONS} tokens.",
        "seed": SEED,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{NAME}.txt").write_text("\n\n".join(texts) + "\n")
    (FOLDER / f"{NAME}.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(facts)


if __name__ == "__main__":
    main()
