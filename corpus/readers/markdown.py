"""Markdown, with or without front matter. The text stays the file's own characters after the front matter."""

import re
import tomllib
from collections.abc import Iterable, Mapping

from corpus.errors import FileEmpty
from corpus.patterns import regex
from corpus.provenance import Provenance
from corpus.readers.base import Claim, ReadArticle
from corpus.readers.fields import meanings, read_fields
from corpus.readers.plain import decode, encoding_note

_FRONT = regex(
    r"\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<matter>.{0,65536}?)\r?\n(?:(?P=fence)|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)


def read(raw: bytes, mapping: Mapping[str, str]) -> Iterable[ReadArticle]:
    """YAML between lines of `---`, TOML between lines of `+++`. What is neither stays in the text and is noted."""
    text, encoding = decode(raw)
    notes = encoding_note(encoding)
    claims: tuple[Claim, ...] = ()
    front = _FRONT.match(text)
    if front:
        values = _values(front["matter"], front["fence"])
        if values is None:
            notes += ("frontmatter:",)
        else:
            text = text[front.end() :].lstrip("\r\n")
            named = meanings(values, mapping)
            said, odd = read_fields({field: values[name] for field, name in named.items()})
            claims, notes = ((said, Provenance.METADATA),), notes + odd
    if not any(character.isalnum() for character in text):
        raise FileEmpty()
    return [ReadArticle(text, claims=claims, notes=notes)]


def _values(matter: str, fence: str) -> dict[str, object] | None:
    """The front matter's values, or None where it is none: a rule drawn with `---`, a broken file."""
    import yaml

    try:
        values = tomllib.loads(matter) if fence == "+++" else yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError):
        return None
    return {str(name): value for name, value in values.items()} if isinstance(values, dict) else None
