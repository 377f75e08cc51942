"""An article as one JSON object: its fields under the names that a file of articles is read by, and where each is from."""

import json
from typing import Any

from corpus.article import Article
from corpus.dates import DateInterval
from corpus.filters import Fit
from corpus.patterns import regex
from corpus.provenance import Conflict, Sourced

_NOT_PLAIN = regex("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_FIELDS = ("title", "source", "origin", "authors", "url")


def article_record(article: Article, fit: Fit | None = None) -> dict[str, Any]:
    """Plain values: `text`, the fields that are known, `provenance` of each, `conflicts`, digest and file.

    `date` is „2018“, „2018-02“, „2018-02-15“ or „2018-02-05/2018-03-01“: what `corpus.dates.parse_date` reads back.
    """
    facts: dict[str, Sourced[Any] | None] = {name: getattr(article, name) for name in _FIELDS} | {"date": article.published}
    known = {name: fact for name, fact in facts.items() if fact is not None}
    record: dict[str, Any] = {"id": article.id}
    record |= {name: plain_value(fact.value) for name, fact in known.items()}
    record |= {"language": article.language, "text": article.text}
    record["provenance"] = {name: fact.provenance.value for name, fact in known.items()}
    if article.not_before:
        record["not_before"] = article.not_before.isoformat()
    record["conflicts"] = [conflict_record(conflict) for conflict in article.conflicts]
    record |= {"digest": f"sha256:{article.digest}", "file": article.file, "notes": list(article.notes)}
    if article.part:
        record["part"] = article.part
    return record | ({"fit": fit} if fit else {})


def conflict_record(conflict: Conflict) -> dict[str, Any]:
    """A conflict as plain values; `kept` is null where the article has no value for the field."""
    return {
        "field": conflict.field,
        "kept": _sourced_record(conflict.kept) if conflict.kept else None,
        "other": _sourced_record(conflict.other),
    }


def json_line(record: object) -> str:
    """The record as one line of JSON in UTF-8, whatever the text holds: no other line break, nothing that steers a terminal."""
    return _NOT_PLAIN.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(record, ensure_ascii=False))


def plain_value(value: Any) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, DateInterval):
        return value.iso()
    return list(value) if isinstance(value, tuple) else value


def _sourced_record(sourced: Sourced[Any]) -> dict[str, Any]:
    return {"value": plain_value(sourced.value), "provenance": sourced.provenance.value}
