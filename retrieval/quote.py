"""A quote is a span of a stored article; there is no other way to make one."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from corpus.article import Article, Span
from corpus.filters import Fit
from corpus.origins import Cluster
from corpus.provenance import Provenance
from retrieval.text_fragment import fragment_link
from retrieval.voice import Voice, voice_of


@dataclass(frozen=True)
class Copy:
    """The characters `[start, end)` of an article's text that say what a quote says, in the same words.

    Raises ValueError for a span outside the text.
    """

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        _check(self.article, self.start, self.end)

    @property
    def text(self) -> str:
        """The words as this article prints them."""
        return self.article.text[self.start : self.end]

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The copy as it stands in `--json`."""
        article = self.article
        return {
            "article_id": article.id,
            "path": article.path,
            "title": article.title.value if article.title else None,
            "source": article.source.value if article.source else None,
            "published": _published(article, lang),
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }


@dataclass(frozen=True)
class Quote:
    """The characters `[start, end)` of an article's text, chosen as an answer.

    `highlights` are the spans of the sentences that answer, in the article's characters. `score` is higher for better.
    `also_in` are the places where the answering sentence stands as well; `cluster` are the articles that are one text with this
    one. `fit` is how the article fits the filter, None without one. Raises ValueError for a span outside the text and
    a highlight outside the span.
    """

    article: Article
    start: int
    end: int
    highlights: tuple[Span, ...]
    score: float
    also_in: tuple[Copy, ...] = ()
    fit: Fit | None = None
    cluster: Cluster | None = None

    def __post_init__(self) -> None:
        _check(self.article, self.start, self.end)
        for start, end in self.highlights:
            if not self.start <= start < end <= self.end:
                raise ValueError(f"highlight [{start}, {end}) leaves the quote [{self.start}, {self.end})")

    @property
    def text(self) -> str:
        """The quoted words, as they are printed."""
        return self.article.text[self.start : self.end]

    @property
    def file_name(self) -> str:
        """The name of the file that the article was read from, with the part of it that is the article."""
        name = PurePath(self.article.file).name
        return f"{name}#{self.article.part}" if self.article.part else name

    @property
    def page(self) -> int | None:
        """The page on which the quote begins, from 1 on; None in a file without pages."""
        return self.article.page(self.start)

    @cached_property
    def voice(self) -> Voice:
        """Whose words the sentence that answers is; worked out from the article, so it holds however the quote was made."""
        return voice_of(self.article, self.highlights[0][0] if self.highlights else self.start)

    @property
    def speaker(self) -> str | None:
        """The name of who speaks, as the article prints it."""
        return self.article.text[slice(*self.voice.speaker)] if self.voice.speaker else None

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The quote as it stands in `--json`."""
        article = self.article
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "article_id": article.id,
            "path": article.path,
            "page": self.page,
            "title": article.title.value if article.title else None,
            "source": article.source.value if article.source else None,
            "source_from": article.source.provenance if article.source else Provenance.UNKNOWN,
            "origin": article.origin.value if article.origin else None,
            "authors": list(article.authors.value) if article.authors else [],
            "published": _published(article, lang),
            "url": article.url.value if article.url else None,
            "link": fragment_link(article, self.start, self.end),
            "score": round(self.score, 6),
            "highlights": [list(span) for span in self.highlights],
            "voice": self.voice.kind,
            "speaker": self.speaker,
            "speaker_span": list(self.voice.speaker) if self.voice.speaker else None,
            "also_in": [copy.as_json(lang) for copy in self.also_in],
            **({"fit": self.fit} if self.fit else {}),
            "cluster": self.cluster and self.cluster.as_json(),
        }


def _check(article: Article, start: int, end: int) -> None:
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"[{start}, {end}) is no span of article {article.id}")


def _published(article: Article, lang: str) -> dict[str, Any]:
    published = article.published.value if article.published else None
    earliest = published.earliest if published else article.not_before
    return {
        "earliest": earliest.isoformat() if earliest else None,
        "latest": published.latest.isoformat() if published else None,
        "label": article.published_label(lang),
        "provenance": article.published_from,
    }
