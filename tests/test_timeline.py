"""Time lines: order, intervals, undated articles apart, copies as one entry, filters; and the command."""

import json
from collections.abc import Hashable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import opening, wiring
from bot.conversation import Conversation
from bot.settings import Settings
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.errors import QuestionEmpty
from corpus.filters import filter_from
from corpus.language import Language
from corpus.provenance import Provenance, Sourced
from retrieval import Retriever, Timeline
from retrieval.line_up import entries_of
from retrieval.quote import Quote
from retrieval.reach import ALL_DATES, Reach
from retrieval.timeline import figures
from tests.conftest import CACHE
from tests.test_cli import run

TRAINERS = "Ausbilder der Nato im Irak"
HARBOUR = {
    "month": ("2018-02", "Der Hafen von Norderby wird für 30 Millionen Euro ausgebaut, beschloss der Stadtrat."),
    "day": ("2018-02-15", "Gegen den Ausbau des Hafens von Norderby protestierten am Donnerstag rund 200 Fischer."),
    "copy": ("2018-02-17", "Gegen den Ausbau des Hafens von Norderby protestierten am Donnerstag rd. 200 Fischer."),
    "year": ("2018", "Norderby baut seinen Hafen aus, und die Kosten für den Ausbau wachsen jede Woche."),
    "range": ("2018-02-10 bis 2018-03-20", "Der Ausbau des Hafens von Norderby beginnt erst nach dem Winter."),
    "late": ("2020-06-01", "Der Ausbau des Hafens von Norderby ist nach zwei Jahren Bauzeit abgeschlossen."),
    "undated": (None, "Der Ausbau des Hafens von Norderby ist umstritten, sagen die Fischer."),
    "other": ("2019-05-05", "Die Bäckerei am Markt verkauft seit gestern auch Eis aus eigener Herstellung."),
    "others": ("2019-07-01", "In den Bergen hat es in der Nacht überraschend zwanzig Zentimeter geschneit."),
}


def quote_of(number: int, days: DateInterval | None, bound: date | None, score: float) -> Quote:
    published = Sourced(days, Provenance.HEADER) if days else None
    article = Article(f"a{number}", f"/{number}.txt", "Ein Satz.", "de", published=published, not_before=bound)
    return Quote(article, 0, 9, ((0, 9),), score)


def harbour(folder: Path, names: list[str]) -> Settings:
    """An archive of these articles, each of an outlet of its own."""
    for name in names:
        day, text = HARBOUR[name]
        header = f"{day}\n\n" if day and "bis" not in day else ""
        (folder / f"{name}.txt").write_text(header + text, encoding="utf-8")
        dated = f'date = "{day}"\n' if day else ""
        (folder / f"{name}.toml").write_text(f'source = "Blatt {name}"\n{dated}', encoding="utf-8")
    made = Settings(data_dir=folder / "archive", cache_dir=CACHE)
    wiring.ingest(made, [folder])
    return made


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    retriever = opening.open_retriever(harbour(tmp_path_factory.mktemp("port"), list(HARBOUR)))
    yield retriever
    retriever.close()


def names(timeline: Timeline) -> list[str]:
    return [Path(entry.quotes[0].article.path).stem for entry in timeline.numbered]


def test_entries_are_oldest_first_and_an_earlier_end_comes_first(port: Retriever) -> None:
    made = port.timeline("Ausbau des Hafens von Norderby")
    assert names(made) == ["year", "month", "range", "day", "late", "undated"]
    assert [entry.label() for entry in made.numbered] == [
        "2018",
        "Februar 2018",
        "10. Februar 2018 bis 20. März 2018",
        "15. Februar 2018",
        "1. Juni 2020",
        "undatiert",
    ]
    assert [entry.days for entry in made.undated] == [None]
    assert (made.status, made.complete, made.left_out) == ("answered", True, 0)


def test_a_copy_is_no_entry_of_its_own_but_counts_as_written(port: Retriever) -> None:
    made = port.timeline("Ausbau des Hafens von Norderby")
    (protest,) = [entry for entry in made.entries if entry.days == DateInterval.of(2018, 2, 15)]
    assert [copy.article.published_label() for copy in protest.quotes[0].also_in] == ["17. Februar 2018"]
    written = {(group.source, group.days): group.count for group in made.written}
    assert written == {
        ("Blatt month", DateInterval.of(2018, 2)): 1,
        ("Blatt day", DateInterval.of(2018, 2, 15)): 1,
        ("Blatt copy", DateInterval.of(2018, 2, 17)): 1,
        ("Blatt year", DateInterval.of(2018)): 1,
        ("Blatt range", DateInterval(date(2018, 2, 10), date(2018, 3, 20))): 1,
        ("Blatt late", DateInterval.of(2020, 6, 1)): 1,
        ("Blatt undated", None): 1,
    }


