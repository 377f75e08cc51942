"""What a question's period and outlet do to the ranking, by hand arithmetic and in the sample archive."""

from datetime import date

import numpy as np
import pytest

from bot.settings import Settings
from corpus.article import Article, Passage
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from corpus.store import Store
from retrieval import Retriever
from retrieval.evidence import PassageCandidate, SentenceCandidate
from retrieval.favour import CONTINUED, favours, strength
from retrieval.favoured_passages import Favoured
from retrieval.fusion import best_of
from retrieval.times.event_times import event_times
from retrieval.understood import AskedPeriod, AskedSource, Carried, Understood

NONE = np.zeros((0, 0), dtype=np.float32)
FEBRUARY = AskedPeriod.of(DateInterval.of(2018, 2))
TEXT = "Die Nato beriet im Mai 2017. Am 24. Januar sprach er. Gestern kam sie. Sie blieb."
SPANS = ((0, 28), (29, 53), (54, 70), (71, 81))


def found(published: DateInterval | None = None, text: str = TEXT, source: str | None = None, origin: str | None = None):
    def known(value):
        return Sourced(value, Provenance.USER) if value else None

    spans = SPANS if text == TEXT else ((0, len(text)),)
    article = Article("1", "/a.txt", text, "de", source=known(source), origin=known(origin), published=known(published))
    return PassageCandidate(Passage(1, "1", 0, len(text), spans), article, 0.8, 1.0, 0.9, NONE)


def added(candidate: PassageCandidate, asked: Understood) -> list[float]:
    sentences = [SentenceCandidate(0, number) for number in range(len(candidate.passage.sentences))]
    return favours([candidate], sentences, asked).tolist()


def test_the_times_of_a_sentence_are_read_against_the_articles_date() -> None:
    dated = found(DateInterval.of(2018, 2, 3))
    assert event_times(dated.article, dated.passage) == (
        (DateInterval.of(2017, 5),),
        (DateInterval.of(2018, 1, 24),),
        (DateInterval.of(2018, 2, 2),),
        (),
    )
    undated = found()
    assert event_times(undated.article, undated.passage) == ((DateInterval.of(2017, 5),), (), (), ())


def test_a_time_without_a_year_is_the_nearest_to_the_article() -> None:
    planned = found(DateInterval.of(2018, 12, 20), "Am 24. Januar soll sie kommen.")
    assert event_times(planned.article, planned.passage) == ((DateInterval.of(2019, 1, 24),),)


def test_publication_and_event_are_added_and_another_time_takes_away() -> None:
    asked = Understood("de", FEBRUARY)
    # printed in it: 2; told of another time: -0.5, of one in it: 1; half of that for the others of the passage
    assert added(found(DateInterval.of(2018, 2, 3)), asked) == [2 + 0.5 - 0.5, 2 + 0.5 - 0.5, 2 + 1, 2 + 0.5]
    assert added(found(), asked) == [-0.5, 0, 0, 0]
    assert added(found(None, "Im Februar 2018 kam sie."), asked) == [1]
    # a year holds the month for 28 of 365 days: at least a quarter
    assert added(found(DateInterval.of(2018), "Sie blieb."), asked) == [0.5]
    assert added(found(DateInterval.of(2016), "Sie blieb."), asked) == [0]


def test_a_follow_up_favours_the_article_that_answered_before() -> None:
    def asks_on(article: str | None) -> Understood:
        return Understood("de", carried=Carried("Wer leitet?", ("leitet",), "leitet Seit wann?", article=article))

    assert added(found(), asks_on("1")) == [CONTINUED] * 4 == [0.75] * 4
    assert added(found(), asks_on("2")) == added(found(), asks_on(None)) == [0] * 4
    period = Understood("de", FEBRUARY, carried=asks_on("1").carried)
    assert added(found(), period) == [0.25, 0.75, 0.75, 0.75]  # its own period counts beside it


def test_a_vague_period_says_less() -> None:
    assert strength(FEBRUARY) == strength(AskedPeriod.of(DateInterval.of(2018, 2, 3))) == 1
    assert strength(AskedPeriod.of(DateInterval.of(2018))) == strength(AskedPeriod(date(2018, 1, 1), None)) == 0.5
    assert 0.5 < strength(AskedPeriod(date(2018, 1, 1), date(2018, 4, 30))) < 1


