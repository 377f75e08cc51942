import json
from datetime import date

import pytest

from corpus.article import Article
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval.answer import Answer
from retrieval.quote import Copy, Quote
from retrieval.understood import AskedPeriod, AskedSource, Carried, Understood

TEXT = "Titel\n\nDie Mission wächst. Kanada führt sie.\n"
DATED = Article(
    id="0123456789",
    path="/archiv/01_mission.txt",
    text=TEXT,
    language="de",
    title=Sourced("Titel", Provenance.TEXT),
    source=Sourced("Morgenblatt", Provenance.SIDECAR),
    origin=Sourced("dpa", Provenance.BYLINE),
    authors=Sourced(("Ada Beispiel", "Bo Muster"), Provenance.BYLINE),
    published=Sourced(DateInterval.of(2018, 2), Provenance.HEADER),
    url=Sourced("https://example.org/1", Provenance.USER),
)
UNDATED = Article("9876543210", "/archiv/ohne.txt", TEXT, "de", not_before=date(2017, 1, 1))
COVERAGE = Coverage(2, 3, 1, date(2018, 2, 1), date(2018, 2, 28), {"Morgenblatt": 1, "": 1}, {"de": 2})


def test_the_text_is_the_span() -> None:
    quote = Quote(DATED, 7, 26, ((7, 26),), 0.5)
    assert quote.text == "Die Mission wächst."
    assert quote.file_name == "01_mission.txt"


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 3), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1)])
def test_spans_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is no span of article 0123456789"):
        Quote(DATED, start, end, (), 0.5)


@pytest.mark.parametrize("highlight", [(6, 10), (20, 27), (10, 10), (12, 10)])
def test_highlights_outside_the_quote_are_refused(highlight: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="leaves the quote"):
        Quote(DATED, 7, 26, (highlight,), 0.5)


def test_json_of_a_dated_quote() -> None:
    assert json.loads(json.dumps(Quote(DATED, 7, 44, ((27, 44),), 0.123456789).as_json())) == {
        "text": "Die Mission wächst. Kanada führt sie.",
        "start": 7,
        "end": 44,
        "article_id": "0123456789",
        "path": "/archiv/01_mission.txt",
        "title": "Titel",
        "source": "Morgenblatt",
        "source_from": "sidecar",
        "origin": "dpa",
        "authors": ["Ada Beispiel", "Bo Muster"],
        "published": {"earliest": "2018-02-01", "latest": "2018-02-28", "label": "Februar 2018", "provenance": "header"},
        "url": "https://example.org/1",
        "link": "https://example.org/1#:~:text=Die%20Mission%20w%C3%A4chst.%20Kanada%20f%C3%BChrt%20sie.",
        "page": None,
        "score": 0.123457,
        "highlights": [[27, 44]],
        "voice": "own",
        "speaker": None,
        "speaker_span": None,
        "also_in": [],
        "cluster": None,
    }


def test_json_of_copies() -> None:
    quote = Quote(DATED, 7, 26, (), 1.0, (Copy(UNDATED, 7, 26), Copy(DATED, 27, 44)))
    undated, dated = json.loads(json.dumps(quote.as_json("en")))["also_in"]
    assert undated == {
        "article_id": "9876543210",
        "path": "/archiv/ohne.txt",
        "title": None,
        "source": None,
        "published": {"earliest": "2017-01-01", "latest": None, "label": "undated, not before 2017", "provenance": "text"},
        "start": 7,
        "end": 26,
        "text": "Die Mission wächst.",
    }
    assert (dated["title"], dated["source"], dated["text"]) == ("Titel", "Morgenblatt", "Kanada führt sie.")
    with pytest.raises(ValueError, match="is no span of article 0123456789"):
        Copy(DATED, 5, len(TEXT) + 1)


def test_json_of_an_undated_quote() -> None:
    assert json.loads(json.dumps(Quote(UNDATED, 7, 26, (), 1.0).as_json("en"))) == {
        "text": "Die Mission wächst.",
        "start": 7,
        "end": 26,
        "article_id": "9876543210",
        "path": "/archiv/ohne.txt",
        "title": None,
        "source": None,
        "source_from": "unknown",
        "origin": None,
        "authors": [],
        "published": {"earliest": "2017-01-01", "latest": None, "label": "undated, not before 2017", "provenance": "text"},
        "url": None,
        "link": None,
        "page": None,
        "score": 1.0,
        "highlights": [],
        "voice": "own",
        "speaker": None,
        "speaker_span": None,
        "also_in": [],
        "cluster": None,
    }
    nothing = Quote(Article("9", "/9.txt", TEXT, "de"), 7, 26, (), 1.0).as_json()["published"]
    assert nothing == {"earliest": None, "latest": None, "label": "undatiert", "provenance": "unknown"}


CARRIED = Carried("Wer führt die Mission?", ("führt", "Mission"), "führt Mission Wer führt sie?", period=True)


def test_json_of_an_answer() -> None:
    quote = Quote(DATED, 7, 26, ((7, 26),), 0.9)
    understood = Understood(
        "de", AskedPeriod.of(DateInterval.of(2018, 2, 15)), AskedSource("Morgenblatt", ("Morgenblatt",)), CARRIED
    )
    answer = Answer("Wer führt sie?", understood, (quote,), 0.87654321, None, COVERAGE)
    assert json.loads(json.dumps(answer.as_json("en"))) == {
        "question": "Wer führt sie?",
        "status": "answered",
        "confidence": 0.8765,
        "understood": {
            "language": "de",
            "period": {"earliest": "2018-02-15", "latest": "2018-02-15", "label": "15 February 2018", "text": ""},
            "source": {"name": "Morgenblatt", "sources": ["Morgenblatt"]},
            "carried": {
                "question": "Wer führt die Mission?",
                "terms": ["führt", "Mission"],
                "query": "führt Mission Wer führt sie?",
                "replaced": False,
                "article": None,
                "period": True,
                "source": False,
            },
            "remarks": [],
            "narrow": True,
        },
        "disagreements": [],
        "quotes": [quote.as_json("en")],
        "origins": {"articles": 0, "sources": 0, "origins": 0, "named": [], "presumed": [], "unknown": 0},
        "nearest": None,
        "unknown": [],
    }


def test_json_of_nothing_found() -> None:
    quote = Quote(DATED, 7, 26, ((7, 26),), 0.1)
    answer = Answer("Wer?", Understood("de"), (), 0.02, quote, COVERAGE, ("Kuno",))
    assert answer.as_json() == {
        "question": "Wer?",
        "status": "not_found",
        "confidence": 0.02,
        "understood": {"language": "de", "period": None, "source": None, "carried": None, "remarks": [], "narrow": True},
        "disagreements": [],
        "quotes": [],
        "origins": {"articles": 0, "sources": 0, "origins": 0, "named": [], "presumed": [], "unknown": 0},
        "nearest": quote.as_json(),
        "unknown": ["Kuno"],
    }