def test_a_filter_leaves_what_fits_and_marks_what_may(port: Retriever) -> None:
    made = port.timeline("Ausbau des Hafens von Norderby", only=filter_from("2018-02-12", "2018-12", None))
    assert [(Path(e.quotes[0].article.path).stem, e.quotes[0].fit) for e in made.numbered] == [
        ("year", "possible"),
        ("month", "possible"),
        ("range", "possible"),
        ("day", "certain"),
        ("undated", "undated"),
    ]
    assert names(port.timeline("Ausbau des Hafens von Norderby", only=filter_from(None, None, "Blatt late"))) == ["late"]
    nothing = port.timeline("Ausbau des Hafens von Norderby", only=filter_from("2021", None, "Blatt late"))
    assert (nothing.status, nothing.nearest, nothing.coverage.articles) == ("not_found", None, 0)


def test_what_is_not_there_is_not_found_and_the_nearest_miss_is_named(port: Retriever) -> None:
    made = port.timeline("Mondlandung der Chinesen")
    assert (made.status, made.entries, made.undated, made.written) == ("not_found", (), (), ())
    assert made.nearest is not None and made.unknown == ("Chinesen",)
    assert made.coverage.articles == len(HARBOUR)
    with pytest.raises(QuestionEmpty):
        port.timeline(" ?! ")


def test_the_best_entries_keep_their_order(port: Retriever) -> None:
    whole = port.timeline("Ausbau des Hafens von Norderby")
    best = sorted(whole.numbered, key=lambda entry: -entry.quotes[0].score)[:2]
    short = whole.best(2)
    assert list(short.numbered) == [entry for entry in whole.numbered if entry in best]
    assert (short.left_out, short.written) == (4, whole.written)
    assert whole.best(99) == whole


def test_the_trainers_of_the_sample(sample_retriever: Retriever) -> None:
    made = sample_retriever.timeline(TRAINERS)
    shown = [(entry.label(), Path(entry.quotes[0].article.path).name[:2]) for entry in made.entries]
    assert {
        ("9. Juli 2016", "07"),
        ("15. Februar 2018", "10"),
        ("4. Januar 2020", "24"),
        ("Februar 2020", "31"),
        ("26. März 2020", "34"),
    } <= set(shown)
    assert all(one.days.earliest <= other.days.earliest for one, other in pairwise(made.entries) if one.days and other.days)
    assert [entry.label() for entry in made.undated] == ["undatiert"]
    copies = {copy.article.id for entry in made.numbered for quote in entry.quotes for copy in quote.also_in}
    assert len(copies) >= 2
    assert sample_retriever.timeline("Elfmeterschießen im DFB-Pokal").status == "not_found"


@pytest.mark.parametrize(
    ("topic", "right", "wrong"),
    [
        ("Waffen für die Peschmerga", {"02", "03"}, {"16", "22", "35"}),
        ("killing of General Soleimani", {"24", "30"}, {"01", "10", "34"}),
        ("Awacs-Flugzeuge der Nato", {"07", "08"}, {"27", "22", "36"}),
    ],
)
def test_dates_without_anything_on_the_topic_have_no_quote(
    topic: str, right: set[str], wrong: set[str], sample_retriever: Retriever
) -> None:
    quoted = {Path(entry.quotes[0].article.path).name[:2] for entry in sample_retriever.timeline(topic).numbered}
    assert right <= quoted and not quoted & wrong


DAYS = st.dates(date(2018, 1, 1), date(2018, 3, 31))
INTERVALS = st.one_of(
    DAYS.map(lambda day: DateInterval(day, day)),
    st.integers(1, 3).map(lambda month: DateInterval.of(2018, month)),
    st.just(DateInterval.of(2018)),
    st.tuples(DAYS, DAYS).map(lambda days: DateInterval(min(days), max(days))),
)
DATED = st.tuples(st.none() | INTERVALS, st.none() | DAYS, st.floats(0, 1))