def test_an_outlet_counts_as_source_and_as_origin_and_nothing_counts_unnarrowed() -> None:
    asked = Understood("de", FEBRUARY, AskedSource("dpa", ("dpa", "dpa/RND")))
    own, copy, other = (found(None, "Kurz.", *names) for names in (("dpa/RND",), ("Morgenblatt", "dpa"), ("Morgenblatt",)))
    assert [added(each, asked) for each in (own, copy, other)] == [[3], [3], [0]]
    unnarrowed = Understood("de", FEBRUARY, asked.source, narrow=False)
    assert added(found(DateInterval.of(2018, 2), "Kurz.", "dpa"), unnarrowed) == [0]


def test_the_passages_of_period_and_outlet(sample_settings: Settings) -> None:
    with Store.open(sample_settings.data_dir).read() as snapshot:
        favoured = Favoured(snapshot.columns())
        articles = {article.id: article for article in snapshot.all_articles()}
        passages = {passage.id: articles[passage.article_id] for passage in snapshot.all_passages()}

    def files(asked: Understood) -> set[str] | None:
        found = favoured.of(asked)
        ids = found.ids if found else None
        assert ids is None or (ids.tolist() == sorted(ids.tolist()) and len(ids))
        return None if ids is None else {passages[key].path.rpartition("/")[2] for key in ids.tolist()}

    wire = AskedSource("Beispiel-Agentur", ("Beispiel-Agentur",))
    july = AskedPeriod.of(DateInterval.of(2018, 7))
    assert files(Understood("de")) is None
    assert files(Understood("de", july)) == {"16_gipfel_kanada.txt", "17_was_kostet_das.txt"}
    assert files(Understood("de", july, wire)) == {"16_gipfel_kanada.txt"}
    assert files(Understood("de", AskedPeriod.of(DateInterval.of(2035)), wire)) == files(Understood("de", None, wire))
    assert "11_planung_morgenblatt.txt" in (files(Understood("de", None, wire)) or ())
    assert files(Understood("de", AskedPeriod.of(DateInterval.of(2035)))) is None
    assert files(Understood("de", AskedPeriod(date(2021, 1, 1), None))) == {"36_viertausend.txt"}


def test_the_best_of_a_ranking_hold_some_of_the_favoured_in_its_order() -> None:
    ranked = dict.fromkeys([5, 3, 9, 1, 7, 8], 0.0)
    assert best_of(ranked, 3, (), 2) == [5, 3, 9]
    assert best_of(ranked, 3, {3, 8, 7}, 2) == [5, 3, 9, 7]
    assert best_of(ranked, 1, {7}, 5) == [5, 7]


def test_the_same_question_of_two_months_is_answered_from_each(sample_retriever: Retriever) -> None:
    for month, file in (("Oktober 2018", "19_mandat_okt_2018.txt"), ("Oktober 2019", "22_mandat_okt_2019.txt")):
        answer = sample_retriever.answer(f"Was hat der Bundestag im {month} über das Mandat beschlossen?", top_k=1)
        assert [quote.file_name for quote in answer.quotes] == [file]


def test_without_narrowing_what_was_understood_is_told_and_favours_nothing(sample_retriever: Retriever) -> None:
    question = "Was schrieb der Abendkurier im Juli 2018 über die Kosten?"
    free, bound = (sample_retriever.answer(question, narrow=narrow) for narrow in (False, True))
    assert bound.quotes[0].file_name == "17_was_kostet_das.txt"
    assert free.understood.as_json() == bound.understood.as_json() | {"narrow": False}
    assert {quote.file_name for quote in free.quotes} != {quote.file_name for quote in bound.quotes}


@pytest.mark.parametrize("word", ["letzten Monat", "last month"])
def test_the_clock_decides_what_last_month_was(sample_settings: Settings, word: str) -> None:
    retriever = Retriever.open(sample_settings.data_dir, cache=sample_settings.cache_dir, today=lambda: date(2018, 8, 20))
    understood = retriever.answer(f"Wer führt die Mission {word}?").understood
    retriever.close()
    assert understood.period == AskedPeriod.of(DateInterval.of(2018, 7), word)
