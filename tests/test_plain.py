"""The lines around a quote."""

from bot.formatting.plain import also_line, source_line
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from retrieval.quote import Copy, Quote

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
