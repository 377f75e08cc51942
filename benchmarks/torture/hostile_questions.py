"""Questions that someone asks to break something: sample questions changed, syntax of other languages, runs, odd characters."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.torture.killers import RUNS
from bot import wiring

PIECES = (
    "AND OR NOT (", ")", '"', '""', "title:", "text:*", "*", "?", "~2", "^9999999", "[a TO z]", "{* TO *}", "+", "-",
    "/.*/", "\\", "'; DROP TABLE articles; --", "' OR 1=1 --", "%", "%s%n%x", "{0.__class__}", "{}", "${7*7}", "{{7*7}}",
    "<script>alert(1)</script>", "<b>", "</blockquote>", "&lt;", "&#0;", "<tg-spoiler>", "[x](tg://user?id=1)", "@bot",
    "/vergiss", "/start", "http://x.example/", "\u202e", "\u2066", "\u200d", "\u200b", "\ufeff", "\u00ad",
    "\u0301" * 1500, "\x00", "\x1b[31m", "\x1b]8;;http://x\x1b\\", "\x07", "\x9b2J", "\r", "\n", "\t", "\u2028", "\x85",
    "\ud800", "\udfff", "🏳️‍🌈" * 200, "👩‍👩‍👧‍👦", "؟من", "שלום", "ﷺ", "𝕎𝕖𝕣", "İ", "ß", "seit gestern", "letzten Monat",
    "im Jahr 99999", "am 31. Februar 2018", "zwischen 2020 und 2010", "vor 9999999999 Jahren",
    "in den letzten 99999999999999999999 Tagen", "Ende Anfang Mitte 2018", "seit dem 0.0.0000", "bis 9999-12-31",
    "vor Christus", "laut dpa", "laut laut laut", "im Spiegel", "in der ", "nicht ", "kein ", "Wie viele ",
    "Wie viele Millionen Milliarden ", "und", "Und davor?", "Und er?", "Warum?", "Wann war das?", "und wer noch?",
    "9" * 400, "1" + "0" * 300, "1e999", "-0", "½", "Ⅻ", "٣", "neunhundertneunundneunzigtausendneunhundertneunundneunzig",
    "eine Million Millionen Millionen", "hundert" * 90,
)  # fmt: skip
"""Query syntax, injections, markup, control characters, scripts, periods, numbers, and what leans on a question before."""
DATES = (
    "",
    "2018",
    "2018-02-30",
    "9999",
    "0000-00-00",
    "gestern",
    "1. Januar 2018",
    "\x00",
    "9" * 500,
    "2018/19",
    "31.12.9999",
    "Q5 2018",
)
SOURCES = ("", "dpa", "' OR 1=1", "*", "\x00", "…", "a" * 1900, "\ud800", "Mörgen\u0301blatt")


@dataclass(frozen=True)
class Asked:
    """A question with its filter's parts, what it is asked for, and whether it comes after the one before."""

    text: str
    since: str = ""
    until: str = ""
    source: str = ""
    follows: bool = False
    timeline: bool = False
    top_k: int = 5


def sample_questions() -> list[str]:
    """Those that the sample archive comes with."""
    lines = (wiring.sample_folder().parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def hostile_questions(count: int, chance: random.Random) -> Iterator[Asked]:
    """`count` questions, the same ones for the same chance."""
    valid = sample_questions()
    for number in range(count):
        text = _question(valid, chance)
        odd = chance.random() < 0.2
        yield Asked(
            text,
            chance.choice(DATES) if odd else "",
            chance.choice(DATES) if odd else "",
            chance.choice(SOURCES) if odd else "",
            follows=chance.random() < 0.3,
            timeline=number % 20 == 0,
            top_k=chance.choice((1, 5, 5, 5, 50)),
        )


def _question(valid: list[str], chance: random.Random) -> str:
    kind = chance.randrange(10)
    if kind == 0:  # anything at all
        return "".join(
            chr(chance.randrange(chance.choice((128, 0x500, 0x3000, 0x110000)))) for _ in range(chance.randrange(1, 80))
        )
    if kind == 1:  # near the limit, in either direction
        run = chance.choice(RUNS)
        made = (chance.choice(("", "Wer ", "Wie viele ", "Seit ")) + run * 2000)[
            : chance.choice((1990, 1999, 2000, 2001, 60_000))
        ]
        return made + chance.choice(("", "?"))
    if kind == 2:  # nothing but pieces
        return " ".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
    text = list(chance.choice(valid))
    for _ in range(chance.choice((1, 1, 2, 4, 20))):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(5):
            case 0:
                del text[at : at + chance.randrange(1, 6)]
            case 1:
                text[at:at] = chance.choice(PIECES)
            case 2:
                text[at:at] = [chr(chance.randrange(0x2100))]
            case 3:
                text[at:at] = text[at : at + 9] * chance.choice((1, 2, 40))
            case _:
                text = list(chance.choice(valid))[:at] + text[at:]
    return "".join(text)[: chance.choice((300, 2000, 2500))]