@given(st.lists(DATED, max_size=15))
def test_every_quote_stands_once_under_its_date_best_first(rows: list[tuple[DateInterval | None, date | None, float]]) -> None:
    quotes = [
        quote_of(number, days, None if days else bound, score)
        for number, (days, bound, score) in enumerate(sorted(rows, key=lambda row: -row[2]))
    ]
    dated, undated = entries_of(quotes)
    oracle: dict[DateInterval, list[Quote]] = {}
    for quote in quotes:
        if quote.article.published:
            oracle.setdefault(quote.article.published.value, []).append(quote)
    expected = sorted(oracle, key=lambda days: (days.earliest, days.latest))
    assert [(entry.days, list(entry.quotes)) for entry in dated] == [(days, oracle[days]) for days in expected]
    assert sorted(entry.quotes[0].article.id for entry in undated) == sorted(
        quote.article.id for quote in quotes if not quote.article.published
    )
    bounds = [entry.quotes[0].article.not_before for entry in undated]
    assert bounds == sorted(bounds, key=lambda bound: (bound is None, bound or date.max))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.none() | INTERVALS), max_size=30),
    st.integers(1, 12),
    st.integers(1, 3),
)
def test_of_every_date_the_best_passage_is_judged_while_there_is_room(
    passages: list[tuple[int, DateInterval | None]], pool: int, most: int
) -> None:
    days = dict(reversed(passages))
    articles = {number: quote_of(number, days[number], None, 0.0).article for number in days}
    ranked = [(key, articles[number]) for key, (number, _) in enumerate(passages)]
    chosen = Reach(100, 100, pool, most).chosen(ranked)
    assert chosen == sorted(set(chosen)) and len(chosen) <= pool

    def date_of(key: int) -> Hashable:
        published = ranked[key][1].published
        return published.value if published else ranked[key][1].id

    dates = list(dict.fromkeys(map(date_of, range(len(ranked)))))
    firsts = {next(key for key in range(len(ranked)) if date_of(key) == each) for each in dates[:pool]}
    assert firsts <= set(chosen)
    of_article = [sum(ranked[key][1].id == each.id for key in chosen) for each in articles.values()]
    assert max(of_article, default=0) <= most
    room = sum(min(most, sum(other.id == each.id for _, other in ranked)) for each in articles.values())
    assert len(chosen) == min(pool, room)
    assert Reach(100, 100, pool).chosen(ranked) == list(range(len(ranked)))[:pool]


@settings(max_examples=6, deadline=None)
@given(st.sets(st.sampled_from(sorted(HARBOUR)), min_size=1, max_size=9))
def test_random_archives_of_dated_articles(port: Retriever, chosen: set[str]) -> None:
    """What a filter by source leaves of the archive is what an oracle of the articles' dates says."""
    for name in chosen:
        made = port.timeline("Ausbau des Hafens von Norderby", only=filter_from(None, None, f"Blatt {name}"))
        expected = [] if name in ("other", "others") else [name]
        assert names(made) == expected


def test_the_command_prints_dates_at_the_left_and_figures_as_json(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    code, out, err = run(capsys, "timeline", TRAINERS)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].startswith(" 1  9. Juli 2016        „Warschau")
    assert max(map(len, lines)) <= 80 and all(line == line.rstrip() for line in lines)
    assert "Undatiert, darum ohne Platz in der Zeitleiste:" in lines
    assert lines[-1].endswith("Artikel zum Thema")

    code, out, _ = run(capsys, "timeline", TRAINERS, "--json", "--per-date", "2", "--top", "4")
    made = json.loads(out)
    assert code == 0 and made["topic"] == TRAINERS and made["status"] == "answered"
    assert len(made["entries"]) + len(made["undated"]) == 4 and made["left_out"] > 0
    assert [entry["earliest"] for entry in made["entries"]] == sorted(entry["earliest"] for entry in made["entries"])
    for entry in made["entries"]:
        assert len(entry["quotes"]) <= 2
        for quote in entry["quotes"]:
            article = Path(quote["path"]).read_text(encoding="utf-8")
            assert quote["text"] in article
            for start, end in quote["figures"]:
                assert quote["start"] <= start < end <= quote["end"]

    code, out, _ = run(capsys, "timeline", "Protest in Bagdad gegen die US-Truppen", "--json")
    quote = json.loads(out)["entries"][0]["quotes"][0]
    assert [quote["text"][start - quote["start"] : end - quote["start"]] for start, end in quote["figures"]] == [
        "Zehntausende Menschen"
    ]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Rund 20 und bis zu vier Millionen Menschen am 24. Januar 2020.", "de", ["Rund 20", "bis zu vier Millionen Menschen"]),
        ("Es waren etwa 500 Soldaten und mehrere hundert Fachleute.", "de", ["etwa 500 Soldaten", "mehrere hundert Fachleute"]),
        ("They sent more than 1,200 soldiers on Jan. 4.", "en", ["more than 1,200 soldiers"]),
        ("Gut 30 Mio. Euro um 14.30 Uhr, am 29. Januar.", "de", ["Gut 30 Mio. Euro"]),
        ("Er sagte nein.", "de", []),
    ],
)
def test_figures_with_what_bounds_and_what_they_count(text: str, language: Language, found: list[str]) -> None:
    """The spans count from the article's beginning, not the quote's."""
    article = Article("a", "/a.txt", f"Davor 7 Tage. {text}", language)
    start = len("Davor 7 Tage. ")
    quote = Quote(article, start, len(article.text), ((start, len(article.text)),), 1.0)
    assert [article.text[low:high] for low, high in figures(quote)] == found


