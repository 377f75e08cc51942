"""Texts that make careless expressions take forever: long runs of what dates, bylines, quotations and numbers are made of."""

from collections.abc import Iterator

RUNS = (
    " ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", "\u200b", ".", "..", ". ", "…", "-", " - ", "–", "„", "“", '"',
    '" ', "'", "’", "‚", "‘", "»", "«", "(", ")", "()", "( ", ",", ", ", ";", ":", ": ", "/", " / ", "|", "#", "*", "_",
    "0", "1.", "1. ", "12.", "1,", "9 ", "1 000 ", "2018 ", "2018-", "20.2.", "a", "A", "ä", "Ä", "A ", "A.", "A. ", "A-",
    "a-", "Ab ", "ab ", "A b ", "Von ", "Von A B, ", "von und ", "Von A und ", "by ", "dpa/", "dpa, ", "(dpa) ", "(",
    "Foto: ", "Quelle: ", "Stand: ", "1. Januar ", "1. Januar 2018 ", "am 1. ", "im Jahr ", "Mai ", "Montag, ", "bis ",
    "zwischen 1 und ", "rund ", "nicht ", "hundert", "tausend", "ein", "einund", "zwei", "und", "und ", "one hundred ",
    "and ", "Million ", "Prozent ", "5 % ", "5,5 ", "sagte ", "sagte er, ", "„Ja“, sagte ", "„ja“ ", "“ „", "der ",
    "dass ", "Er sagte: „", "\u0301", "e\u0301", "\u202e", "\U0001f600", "&amp;", "&", "<", "<b>", "</b>", "<p>", "<!--",
    "[[", "](", "http://", "www.", "a@", "a.b", "@", "§ ", "€ ", "x" * 40 + " ", "Donaudampfschifffahrts", "ss", "ß", "İ",
    "ﬁ", "2018–2019 ", "1.1.1", "I.", "I. ", "Dr. ", "z. B. ", "Nr. ", "p.m. ", "??", "!?", "?! ", "Ã¼", "Ã", "â€",
    "\ufeff", "\ufffd",
)  # fmt: skip
"""What is repeated."""
HEADS = ("", "Von ", "Foto: ", "Stand: ", "BRÜSSEL, 1. ", "Er sagte: „", "(", "2018", "A")
TAILS = ("", "!", "x", "\n\nDer Rat tagte am Montag in Köln.", " (dpa)", "“, sagte Anna Beispiel.", "\x85", ")")


def runs(length: int, heads: tuple[str, ...] = HEADS, tails: tuple[str, ...] = TAILS) -> Iterator[tuple[str, str]]:
    """What it is, and about `length` characters of it: each run behind each head and before each tail."""
    for run in RUNS:
        body = run * max(1, length // len(run))
        for head in heads:
            for tail in tails:
                yield f"{head!r} {run!r}*{length // len(run)} {tail!r}", head + body + tail
