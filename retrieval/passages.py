"""An article's passages: whole sentences of its prose, packed to a length that the encoder reads in full.

A passage never cuts a sentence and holds no furniture (titles, subheads, captions, bylines) as a sentence. Short
paragraphs that follow one another are packed together; a long one is divided evenly between its sentences.
"""

from collections.abc import Iterator

from corpus.article import Article, BlockKind, Passage, Span
from retrieval.sentences import split_sentences

SPLITTER_VERSION = 1
"""Raise it when the same article would give other passages: the index is then built anew."""
MAX_CHARACTERS = 800
"""Shorter finds better: 800 beat 600, 1000 and 1200 in quotes right within 600 and 1,000 characters (docs/benchmarks.md). Over
about 1,500 characters of German run past the encoder's 512 tokens."""


def split_passages(article: Article, first_id: int) -> Iterator[Passage]:
    """The passages of `article` in order, with ids from `first_id` on."""
    for number, sentences in enumerate(_groups(article)):
        yield Passage(first_id + number, article.id, sentences[0][0], sentences[-1][1], tuple(sentences))


def passage_text(article: Article, passage: Passage) -> str:
    """What is indexed of a passage: its sentences, without the furniture between them."""
    return " ".join(article.text[start:end] for start, end in passage.sentences)


def encoded_text(article: Article, passage: Passage) -> str:
    """What is encoded of a passage: its sentences after the article's title, which says what they are about."""
    text = passage_text(article, passage)
    return f"{article.title.value}. {text}" if article.title else text


def context_text(article: Article, passage: Passage) -> str:
    """What is searched of a passage beside its sentences, and never quoted: the article's title, source, origin, authors
    and date, and the subheads within the passage and the last one above it.
    """
    said = [article.title, article.source, article.origin]
    parts = [each.value for each in said if each]
    parts += article.authors.value if article.authors else ()
    parts += [article.published.value.label(article.language)] if article.published else []
    subheads = [block for block in article.blocks if block.kind is BlockKind.SUBHEAD and block.start < passage.end]
    above = [block for block in subheads if block.end <= passage.start]
    parts += [article.text[block.start : block.end] for block in [*above[-1:], *subheads[len(above) :]]]
    return "\n".join(parts)


def _groups(article: Article) -> Iterator[list[Span]]:
    group: list[Span] = []
    for block in article.blocks:
        if block.kind is not BlockKind.PROSE:
            continue
        spans = split_sentences(article.text[block.start : block.end], article.language)
        sentences = [(block.start + start, block.start + end) for start, end in spans]
        if not sentences:
            continue
        if group and _length(group) + _length(sentences) > MAX_CHARACTERS:
            yield group
            group = []
        if _length(sentences) > MAX_CHARACTERS:
            yield from _divided(sentences)
        else:
            group += sentences
    if group:
        yield group


def _divided(sentences: list[Span]) -> Iterator[list[Span]]:
    """A long paragraph in as few parts as fit, of about equal length."""
    total = _length(sentences)
    parts = -(-total // MAX_CHARACTERS)
    group: list[Span] = []
    for sentence in sentences:
        before, added = _length(group), _length([sentence])
        if group and (before + added / 2 > total / parts or before + added > MAX_CHARACTERS):
            yield group
            group = []
        group.append(sentence)
    yield group


def _length(sentences: list[Span]) -> int:
    return sum(end - start for start, end in sentences)
