"""What people said of answers, as judged questions for `wortlaut eval`."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from bot.telegram.answers import Feedback
from bot.telegram.kept import Place
from corpus.article import Article


def article_ids(said: Iterable[Feedback]) -> set[str]:
    """The articles that it takes to judge."""
    return {name for row in said for place in row.kept.places for name in place.article_ids()}


def judged_questions(said: Iterable[Feedback], articles: Mapping[str, Article]) -> list[dict[str, Any]]:
    """Questions with the spans that people called right, in the form of corpus/sample/README.md.

    A 👍 on a quote makes its answering sentence a right answer, a 👍 on a not-found makes the question unanswerable. A 👎
    says only what is wrong: it stands as `wrong` beside right answers to the same question, and alone it judges nothing. A
    question that leaned on the one before stands as it was searched. Left out is what the archive no longer
    bears out, a question that people judged both answerable and not, and a 👍 on a not-found under a filter: what the
    filter left does not answer the question, the whole archive may.
    """
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    refused: set[tuple[str, str]] = set()
    for row in said:
        understood = row.kept.understood
        text = understood.carried.query if understood.carried else row.kept.question
        key = (text, understood.language)
        made = rows.setdefault(key, {"question": text, "lang": understood.language, "gold": [], "wrong": []})
        if row.number == 0:
            refused |= {key} if row.good and not row.kept.filters else set()
        elif row.number <= len(row.kept.places):
            spans = made["gold" if row.good else "wrong"]
            spans += [span for span in _spans(row.kept.places[row.number - 1], articles) if span not in spans]
    right = [made for key, made in rows.items() if bool(made["gold"]) != (key in refused)]
    return [
        {"id": f"f{number}", "kinds": ["feedback"], "answerable": bool(made["gold"])} | made
        for number, made in enumerate(right, start=1)
    ]


def _spans(place: Place, articles: Mapping[str, Article]) -> list[dict[str, Any]]:
    quote = place.quote(articles)
    if quote is None:
        return []
    name, text = PurePath(quote.article.path).name, quote.article.text
    spans = quote.highlights or ((quote.start, quote.end),)
    return [{"article": name, "start": start, "end": end, "text": text[start:end]} for start, end in spans]
