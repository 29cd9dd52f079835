"""Writes the bundled texts on which losses are measured: passages of consecutive text of four sources, one JSON object a line.

usage: loss_texts.py FOLDER (needs beautifulsoup4, mwparserfromhell and apt of Debian). Packages are downloaded to FOLDER and checked against the SHA-256
written here; models/texts is written.
"""

import bz2
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
import zlib
from itertools import chain, zip_longest
from pathlib import Path
from xml.etree import ElementTree

import mwparserfromhell
from bs4 import BeautifulSoup
from repair_texts import BLANK_LINES, BOOKS, NOVELS, PAIR, read_member, read_strings

MODELS = Path(__file__).parent.parent.parent / "models"
# Tokens of a window are at most about 5 characters; a passage shorter than this has no window.
LEAST_CHARACTERS = 3_000
PASSAGE_CHARACTERS = 14_000
TEXT_CHARACTERS = 380_000
# The first chapters of a novel are what people try a model on.
FIRST_CHAPTERS = 12
DEBIAN = {
    "r-cran-janeaustenr=1.0.0-1": "df6bddf211906d1ff404f8ff662c21b34e6660e7f54a311084e749050c019c95",
    "sqlite3-doc=3.46.1-7+deb13u2": "67d28cb8ec314c609a6b3bd9d91315276843251635ac7fba52247859e58f742f",
}
WHEELS = {
    "gensim==4.4.0": "91a7fa5e814e7b1bad4b2dffa8d62c1e55410d5cbdf930714c1997ffb4404db8",
    "django==5.2.19": "5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00",
}
ARTICLES = "gensim/test/test_data/enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
PAGES = (
    "atomiccommit wal queryplanner-ng optoverview howtocorrupt malloc testing lockingv3 isolation whentouse fileformat2 json1 foreignkeys fts5 "
    "vtab queryplanner arch lang_with rtree session partialindex sharedcache vfs c_interface cintro loadext withoutrowid faq datatype3 "
    "undoredo gencol fts3 cli uri unlock_notify mmap tempfiles appfileformat floatingpoint np1queryprob famous"
).split()
MODULES = (
    "db/models/query.py db/models/sql/query.py db/models/base.py forms/models.py http/request.py template/base.py urls/resolvers.py "
    "db/migrations/autodetector.py contrib/admin/options.py test/client.py core/handlers/base.py utils/autoreload.py db/models/expressions.py "
    "http/response.py db/models/sql/compiler.py views/debug.py forms/fields.py core/paginator.py http/multipartparser.py core/validators.py "
    "template/defaulttags.py utils/html.py core/files/storage/filesystem.py middleware/csrf.py db/migrations/state.py contrib/auth/models.py "
    "db/backends/base/schema.py test/runner.py core/management/base.py"
).split()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    janeausten, sqlite = (fetch_debian(folder, requirement) for requirement in DEBIAN)
    gensim, django = (zipfile.ZipFile(fetch_wheel(folder, requirement)) for requirement in WHEELS)
    for name, label, licence, package, passages, origin in (
        (
            "austen",
            "Jane Austen",
            "Public domain",
            "Debian r-cran-janeaustenr 1.0.0-1",
            read_chapters(janeausten),
            "chapters of Sense and Sensibility, Pride and Prejudice, Emma and Persuasion, taken in turn",
        ),
        (
            "wikipedia",
            "Wikipedia articles",
            "CC-BY-SA-3.0",
            "PyPI gensim 4.4.0",
            read_articles(gensim),
            "the prose of English Wikipedia articles, written by the authors of these articles",
        ),
        (
            "sqlite-manual",
            "Manual of SQLite",
            "Public domain",
            "Debian sqlite3-doc 3.46.1-7+deb13u2",
            read_manual(sqlite),
            "the prose of pages of the manual of SQLite, written by its developers",
        ),
        (
            "django-code",
            "Source code of Django",
            "BSD-3-Clause",
            "PyPI django 5.2.19",
            read_code(django),
            "Python modules of Django, copyright Django Software Foundation and individual contributors",
        ),
    ):
        write_text(name, list(cap(passages)), {"label": label, "licence": licence, "package": package, "origin": origin})
    # The licence asks that its text goes with the code.
    [licence_file] = (name for name in django.namelist() if re.fullmatch(r"django-[\d.]+\.dist-info/licenses/LICENSE", name))
    (MODELS / "texts/django-code.LICENCE").write_bytes(django.read(licence_file))


def fetch_debian(folder: Path, requirement: str) -> tarfile.TarFile:
    name, version = requirement.split("=")
    if not list(folder.glob(f"{name}_*.deb")):
        subprocess.run(["apt-get", "download", "-qq", requirement], cwd=folder, check=True)
    [package] = folder.glob(f"{name}_*.deb")
    check_digest(package, DEBIAN[requirement])
    files = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], check=True, capture_output=True).stdout
    return tarfile.open(fileobj=io.BytesIO(files))


def fetch_wheel(folder: Path, requirement: str) -> Path:
    name, version = requirement.split("==")
    if not list(folder.glob(f"{name}-{version}-*.whl")):
        # The same file on every machine.
        choice = ["--only-binary", ":all:", "--python-version", "311", "--platform", "manylinux_2_28_x86_64"]
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", *choice, "-d", str(folder), requirement], check=True)
    [wheel] = folder.glob(f"{name}-{version}-*.whl")
    check_digest(wheel, WHEELS[requirement])
    return wheel


