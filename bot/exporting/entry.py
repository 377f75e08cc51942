"""What is exported: values that every format takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from bot.formatting.plain import visible
from corpus.article import Article, Span
from retrieval.checking.result import Verdict
from retrieval.quote import Copy, Quote
from retrieval.saying.sentence_voice import Kind
from retrieval.text_fragment import fragment_link


@dataclass(frozen=True)
class Entry:
    """A place of the archive that is quoted: the characters `[start, end)` of an article, `text`, as they are printed.

    `link` is the article's address with a fragment that opens it at the place. `claim` is the quotation that was checked and
    `verdict` what came of it, both empty where nothing was. `receipt` is the short code of the quotation's receipt.
    """

    article: Article
    start: int
    end: int
    file_name: str
    page: int | None = None
    highlights: tuple[Span, ...] = ()
    voice: Kind = "own"
    speaker: str | None = None
    also_in: tuple[Copy, ...] = ()
    receipt: str = ""
    claim: str = ""
    verdict: Verdict | None = None

    @classmethod
    def of(cls, quoted: Quote, claim: str = "", verdict: Verdict | None = None) -> "Entry":
        """The entry of a quote."""
        return cls(
            quoted.article,
            quoted.start,
            quoted.end,
            quoted.file_name,
            quoted.page,
            quoted.highlights,
            quoted.voice.kind,
            quoted.speaker and flat(quoted.speaker),
            quoted.also_in,
            claim=claim,
            verdict=verdict,
        )

    @property
    def text(self) -> str:
        """The quotation, character for character."""
        return self.article.text[self.start : self.end]

    @property
    def key(self) -> str:
        """The same for the same place at every export, and of letters, digits, dots and hyphens alone."""
        return f"wortlaut-{quote(self.article.id, safe='').replace('%', '.')}-{self.start}-{self.end}"

    @property
    def title(self) -> str:
        """The title on one line, or nothing."""
        return flat(self.article.title.value) if self.article.title else ""

    @property
    def source(self) -> str:
        """The outlet on one line, or nothing."""
        return flat(self.article.source.value) if self.article.source else ""

    @property
    def authors(self) -> list[str]:
        """The authors, each on one line."""
        return [name for name in map(flat, self.article.authors.value if self.article.authors else ()) if name]

    @property
    def link(self) -> str:
        """The address that opens at the quotation, of plain characters; or nothing."""
        link = fragment_link(self.article, self.start, self.end)
        return quote(link, safe="%:/?#[]@!$&'()*+,;=~") if link else ""

    @property
    def url(self) -> str:
        """The address of the article, or nothing; other than web addresses are none."""
        return self.link.partition(":~:")[0].removesuffix("#")


@dataclass(frozen=True)
class Missing:
    """A quotation that was checked and stands nowhere."""

    claim: str
    verdict: Verdict


@dataclass(frozen=True)
class Section:
    """What came of one question, topic or text."""

    heading: str
    entries: tuple[Entry, ...]
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Listing:
    """All that goes into one file. `records` are the results as in `--json`, `day` is the day of the export."""

    sections: tuple[Section, ...]
    records: tuple[dict[str, Any], ...]
    day: date
    many: bool = False

    def places(self) -> Iterator[Entry]:
        """The entries, each place once: for lists of literature."""
        seen: set[str] = set()
        for section in self.sections:
            for entry in section.entries:
                if entry.key not in seen:
                    seen.add(entry.key)
                    yield entry


def flat(text: str) -> str:
    """The text on one line, blanks as one; what steers a terminal or turns a line around is shown as U+FFFD."""
    return visible(" ".join(text.split()))
