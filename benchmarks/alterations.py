"""Is a quotation called what it is? Sentences of an archive, altered in known ways by a machine, and what `check` says of them.

    python -m benchmarks.alterations --archive FOLDER [--strangers FILE.jsonl] [--count 100] [--seed 1] [--json] [--wrong]
    example: python -m benchmarks.alterations --archive .data/sample --wrong

Of each way so many (--count) sentences are drawn: as printed, typography, a digit, a number word, a negation, a name, tense,
order, case, a cut (marked or not), two pieces put together, another outlet, another speaker. With --strangers, lines with a
"text" of articles that the archive does not hold, their sentences are quotations that nobody printed. What happens to be
printed elsewhere is left out (all texts are gone through). Times are of one `check` each, in one process.
"""

import argparse
import json
import random
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article, BlockKind
from corpus.patterns import regex
from corpus.store import Store
from retrieval.checking.checker import Checker
from retrieval.checking.kinds import is_negation
from retrieval.checking.result import Verdict
from retrieval.checking.words import words_of
from retrieval.sentences import split_sentences
from retrieval.voice import voice_of

_NUMBER_WORDS = "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend".split()
_TENSES = {
    "ist": "war", "sind": "waren", "war": "ist", "waren": "sind", "hat": "hatte", "haben": "hatten", "hatte": "hat",
    "hatten": "haben", "wird": "wurde", "werden": "wurden", "wurde": "wird", "wurden": "werden", "sagte": "sagt",
    "sagt": "sagte",
    "soll": "sollte", "sollen": "sollten", "kann": "konnte", "können": "konnten", "muss": "musste", "will": "wollte",
}  # fmt: skip
_WORD = regex(r"[^\W\d_][\w’'-]*")
_DIGIT = regex(r"\d")
_NAME = regex(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{3,}")
_NEGATION = regex(r"\b(?:nicht|kein\w*|nie)\b ?")
_VERB = regex(r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|hatten|soll|sollen|kann|können|will|muss)\b")


@dataclass(frozen=True)
class Case:
    """A quotation to check, what was done to it, and the verdict that is right."""

    way: str
    text: str
    right: Verdict
    speaker: str = ""
    source: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article's prose, at `start`."""

    article: Article
    start: int
    text: str


def main() -> int:
    """Draw, check, and print a table; 1 where an altered quotation was called exact, or a typographic variant altered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True, help="an archive's folder")
    parser.add_argument("--strangers", type=Path, help="a JSON Lines file of articles that the archive does not hold")
    parser.add_argument("--count", type=int, default=100, help="cases of each way (default: 100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--wrong", action="store_true", help="show the cases that were called something else")
    asked = parser.parse_args()
    cases = list(made(asked.archive, asked.strangers, asked.count, asked.seed))
    checker = Checker.open(asked.archive)
    called: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    for case in cases:
        begun = time.perf_counter()
        found = checker.check(case.text, speaker=case.speaker, source=case.source)
        seconds.append(time.perf_counter() - begun)
        called[case.way][found.verdict] += 1
        if asked.wrong and found.verdict != case.right:
            kinds = [(each.kind, each.claimed, each.printed) for one in found.quotations for each in one.differences]
            print(
                f"{case.way}: {found.verdict}, not {case.right}: {case.text!r} {case.speaker} {case.source} {kinds}",
                file=sys.stderr,
            )
    figures = figures_of(cases, called, seconds)
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        _print(cases, called, figures)
    return 0 if figures["altered_called_exact"] == figures["typography_called_otherwise"] == 0 else 1


def made(archive: Path, strangers: Path | None, count: int, seed: int) -> Iterator[Case]:
    """All cases. The same seed draws the same ones from the same archive."""
    chance = random.Random(seed)
    sentences = _sentences(archive)
    printed = ["\n".join(words_of(text).keys) for text in {one.article.id: one.article.text for one in sentences}.values()]
    names = sorted({name for one in sentences for name in _NAME.findall(one.text)})
    for way, (right, alter) in WAYS.items():
        drawn, tried = 0, 0
        while drawn < count and tried < 60 * count:
            tried += 1
            case = alter(chance.choice(sentences), sentences, names, chance)
            if case is None or (right in ("altered", "stitched") and _is_printed(case, printed)):
                continue
            drawn += 1
            text, speaker, source = case
            yield Case(way, text, right, speaker, source)
    if strangers:
        rows = [json.loads(line)["text"] for line in strangers.read_text(encoding="utf-8").splitlines()]
        foreign = [row[a:b] for row in rows for a, b in split_sentences(row, "de") if 60 < b - a < 300]
        for text in chance.sample(foreign, min(count, len(foreign))):
            yield Case("printed by nobody", text, "not found")


Altered = tuple[str, str, str] | None
"""A quotation with the speaker and the outlet that it is said to be of; None where the sentence does not allow the way."""
Way = Callable[[Sentence, Sequence[Sentence], Sequence[str], random.Random], Altered]


def _sentences(archive: Path) -> list[Sentence]:
    store = Store.open(archive)
    with store.read() as snapshot:
        articles = sorted(snapshot.all_articles(), key=lambda article: article.path)
    store.close()
    found = []
    for article in articles:
        for block in article.blocks:
            if block.kind is BlockKind.PROSE and article.language == "de":
                text = article.text[block.start : block.end]
                found += [
                    Sentence(article, block.start + a, text[a:b])
                    for a, b in split_sentences(text, "de")
                    if 50 < b - a < 350 and "\n" not in text[a:b]
                ]
    return found


def _is_printed(case: tuple[str, str, str], printed: Sequence[str]) -> bool:
    """Whether the quotation's words stand in any text as they are: it is no alteration then."""
    wanted = "\n".join(words_of(case[0].strip('„“”"»« .')).keys)
    return any(wanted in text for text in printed)


def _plain(text: str) -> Altered:
    return text, "", ""


def _as_printed(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    if chance.random() < 0.5:
        return _plain(one.text)
    words = one.text.split()
    low = chance.randrange(0, max(1, len(words) - 6))
    part = words[low : low + chance.randrange(6, len(words) + 1 if len(words) > 6 else 7)]
    after = words[low + len(part) :][:2]
    before = words[low - 1 : low] if low else []
    if any(_NEGATION.match(word) for word in [*before, *after]) or len(part) < 4:
        return None
    return _plain(" ".join(part).rstrip(".,;:!?"))


def _typography(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    text = one.text
    how = chance.randrange(7)
    if how == 0:
        text = text.translate({ord(sign): '"' for sign in "„“”»«"})
    elif how == 1:
        text = text.replace(" ", "\u00a0", 3).replace(" – ", " - ")
    elif how == 2:
        text = unicodedata.normalize("NFD", text)
    elif how == 3:
        text = text.replace(" ", "  ", 2).replace(" ", "\n", 5)
    elif how in (4, 5):
        long = [match for match in _WORD.finditer(text) if len(match.group()) > 8 and match.group()[3:7].islower()]
        if not long:
            return None
        at = chance.choice(long).start() + 5
        text = text[:at] + ("\u00ad" if how == 4 else "-\n") + text[at:]
    else:
        text = "»" + text.translate({ord("„"): "‚", ord("“"): "‘"}).replace("…", "...").replace("–", "—") + "«"
    return _plain(text) if text != one.text else None


def _digit(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    places = [match.start() for match in _DIGIT.finditer(one.text)]
    if not places:
        return None
    at = chance.choice(places)
    other = chance.choice([sign for sign in "123456789" if sign != one.text[at]])
    return _plain(one.text[:at] + other + one.text[at + 1 :])


def _number_word(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    found = [match for match in _WORD.finditer(one.text) if match.group() in _NUMBER_WORDS]
    if not found:
        return None
    match = chance.choice(found)
    other = chance.choice([word for word in _NUMBER_WORDS if word != match.group()])
    return _plain(one.text[: match.start()] + other + one.text[match.end() :])


def _negation(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    if match := _NEGATION.search(one.text):
        if match.group().startswith("kein"):
            return _plain(one.text[: match.start()] + match.group()[1:] + one.text[match.end() :])
        return _plain(one.text[: match.start()] + one.text[match.end() :])
    if match := _VERB.search(one.text):
        return _plain(one.text[: match.end()] + " nicht" + one.text[match.end() :])
    return None


def _name(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    found = list(_NAME.finditer(one.text))
    if not found:
        return None
    match = chance.choice(found)
    other = chance.choice([name for name in names if name != match.group()])
    return _plain(one.text[: match.start()] + other + one.text[match.end() :])


def _tense(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    found = [match for match in _WORD.finditer(one.text) if match.group() in _TENSES]
    if not found:
        return None
    match = chance.choice(found)
    return _plain(one.text[: match.start()] + _TENSES[match.group()] + one.text[match.end() :])


def _order(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    words = one.text.split(" ")
    if len(words) < 8:
        return None
    size = chance.choice((1, 1, 2, 3))
    at = chance.randrange(1, len(words) - 2 * size)
    left, right = words[at : at + size], words[at + size : at + 2 * size]
    if left == right:
        return None
    return _plain(" ".join([*words[:at], *right, *left, *words[at + 2 * size :]]))


def _case(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    match = chance.choice(list(_WORD.finditer(one.text)))
    word = match.group()
    other = word[0].swapcase() + word[1:]
    return _plain(one.text[: match.start()] + other + one.text[match.end() :]) if other != word else None


def _cut(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random, marked: bool = False) -> Altered:
    words = one.text.split(" ")
    if len(words) < 12:
        return None
    size = chance.randrange(4, min(8, len(words) - 6))
    at = chance.randrange(3, len(words) - size - 2)
    gone = " ".join(words[at : at + size])
    if any(is_negation(word.strip("„“,.")) for word in gone.split()):
        return None
    return _plain(" ".join([*words[:at], *(["[…]"] if marked else []), *words[at + size :]]))


def _marked_cut(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    return _cut(one, all_, names, chance, marked=True)


def _stitched(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    other = chance.choice(all_)
    first, second = one.text.split(" "), other.text.split(" ")
    if other.article.id == one.article.id or len(first) < 12 or len(second) < 12:
        return None
    if chance.random() < 0.5:
        return _plain(f"{one.text} {other.text}")
    return _plain(" ".join([*first[: len(first) // 2], *second[len(second) // 2 :]]))


def _outlet(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    other = chance.choice(all_).article
    if one.article.source is None or other.source is None or _held(one.article) & _held(other):
        return None
    if any(_held(each.article) & _held(other) for each in all_ if one.text.rstrip(".") in each.article.text):
        return None
    return one.text, "", other.source.value


def _held(article: Article) -> set[str]:
    return {
        word for fact in (article.source, article.origin) if fact for word in fact.value.casefold().replace("/", " ").split()
    }


def _speaker(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    voice = voice_of(one.article, one.start)
    if voice.kind == "own" or voice.speaker is None:
        return None
    own = one.article.text[voice.speaker[0] : voice.speaker[1]]
    return one.text, chance.choice([name for name in ("Ada Lovelace", "Alan Turing", "Konrad Zuse") if name != own]), ""


WAYS: dict[str, tuple[Verdict, Way]] = {
    "as printed": ("exact", _as_printed),
    "typography": ("exact", _typography),
    "digit": ("altered", _digit),
    "number word": ("altered", _number_word),
    "negation": ("altered", _negation),
    "name": ("altered", _name),
    "tense": ("altered", _tense),
    "order": ("altered", _order),
    "case": ("altered", _case),
    "cut": ("shortened", _cut),
    "marked cut": ("shortened", _marked_cut),
    "stitched": ("stitched", _stitched),
    "another outlet": ("misattributed", _outlet),
    "another speaker": ("misattributed", _speaker),
}


def figures_of(cases: Sequence[Case], called: dict[str, Counter[str]], seconds: Sequence[float]) -> dict[str, float]:
    """What the bars are about."""
    right = sum(called[way][verdict] for way, verdict in {case.way: case.right for case in cases}.items())
    ways = {case.way: case.right for case in cases}
    ordered = sorted(seconds)
    return {
        "cases": len(cases),
        "right": right / len(cases),
        "altered_called_exact": sum(called[way]["exact"] for way, verdict in ways.items() if verdict != "exact"),
        "typography_called_otherwise": sum(called["typography"].values()) - called["typography"]["exact"],
        "milliseconds_p50": 1000 * statistics.median(ordered),
        "milliseconds_p95": 1000 * ordered[int(0.95 * (len(ordered) - 1))],
    }


def _print(cases: Sequence[Case], called: dict[str, Counter[str]], figures: dict[str, float]) -> None:
    for way, right in {case.way: case.right for case in cases}.items():
        told = ", ".join(f"{verdict} {count}" for verdict, count in called[way].most_common())
        print(f"{way:18} {called[way][right]:4} of {sum(called[way].values()):4} right  ({told})")
    print(", ".join(f"{name} {value:.4g}" for name, value in figures.items()))


if __name__ == "__main__":
    sys.exit(main())