def test_the_command_in_english_and_what_it_refuses(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    code, out, _ = run(capsys, "timeline", "Fischerei in der Nordsee", "--lang", "en")
    assert code == 0 and out.startswith("Not found in the archive.\nSearched: 36 articles")
    code, out, _ = run(capsys, "timeline", TRAINERS, "--since", "2020-02", "--until", "2020", "--lang", "en")
    assert code == 0 and out.startswith("Limited to: since 1 February 2020 · until 31 December 2020")
    assert " 1  February 2020 " in out and "2016" not in out.replace("2011", "")
    assert run(capsys, "timeline", "?!")[0] == 2
    assert run(capsys, "timeline", TRAINERS, "--since", "gestern")[0] == 2
    assert run(capsys, "timeline")[0] == 2
    code, out, _ = run(capsys, "timeline", "--help")
    assert code == 0 and 'wortlaut timeline "Ausbilder der Nato im Irak"' in out


@pytest.mark.parametrize("topic", ["Jens Stoltenberg", "Donald Trump"])
def test_a_sentence_without_the_name_gives_way_to_one_that_has_it(topic: str, sample_retriever: Retriever) -> None:
    """Of the articles that name him, in either language, the sentence that does is shown."""
    naming = [entry.quotes[0] for entry in sample_retriever.timeline(topic).numbered if topic in entry.quotes[0].article.text]
    said = [quote.article.text[slice(*quote.highlights[0])] for quote in naming]
    assert {quote.article.language for quote in naming} == {"de", "en"}
    assert [sentence for sentence in said if topic.rsplit(maxsplit=1)[-1] not in sentence] == []


def test_what_the_answers_say_differently_stands_below(sample_retriever: Retriever) -> None:
    question = "Wie viele Menschen protestierten in Bagdad?"
    made = sample_retriever.timeline(question)
    assert made.disagreements == sample_retriever.answer(question).disagreements
    (differing,) = made.disagreements
    assert {"Zehntausende", "bis zu vier Millionen"} <= {value.text for value in differing.values}
    shown = {quote.article.id for entry in made.numbered for quote in entry.quotes}
    assert {value.article.id for value in differing.values} <= shown
    assert made.as_json()["disagreements"] == [differing.as_json()]
    assert sample_retriever.timeline("Protest in Bagdad").disagreements == ()


def test_what_was_understood_is_said_and_can_be_undone(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    _, out, _ = run(capsys, "timeline", "Nato-Mission seit 2018")
    assert out.startswith("Verstanden: Zeitraum ab Januar 2018 („seit 2018“)\nDas gibt nur den Vorrang; --since")
    _, out, _ = run(capsys, "timeline", "Nato-Mission seit 2018", "--no-filter")
    assert out.startswith("Verstanden, aber nicht beachtet: Zeitraum ab Januar 2018") and "Vorrang" not in out
    _, out, _ = run(capsys, "timeline", "Nato-Mission im Februar 2035")
    assert "Aus dem Zeitraum Februar 2035 selbst ist kein Artikel im Archiv" in out
    _, out, _ = run(capsys, "timeline", "Nato-Mission am 30. Februar 2018", "--lang", "en")
    assert "30. Februar 2018" in out.splitlines()[0]


def test_in_a_conversation_the_last_question_is_the_topic(sample_retriever: Retriever) -> None:
    conversation = Conversation(sample_retriever, 3)
    assert conversation.timeline() is None
    conversation.ask("Wer leitet die Nato-Mission im Irak?")
    made, named = conversation.timeline(), conversation.timeline(TRAINERS)
    assert made is not None and made.topic == "Wer leitet die Nato-Mission im Irak?"
    assert named == sample_retriever.timeline(TRAINERS)
    assert conversation.last is not None and conversation.last.question == "Wer leitet die Nato-Mission im Irak?"
    conversation.ask("Und im Januar 2020?")
    carried = conversation.timeline()
    assert carried is not None and carried.understood == conversation.last.understood
    assert carried.understood.carried is not None and carried.understood.narrow
    conversation.freed()
    freed = conversation.timeline()
    assert freed is not None and not freed.understood.narrow


def test_a_time_line_looks_further_than_a_question(sample_retriever: Retriever) -> None:
    asked = sample_retriever.answer(TRAINERS, top_k=5)
    dates = {quote.article.published_label() for quote in asked.quotes}
    assert len(sample_retriever.timeline(TRAINERS).entries) > len(dates)
    assert ALL_DATES.pool >= 10 * 20
