"""What reading gives: articles sorted by what the archive holds of them."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.article import Article
from corpus.faults import Fault, FileRecord

Stored = Callable[[Sequence[str]], Mapping[str, Article]]
"""The archive's articles of these paths."""


@dataclass
class Collected:
    """What reading a listing gave, or a piece of it.

    `files` are the files that were read to their end or are unchanged, `begun` those of which more articles come with the next
    piece; `left` is how many bytes of each have not been read yet. `unchanged` and `vanished` are paths of articles: as they
    were, and no longer in a file that is still there.
    """

    added: list[Article] = field(default_factory=list)
    changed: list[Article] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    skipped: list[Fault] = field(default_factory=list)
    files: dict[str, FileRecord] = field(default_factory=dict)
    begun: dict[str, FileRecord] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    @property
    def articles(self) -> list[Article]:
        """Those to write."""
        return [*self.added, *self.changed]

    @property
    def characters(self) -> int:
        """How much text there is to write."""
        return sum(len(article.text) for article in (*self.added, *self.changed))

    @property
    def input_digests(self) -> dict[str, str]:
        """The digest of all that went into each added or changed article, by its path."""
        records = self.begun | self.files
        return {article.path: records[article.file].digest for article in self.articles}

    def take(self, piece: "Collected") -> None:
        """Add what the next piece of the same listing holds."""
        for name in ("added", "changed", "unchanged", "vanished", "skipped"):
            getattr(self, name).extend(getattr(piece, name))
        self.files |= piece.files
        self.left |= piece.left
        self.begun = {file: record for file, record in (self.begun | piece.begun).items() if file not in self.files}


def sorted_out(articles: Iterable[Article], earlier: Container[str], stored: Stored, begun: dict[str, FileRecord]) -> Collected:
    """The articles of a file by what the archive holds: of this file the paths `earlier`."""
    made = Collected(begun=begun)
    before = stored([article.path for article in articles if article.path in earlier])
    for article in articles:
        if article == before.get(article.path):
            made.unchanged.append(article.path)
        elif article.path in earlier:
            made.changed.append(article)
        else:
            made.added.append(article)
    return made


def vanished(earlier: Iterable[str], seen: Iterable[str], unread: set[str]) -> list[str]:
    """The articles that are no longer in their file; what could not be read this time is not taken for gone."""
    there = set(seen)
    nameless = tuple(f"{name.rpartition('#@')[0]}#" for name in unread if "#@" in name)  # which article that was is not known

    def is_unread(name: str) -> bool:
        if name.startswith(nameless):
            return True
        return any(name[:at] in unread for at in (*(i for i, letter in enumerate(name) if letter == "#"), len(name)))

    return [name for name in earlier if name not in there and not is_unread(name)]