def check_digest(path: Path, expected: str) -> None:
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != expected:
        sys.exit(f"{path} has the SHA-256 {actual}, but the texts were made with {expected}; delete it and try again")


def read_chapters(package: tarfile.TarFile):
    """Whole chapters of the novels that no repair reads; those of which the calibration text has a paragraph are left out."""
    calibration = squeeze((MODELS / "calibration/austen.txt").read_text())
    data, index = (read_member(package, f"data/Rdata.{ending}") for ending in ("rdb", "rdx"))
    places = [(int.from_bytes(start), int.from_bytes(length)) for start, length in PAIR.findall(gzip.decompress(index))]
    novels = []
    for name in (book for book in BOOKS if book not in NOVELS):
        start, length = places[BOOKS.index(name)]
        lines = read_strings(zlib.decompress(data[start + 4 : start + length]))
        chapters = re.split(r"\n\s*(?:CHAPTER|Chapter) [IVXLC\d]+\.?[^\n]*\n", "\n".join(lines))[1:]
        paragraphs = [[" ".join(each.split("\n")).strip() for each in BLANK_LINES.split(chapter) if each.strip()] for chapter in chapters]
        unread = [each for each in paragraphs if not any(len(one) > 80 and squeeze(one) in calibration for one in each)]
        novels.append([(f"{name} {chapter}", "\n\n".join(each)) for chapter, each in enumerate(unread, 1) if chapter > FIRST_CHAPTERS])
    return (chapter for chapter in chain(*zip_longest(*novels)) if chapter)


def squeeze(text: str) -> str:
    return " ".join(text.split())


def read_articles(wheel: zipfile.ZipFile):
    """The running text of articles: no tables, lists, references, templates or headings of sections without prose."""
    seen = squeeze((MODELS / "calibration/wikipedia-passages.txt").read_text())
    with bz2.open(wheel.open(ARTICLES)) as file:
        root = ElementTree.parse(file).getroot()
    space = root.tag.partition("}")[0] + "}"
    for page in root.iter(f"{space}page"):
        wikitext = page.findtext(f"{space}revision/{space}text") or ""
        if wikitext.lower().startswith("#redirect"):
            continue
        text = strip_article(wikitext)
        if squeeze(text)[:60] not in seen:
            yield page.findtext(f"{space}title"), text


def strip_article(wikitext: str) -> str:
    wikitext = re.split(r"\n==+ *(?:See also|References|Notes|External links|Further reading|Bibliography)", wikitext, maxsplit=1)[0]
    wikitext = re.sub(r"\[\[(?:File|Image):(?:[^\[\]]|\[\[[^\]]*\]\])*\]\]", "", wikitext)
    wikitext = re.sub(r"(?s)<ref[^>/]*/>|<ref.*?</ref>|\{\|.*?\n\|\}|<!--.*?-->|<gallery.*?</gallery>|<math.*?</math>", "", wikitext)
    plain = mwparserfromhell.parse(wikitext).strip_code(normalize=True, collapse=True)
    paragraphs = [re.sub(r"\(\s*[;,]?\s*\)", "", line).strip() for line in plain.split("\n")]
    return "\n\n".join(re.sub(r" {2,}", " ", each) for each in paragraphs if len(each) > 100 and each[-1] in ".!?\")’”")


def read_manual(package: tarfile.TarFile):
    for page in PAGES:
        file = package.extractfile(f"./usr/share/doc/sqlite3/{page}.html")
        if file is None:
            raise SystemExit(f"the manual has no page {page}")
        soup = BeautifulSoup(file.read(), "html.parser")
        for each in soup.select("script, style, svg, .nosearch, .menu, .toc_header, #toc_sub, .imgcontainer, form, header, footer"):
            each.decompose()
        paragraphs = []
        for each in soup.select("p, pre, li, h1, h2, h3"):
            # A paragraph that holds others is read as these.
            if each.find(["p", "pre", "li"]) is None:
                text = each.get_text()
                paragraphs.append(text.strip("\n").rstrip() if each.name == "pre" else squeeze(text))
        yield page, "\n\n".join(each for each in paragraphs if each)


def read_code(wheel: zipfile.ZipFile):
    for module in MODULES:
        yield module, wheel.read(f"django/{module}").decode()


def cap(passages):
    """Passages of useful length until the text is long enough; longer ones are cut at a blank line."""
    total = 0
    for title, text in passages:
        if len(text) > PASSAGE_CHARACTERS:
            text = text[: text.rindex("\n\n", 0, PASSAGE_CHARACTERS)]
        if len(text) >= LEAST_CHARACTERS and total < TEXT_CHARACTERS:
            total += len(text)
            yield {"title": title, "text": text}


def write_text(name: str, passages: list[dict[str, str]], facts: dict[str, str]) -> None:
    folder = MODELS / "texts"
    folder.mkdir(exist_ok=True)
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in passages)
    (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    facts = {"source": name.partition("-")[0], **facts, "passages": len(passages), "sha256": hashlib.sha256(lines.encode()).hexdigest()}
    (folder / f"{name}.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    print(name, facts["passages"], "passages", sum(len(each["text"]) for each in passages), "characters")


main(Path(sys.argv[1]))
