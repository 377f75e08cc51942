"""A period and an outlet: which articles fit, and that no other is ever quoted."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import opening, wiring
from bot.cli.main import main
from bot.conversation import Conversation
from bot.formatting.plain import apart_line, filter_line, source_line, undated_apart
from bot.settings import Settings
from bot.texts import Texts
from corpus.dates import DateInterval, parse_date
from corpus.errors import FilterInvalid
from corpus.filters import NO_FILTER, Filter, Fit, filter_from
from retrieval import Retriever
from retrieval.evaluation import read_judged

ROOT = Path(__file__).parents[1]
QUESTIONS = [q.question for q in read_judged(ROOT / "corpus/sample/questions.jsonl")][::24]
DAYS = st.dates(date(2017, 1, 1), date(2019, 12, 31))
WHO = "Wer leitet die Nato-Mission im Irak?"


def spanned(one: date, other: date) -> DateInterval:
    return DateInterval(min(one, other), max(one, other))


@pytest.mark.parametrize(
    ("since", "until", "published", "fit"),
    [
        ("2018-02", "2018-07", "2018-02-15", "certain"),
        ("2018-02", "2018-07", "2018-07-31", "certain"),
        ("2018-02", "2018-07", "2018-02", "certain"),
        ("2018-02", "2018-07", "2018", "possible"),
        ("2018-02-15", "2018-07", "2018-02", "possible"),
        ("2018-02", "2018-07", "2018-08-01", None),
        ("2018-02", "2018-07", "2018-01", None),
        ("2018-02", None, "2030", "certain"),
        ("2018-02", None, "2018", "possible"),
        (None, "2018-02", "2018", "possible"),
        (None, "2018", "2018-12-31", "certain"),
        (None, "2018", "2019", None),
        (None, None, "2019", "certain"),
    ],
)
def test_how_a_date_fits(since: str | None, until: str | None, published: str, fit: Fit | None) -> None:
    assert filter_from(since, until, None).fit(parse_date(published), None, []) == fit


@pytest.mark.parametrize(
    ("since", "until", "bound", "fit"),
    [
        ("2018", None, None, "undated"),
        (None, "2018", None, "undated"),
        (None, "2018", "2018-12-31", "undated"),
        (None, "2018", "2019-01-01", None),
        ("2018", None, "2019-01-01", "undated"),
        (None, None, None, "certain"),
    ],
)
def test_how_an_undated_article_fits(since: str | None, until: str | None, bound: str | None, fit: Fit | None) -> None:
    only = filter_from(since, until, None)
    assert only.fit(None, date.fromisoformat(bound) if bound else None, []) == fit


@settings(max_examples=50, deadline=None)
@given(DAYS, DAYS, DAYS, DAYS)
def test_certain_is_within_and_possible_overlaps(a: date, b: date, c: date, d: date) -> None:
    period, published = spanned(a, b), spanned(c, d)
    days = {date.fromordinal(n) for n in range(published.earliest.toordinal(), published.latest.toordinal() + 1)}
    inside = {day for day in days if period.earliest <= day <= period.latest}
    expected = "certain" if inside == days else "possible" if inside else None
    assert Filter(period.earliest, period.latest).fit(published, None, []) == expected


@pytest.mark.parametrize(
    ("wanted", "names", "fits"),
    [
        ("dpa", ["DPA"], True),
        ("dpa", ["Morgenblatt", "dpa"], True),
        ("dpa", ["dpa/RND"], True),
        ("rnd", ["dpa/RND"], True),
        ("morgenblatt", ["Morgenblatt (Beispiel)"], True),
        ("Der Spiegel", ["spiegel.de"], True),
        ("Spiegel Online", ["SPIEGEL"], True),
        ("Süddeutsche Zeitung", ["SZ"], True),
        ("sueddeutsche.de", ["Süddeutsche Zeitung"], True),
        ("tagesschau", ["www.tagesschau.de"], True),
        ("Reuters", ["rtr"], True),
        ("spiegel", ["Tagesspiegel"], False),
        ("Morgenblatt", ["Abendkurier"], False),
        ("dpa", [], False),
    ],
)
def test_a_source_goes_by_any_of_its_names(wanted: str, names: list[str], fits: bool) -> None:
    assert Filter(source=wanted).fit(None, None, names) == ("certain" if fits else None)


def test_what_is_no_filter() -> None:
    assert not filter_from(None, "", "  ")
    assert filter_from("", None, None) == NO_FILTER
    for since, until, source in (("gestern", None, None), (None, "2018-13", None), ("2019", "2018", None), (None, None, "…")):
        with pytest.raises(FilterInvalid):
            filter_from(since, until, source)


def allowed(settings: Settings, only: Filter) -> dict[str, Fit]:
    """The fits by id as one reads them off the articles themselves."""
    with opening.open_store(settings).read() as snapshot:
        fits = {
            a.id: only.fit(
                a.published.value if a.published else None, a.not_before, [f.value for f in (a.source, a.origin) if f]
            )
            for a in snapshot.all_articles()
        }
        found = snapshot.fits(only)
    expected = {key: fit for key, fit in fits.items() if fit}
    assert (dict(found), len(found)) == (expected, len(expected))
    return expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("since", "until", "source"),
    [
        ("2018-02", "2018-07", None),
        ("2020-01-10", "2020-02-15", None),
        (None, "2016", None),
        ("2018-02-16", None, "beispiel-agentur"),
    ],
)
def test_only_what_fits_is_quoted_and_in_order(
    sample_settings: Settings, sample_retriever: Retriever, since: str | None, until: str | None, source: str | None
) -> None:
    only = filter_from(since, until, source)
    fits = allowed(sample_settings, only)
    assert fits
    quoted = 0
    for question in QUESTIONS:
        answer = sample_retriever.answer(question, top_k=4, only=only)
        found = [quote.fit for quote in answer.quotes]
        assert all(quote.fit == fits[quote.article.id] for quote in answer.quotes)
        assert found == sorted(found, key=["certain", "possible", "undated"].index)
        assert {copy.article.id for quote in answer.quotes for copy in quote.also_in} <= fits.keys()
        assert answer.nearest is None or answer.nearest.fit == fits[answer.nearest.article.id]
        assert (answer.only, answer.coverage.articles) == (only, len(fits))
        assert answer.coverage.undated == sum(fit == "undated" for fit in fits.values())
        quoted += len(found)
    assert quoted


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, sample_settings: Settings) -> Settings:
    """Three articles on one thing: of a day, of a month, of no date; a fourth that proves itself younger."""
    folder = tmp_path_factory.mktemp("articles")
    texts = {
        "2018-02-15_taz": "Das Zwergflusspferd Kuno zog gestern in den Zoo von Bremerhaven.",
        "monat": "date 2018-02 Das Zwergflusspferd Kuno kommt aus dem Zoo von Leipzig.",
        "ohne": "Das Zwergflusspferd Kuno frisst im Zoo von Bremerhaven am liebsten Salat.",
        "spaeter": "Das Zwergflusspferd Kuno wurde im Mai 2019 im Zoo von Bremerhaven getauft.",
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("small"), cache_dir=sample_settings.cache_dir)
    wiring.ingest(settings, [folder])
    return settings


def fits_of(retriever: Retriever, question: str, **wanted: str | None) -> list[tuple[str, Fit | None]]:
    only = filter_from(wanted.get("since"), wanted.get("until"), wanted.get("source"))
    return [(quote.file_name, quote.fit) for quote in retriever.answer(question, only=only).quotes]


def test_certain_first_then_possible_then_undated(small: Settings) -> None:
    retriever = opening.open_retriever(small)
    question = "Was ist mit dem Zwergflusspferd Kuno im Zoo?"
    both = fits_of(retriever, question, since="2018-02-10", until="2018-02-28")
    assert both == [("2018-02-15_taz.txt", "certain"), ("monat.txt", "possible"), ("ohne.txt", "undated")]
    later = fits_of(retriever, question, since="2018-02-10")
    assert [fit for _, fit in later] == ["certain", "possible", "undated", "undated"]
    assert fits_of(retriever, question, source="taz") == [("2018-02-15_taz.txt", "certain")]
    assert all(quote.fit is None for quote in retriever.answer(question).quotes)
    retriever.close()


def test_dated_and_undated_articles_are_searched_with_one_vector(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    retriever = opening.open_retriever(small)
    texts, encode = list[str](), retriever._encoder.encode
    monkeypatch.setattr(retriever._encoder, "encode", lambda asked, kind: (texts.extend(asked), encode(asked, kind))[1])
    both = fits_of(retriever, "Was ist mit dem Zwergflusspferd Kuno im Zoo?", since="2018-02-10")
    assert texts == ["Was ist mit dem Zwergflusspferd Kuno im Zoo?"]
    assert {"certain", "undated"} <= {fit for _, fit in both}
    retriever.close()


def test_an_undated_answer_alone_is_apart_and_nothing_says_how_many_were(small: Settings) -> None:
    retriever, de = opening.open_retriever(small), Texts("de")
    only = filter_from("2020", None, None)
    answer = retriever.answer("Was frisst das Zwergflusspferd Kuno im Zoo?", top_k=1, only=only)
    assert [(quote.file_name, quote.fit) for quote in answer.quotes] == [("ohne.txt", "undated")]
    assert "Zeitraum offen" in source_line(answer.quotes[0], de)
    assert apart_line(undated_apart(answer), de) is None
    nothing = retriever.answer("Wie hoch ist der Eiffelturm in Paris?", only=only)
    assert (nothing.quotes, nothing.coverage.articles, nothing.coverage.undated) == ((), 2, 2)
    assert (
        apart_line(undated_apart(nothing), de)
        == "2 undatierte Artikel blieben gesondert: Ob sie in den Zeitraum gehören, ist offen."
    )
    assert filter_line(nothing.only, de) == "Eingeschränkt auf: ab 1. Januar 2020"
    empty = retriever.answer("Was frisst Kuno?", only=Filter(source="Nirgendblatt"))
    assert (empty.status, empty.nearest, empty.coverage.articles) == ("not_found", None, 0)
    retriever.close()


def test_more_stays_within_the_filter_it_was_asked_under(small: Settings) -> None:
    retriever = opening.open_retriever(small)
    conversation = Conversation(retriever, top_k=1)
    conversation.only = filter_from("2018-02-10", "2018-02-28", None)
    conversation.ask("Was ist mit dem Zwergflusspferd Kuno im Zoo?")
    conversation.only = NO_FILTER
    assert [quote.fit for quote in conversation.more()] == ["possible"]
    retriever.close()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    output = capsys.readouterr()
    return (stopped.value.code if isinstance(stopped.value.code, int) else 0), output.out, output.err


@pytest.mark.slow
def test_ask_with_a_filter(small: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(small.data_dir))
    question = "Was ist mit dem Zwergflusspferd Kuno im Zoo?"
    code, out, _ = run(capsys, "ask", question, "--since", "2018-02-10", "--until", "Februar 2018", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["filter"] == {"since": "2018-02-10", "until": "2018-02-28", "source": None, "articles": 3, "undated": 1}
    assert [quote["fit"] for quote in answer["quotes"]] == ["certain", "possible", "undated"]
    _, out, _ = run(capsys, "ask", question, "--since", "2018-02-10", "--until", "2018-02")
    assert out.startswith("Eingeschränkt auf: ab 10. Februar 2018 · bis 28. Februar 2018\n\n 1  „")
    assert out.index("nur vielleicht im Zeitraum") < out.index("Aus undatierten Artikeln; ob sie in den Zeitraum gehören")
    _, out, _ = run(capsys, "ask", "Wie hoch ist der Eiffelturm?", "--since", "2020")
    assert "Unter dieser Einschränkung nicht gefunden.\nDurchsucht: 2 Artikel, ohne Datum, davon 2 undatiert.\n" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--since", "gestern"], "Das Datum „gestern“ ist nicht zu verstehen; erwartet wird zum Beispiel 2018, 2018-02"),
        (["--until", "2018-02-30"], "Das Datum „2018-02-30“ ist nicht zu verstehen"),
        (["--since", "2019", "--until", "2018"], "Der Zeitraum „2019-01-01 – 2018-12-31“ ist nicht zu verstehen"),
        (["--source", "…"], "Die Quelle „…“ ist nicht zu verstehen"),
    ],
)
def test_a_wrong_filter_is_one_clear_sentence(
    words: list[str], sentence: str, small: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(small.data_dir))
    code, out, err = run(capsys, "ask", WHO, *words)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1


@pytest.mark.slow
def test_a_filter_in_the_chat_stays_is_shown_and_is_cleared(small: Settings) -> None:
    lines = ["/seit 2018-02-10", "/bis 2018-02", "Was ist mit dem Zwergflusspferd Kuno im Zoo?", "/bis gestern", "/quelle taz"]
    lines += ["/neu", "Was ist mit Kuno?", "/seit", "/bis", "/quelle"]
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "chat"],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
        env={
            "WORTLAUT_DATA_DIR": str(small.data_dir),
            "WORTLAUT_CACHE_DIR": str(small.cache_dir),
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            "PATH": "/usr/bin:/bin",
        },
    )
    shown = done.stdout.split("Frage> ")[1:]
    period = "Eingeschränkt auf: ab 10. Februar 2018 · bis 28. Februar 2018"
    assert shown[0] == "/seit 2018-02-10\nEingeschränkt auf: ab 10. Februar 2018\n"
    assert shown[1] == f"/bis 2018-02\n{period}\n"
    assert shown[2].splitlines()[1] == period
    assert "Das Datum „gestern“ ist nicht zu verstehen" in shown[3]
    assert shown[4] == f"/quelle taz\n{period} · Quelle taz\n"
    assert shown[6].splitlines()[1] == f"{period} · Quelle taz"
    assert shown[7] == "/seit\nEingeschränkt auf: bis 28. Februar 2018 · Quelle taz\n"
    assert shown[8] == "/bis\nEingeschränkt auf: Quelle taz\n"
    assert shown[9].startswith("/quelle\nKeine Einschränkung: gesucht wird im ganzen Archiv.\n")
