"""The lines around a quote."""

from datetime import date

from bot.formatting.plain import also_line, remark_lines, source_line, understood_line
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER, Filter
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval.quote import Copy, Quote
from retrieval.understood import AskedPeriod, AskedSource, Carried, Remark, Understood

DE, EN = Texts("de"), Texts("en")
TEXT = "Die Nato stoppt die Ausbildung. Die Nato stoppt die Ausbildung."


def article(name: str, source: str | None, published: DateInterval | None) -> Article:
    return Article(
        name,
        f"/archiv/{name}.txt",
        TEXT,
        "de",
        source=Sourced(source, Provenance.SIDECAR) if source else None,
        published=Sourced(published, Provenance.HEADER) if published else None,
    )


DPA = article("dpa", "dpa", DateInterval.of(2018, 2))
BLATT = article("blatt", "Morgenblatt", DateInterval.of(2018, 2, 15))
NOBODY = article("x", None, None)


def quote(*copies: Copy) -> Quote:
    return Quote(DPA, 0, 31, ((0, 31),), 0.9, copies)


def test_copies_are_named_by_source_and_date() -> None:
    made = quote(Copy(BLATT, 0, 31), Copy(NOBODY, 0, 31))
    assert also_line(made, DE) == "auch in: Morgenblatt, 15. Februar 2018; Quelle unbekannt (x.txt), undatiert"
    assert also_line(made, EN) == "also in: Morgenblatt, 15 February 2018; source unknown (x.txt), undated"
    assert source_line(made, DE) == "dpa (Beidatei) · Februar 2018 (Kopfzeile) · dpa.txt"


def test_an_article_is_named_once_and_never_beside_itself() -> None:
    assert also_line(quote(), DE) is None
    assert also_line(quote(Copy(DPA, 32, 63)), DE) is None
    made = quote(Copy(DPA, 32, 63), Copy(BLATT, 0, 31), Copy(BLATT, 32, 63))
    assert also_line(made, DE) == "auch in: Morgenblatt, 15. Februar 2018"


def test_many_copies_are_counted() -> None:
    copies = [Copy(article(f"a{n}", f"Blatt {n}", None), 0, 31) for n in range(7)]
    named = "; ".join(f"Blatt {n}, undatiert" for n in range(4))
    assert also_line(quote(*copies), DE) == f"auch in: {named}; 3 weiteren"
    assert also_line(quote(*copies[:5]), DE) == f"auch in: {named}; Blatt 4, undatiert"


def test_a_source_cannot_steer_the_terminal() -> None:
    assert also_line(quote(Copy(article("b", "Bl\x1b[31matt", None), 0, 31)), DE) == "auch in: Bl\ufffd[31matt, undatiert"


COVERAGE = Coverage(36, 90, 2, date(2014, 9, 2), date(2021, 2, 20), {"dpa": 20, "Morgenblatt": 14, "": 2}, {"de": 36})


def test_the_period_is_shown_with_the_questions_words_where_they_say_it_in_another_way() -> None:
    february = AskedPeriod.of(DateInterval.of(2018, 2), "Februar 2018")
    assert understood_line(Understood("de", february), DE) == "Verstanden: Zeitraum Februar 2018"
    assert understood_line(Understood("de", AskedPeriod.of(february.days, "2/2018")), DE) == "Verstanden: Zeitraum Februar 2018"
    beginning = AskedPeriod(date(2020, 1, 1), date(2020, 4, 30), "Anfang 2020")
    shown = "Verstanden: Zeitraum Januar 2020 bis April 2020 („Anfang 2020“) · Quelle dpa"
    assert understood_line(Understood("de", beginning, AskedSource("dpa", ("dpa",))), DE) == shown
    assert understood_line(Understood("de"), DE) is None


def test_what_is_not_taken_into_account_is_shown_as_that() -> None:
    asked = Understood(
        "de", AskedPeriod.of(DateInterval.of(2018), "2018"), AskedSource("dpa", ("dpa",)), None, (), narrow=False
    )
    assert understood_line(asked, DE) == "Verstanden, aber nicht beachtet: Zeitraum 2018 · Quelle dpa"
    carried = Carried("Who led?", ("led",), "led When?")
    followed = Understood("en", AskedPeriod.of(DateInterval.of(2018), "2018"), None, carried, (), narrow=False)
    assert understood_line(followed, EN) == "Following on: led. Understood, but not taken into account: period 2018"
    assert understood_line(Understood("de", carried=carried, narrow=False), DE) == "Im Anschluss: led"


def test_what_could_not_be_taken_is_said_with_what_the_archive_covers() -> None:
    period = AskedPeriod.of(DateInterval.of(2035, 2), "Februar 2035")
    remarks = tuple(
        Remark(code, text)
        for code, text in (
            ("impossible", "30. Februar"),
            ("reversed", "zwischen 2035 und 2035"),
            ("outside", "Februar 2035"),
            ("unknown_source", "FAZ"),
            ("nothing_before", "Und dann?"),
        )
    )
    asked = Understood("de", period, remarks=remarks)
    assert remark_lines(asked, COVERAGE, NO_FILTER, DE) == [
        "„30. Februar“ gibt es nicht; die Frage gilt ohne Zeitraum.",
        "„zwischen 2035 und 2035“ endet vor seinem Anfang; gemeint ist wohl Februar 2035.",
        "Im Archiv ist kein Artikel aus dem Zeitraum Februar 2035; es reicht von September 2014 bis Februar 2021, "
        "2 Artikel undatiert.",
        "Die Quelle FAZ ist nicht im Archiv; es gibt: dpa, Morgenblatt.",
        "„Und dann?“ knüpft an eine Frage davor an, aber es gibt keine: gesucht wurde, was dasteht.",
    ]
    assert remark_lines(asked, COVERAGE, Filter(source="dpa"), EN)[2:4] == [
        "No article in the archive is of the period February 2035.",
        "The source FAZ is not in the archive.",
    ]
    assert remark_lines(Understood("de"), COVERAGE, NO_FILTER, DE) == []


def test_of_many_sources_the_largest_are_named() -> None:
    many = Coverage(12, 12, 0, None, None, {f"Blatt {n}": 1 for n in range(12)}, {"de": 12})
    (line,) = remark_lines(Understood("de", remarks=(Remark("unknown_source", "F\x1bAZ"),)), many, NO_FILTER, DE)
    named = ", ".join(f"Blatt {n}" for n in range(10))
    assert line == f"Die Quelle F\ufffdAZ ist nicht im Archiv; es gibt: {named}, …."
