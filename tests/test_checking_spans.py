"""Whatever is taken from an article as it is printed is found exact; with one digit changed it never is."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from corpus.article import Article, BlockKind
from corpus.store import Store
from retrieval.checking.checker import Checker
from retrieval.checking.kinds import bounds_before
from retrieval.checking.signature import signature_of
from retrieval.checking.wording import set_aside, wording_of
from retrieval.checking.words import words_of

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def checker(sample_settings: Settings) -> Checker:
    return Checker.open(sample_settings.data_dir)


@pytest.fixture(scope="module")
def articles(sample_settings: Settings) -> list[Article]:
    store = Store.open(Path(sample_settings.data_dir))
    with store.read() as snapshot:
        found = sorted(snapshot.all_articles(), key=lambda article: article.path)
    store.close()
    return found


def drawn(data: st.DataObject, articles: list[Article], least: int, most: int) -> tuple[Article, int, int]:
    """A stretch of an article from word to word."""
    article = data.draw(st.sampled_from(articles))
    spans = [span for span, kind in _words(article.text) if kind in ("word", "number")]
    first = data.draw(st.integers(0, len(spans) - least))
    last = data.draw(st.integers(first + least, min(first + most, len(spans))))
    return article, spans[first][0], spans[last - 1][1]


def _words(text: str) -> list[tuple[tuple[int, int], str]]:
    words = words_of(text)
    return list(zip(words.spans, words.kinds, strict=True))


@FEW
@given(data=st.data())
def test_what_is_printed_is_found(checker: Checker, articles: list[Article], data: st.DataObject) -> None:
    article, start, end = drawn(data, articles, 4, 60)
    text = article.text[start:end]
    found = checker.check(text)
    if found.verdict == "exact":
        before = words_of(article.text[:start]).keys[-3:]  # „rund“ before a number makes it another one there, not elsewhere
        for each in found.quotations:
            wording = wording_of(each.claim.text).words
            wanted = "\n".join(wording.keys)
            assert each.matches
            assert all(wanted in "\n".join(wording_of(match.text).words.keys) for match in each.matches)
            # What is shorter, as a quotation in the text, may stand in more places than are looked at.
            if len(wording) >= 8 and not bounds_before(before):
                assert article.id in {place.article.id for place in each.matches}
        return
    if any(block.kind is not BlockKind.PROSE and block.start < end and start < block.end for block in article.blocks):
        return  # passages are of prose: what stands in a caption or byline alone is found beside one only
    # Cut off beside „nicht“, within „Nato-Basis“, between „rund“ or „Millionen“ and their number: that alters it, nothing else.
    for quotation in found.quotations:
        for each in quotation.differences:
            assert (each.kind in ("negation", "number", "word"), each.claimed) == (True, ""), (text, each)
            assert each.printed_in != article.id or each.printed_at[1] <= start or each.printed_at[0] >= end
    assert found.verdict == "altered", (text, found.as_json())


@pytest.mark.slow
@FEW
@given(data=st.data())
def test_one_other_digit_is_never_exact(checker: Checker, articles: list[Article], data: st.DataObject) -> None:
    article, start, end = drawn(data, [one for one in articles if any(sign.isdigit() for sign in one.text)], 8, 40)
    text = article.text[start:end]
    places = [place for place, sign in enumerate(text) if sign.isdecimal()]
    assume(places)
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != text[at]]))
    changed = text[:at] + digit + text[at + 1 :]
    keys = "\n".join(wording_of(changed).words.keys)
    assume(not any(keys in "\n".join(words_of(one.text).keys) for one in articles))
    found = checker.check(changed)
    holding = [each for each in found.quotations if each.claim.start <= at < each.claim.end]
    if not holding:  # what stands around a quotation is no part of it
        assert all(each.claim.end <= at or each.claim.start > at for each in found.quotations)
        return
    assert {each.verdict for each in holding} != {"exact"}, (changed, found.as_json())


@given(st.text(max_size=60))
def test_wordings_are_parts_of_the_text(text: str) -> None:
    whole = words_of(text)
    for wording in [wording_of(text), *set_aside(text)]:
        assert len(wording.words) <= len(whole)
        assert all(0 <= low < high <= len(text) for low, high in wording.words.spans)
    assert wording_of(text, 9).words.spans == tuple((low + 9, high + 9) for low, high in wording_of(text).words.spans)
    assert [each.words.keys for each in set_aside(text, 9)] == [each.words.keys for each in set_aside(text)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("> Das ist\n> so.", [("Das", "ist", "so")]),
        ("*Das* ist __so__", [("Das", "ist", "so")]),
        ("[d]as ist so", [("das", "ist", "so"), ("Das", "ist", "so")]),
        ("das ist [nicht] so", [("das", "ist", "nicht", "so")]),
        ("das ist [Anm. d. Red.] so [sic!]", [("das", "ist", "so")]),
        ("das ist\n\n 17 \n\nso", [("das", "ist", "so")]),
        ("+++ das ist so +++", [("das", "ist", "so")]),
        ("das ist so, 17 mal", []),
        ("17\ndas ist so", []),
        ("2 * 3 * 4", []),
    ],
)
def test_what_is_set_aside(text: str, keys: list[tuple[str, ...]]) -> None:
    assert [each.words.keys for each in set_aside(text)] == keys


def test_an_ellipsis_at_an_end_is_no_word_and_no_full_stop() -> None:
    made = wording_of("„… das ist so …“")
    assert (made.words.keys, made.ending) == (("das", "ist", "so"), "")
    assert wording_of("„Das ist so?“").ending == "?"


@pytest.mark.parametrize(
    ("text", "speaker", "source"),
    [
        ("„Das ist so.“ – Jens Stoltenberg", "Jens Stoltenberg", ""),
        ("„Das ist so“ (Angela Merkel)", "Angela Merkel", ""),
        ("Das ist so (dpa).", "", "dpa"),
        ("„Das ist so“ (Morgenblatt, 2. September 2014)", "", "Morgenblatt"),
        ("Terrormiliz „Islamischer Staat“ (IS)", None, None),
        ("Das ist so – Nebensache", None, None),
        ("Das ist so", None, None),
    ],
)
def test_who_signs(sample_settings: Settings, text: str, speaker: str | None, source: str | None) -> None:
    from retrieval.checking.checker import names_of

    store = Store.open(Path(sample_settings.data_dir))
    with store.read() as snapshot:
        found = signature_of(text, names_of(snapshot))
    store.close()
    assert (found and (found.speaker, found.source)) == (None if speaker is None else (speaker, source))


@pytest.mark.parametrize(
    ("text", "verdict", "first"),
    [
        ("„… stand auf Seite neun der Tagesordnung …“", "exact", None),
        ("[Der Irak] stand auf Seite neun [der Tagesordnung]", "exact", None),
        ("Der Irak stand [nicht] auf Seite neun der Tagesordnung", "altered", ("negation", "nicht", "")),
        ("„Der Irak stand auf Seite neun der Tagesordnung“, sagte ein Nato-Diplomat laut Beispiel-Agentur.", "exact", None),
        ("Laut dpa: „Der Irak stand auf Seite neun der Tagesordnung.“", "misattributed", ("source", "dpa", "Beispiel-Agentur")),
        ("„Das ist kein Sprung, das ist ein Schrittchen“ – Ada Lovelace", "misattributed",
         ("speaker", "Ada Lovelace", "Abgeordneter der Koalition")),
        ("Morgenblatt: „Damit ließen sich ca. 4000 Kämpfer ausstatten.“", "exact", None),
        ("Damit ließen sich 4000 Kämpfer ausstatten.", "altered", ("number", "", "ca.")),
        ("Das ist ein Sprung", "altered", ("negation", "ein", "kein")),
        ("An Gefechten nehmen die Deutschen teil", "altered", ("negation", "", "nicht")),
        ("In Umfragen lehnte zuletzt eine Mehrheit der Deutschen die Lieferungen ab?", "altered", ("punctuation", "", ".")),
        ("Nein, aber ich will, dass meine Söhne es lernen! Die Söhne standen daneben.", "altered", ("punctuation", "!", ".‘")),
    ],
)  # fmt: skip
def test_as_people_quote(checker: Checker, text: str, verdict: str, first: tuple[str, str, str] | None) -> None:
    found = checker.check(text)
    assert found.verdict == verdict, found.as_json()
    (one,) = found.quotations
    assert [(each.kind, each.claimed, each.printed) for each in one.differences[:1]] == ([first] if first else [])
