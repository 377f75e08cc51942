import time
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Block, BlockKind, Passage
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from retrieval.copies import form_of
from retrieval.evidence import PassageCandidate, SentenceCandidate
from retrieval.quote import Copy, Quote
from retrieval.select import RULES, select_quotes

FIRST, LATER = RULES.first, RULES.later
FURNITURE = "\n\nZwischentitel\n\n"
Case = tuple[list[PassageCandidate], list[SentenceCandidate], list[float], int]


def pool_of(*passages: list[int], furniture: frozenset[tuple[int, int]] = frozenset()) -> list[PassageCandidate]:
    """Passages of sentences of these lengths; `furniture` names (passage, sentence) that a subhead stands before."""
    pool = []
    for number, lengths in enumerate(passages):
        text, spans = "", []
        for at, length in enumerate(lengths):
            text += "" if not at else FURNITURE if (number, at) in furniture else " "
            spans.append((len(text), len(text) + length))
            text += "x" * (length - 1) + "."
        article = Article(f"a{number}", f"/{number}.txt", text, "de")
        passage = Passage(number, article.id, 0, len(text), tuple(spans))
        pool.append(PassageCandidate(passage, article, 0.0, 0.0, 0.0, np.zeros((len(spans), 2), dtype=np.float32)))
    return pool


def sentences_of(pool: list[PassageCandidate]) -> list[SentenceCandidate]:
    return [SentenceCandidate(n, s) for n, source in enumerate(pool) for s in range(len(source.passage.sentences))]


PARTS = [
    "Die Nato stoppt die Ausbildung im Irak",
    "Brüssel (dpa) – Die Nato stoppt die Ausbildung im Irak",
    "Die Nato stoppt die Ausbildung im Iran",
    "Daran sind rund 500 Soldaten beteiligt",
    "Daran sind rd. 500 Soldaten beteiligt",
    "Er sagte nein",
    "„Wir gehen nicht. Wir bleiben hier“, sagte ein Sprecher des Bündnisses",
    "Es gibt kein Ergebnis, das allen Beteiligten der langen Runde gefällt",
    "Das stimmt",
]
Text = list[list[list[str]]]


def pool_of_words(
    articles: Text, sources: list[Sourced[str] | None], dates: list[DateInterval | None]
) -> list[PassageCandidate]:
    """Articles of paragraphs of sentences, each paragraph a passage."""
    pool = []
    for number, paragraphs in enumerate(articles):
        text, blocks, passages = "", [], []
        for paragraph in paragraphs:
            start, spans = len(text), []
            for sentence in paragraph:
                spans.append((len(text), len(text) + len(sentence) + 1))
                text += f"{sentence}. "
            passages.append((start, len(text) - 1, tuple(spans)))
            blocks.append(Block(start, len(text) - 1, BlockKind.PROSE))
            text += "\n\n"
        dated = dates[number]
        published = Sourced(dated, Provenance.HEADER) if dated else None
        article = Article(
            f"a{number}", f"/{number}.txt", text, "de", blocks=tuple(blocks), source=sources[number], published=published
        )
        pool += [
            PassageCandidate(
                Passage(len(pool) + n, article.id, *passage), article, 0.0, 0.0, 0.0, np.zeros((1, 2), dtype=np.float32)
            )
            for n, passage in enumerate(passages)
        ]
    return pool


@st.composite
def cases(draw: st.DrawFn) -> Case:
    paragraph = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5)
    articles = draw(st.lists(st.lists(paragraph, min_size=1, max_size=2), min_size=1, max_size=4))
    count = len(articles)
    sources = draw(st.lists(st.sampled_from([None, Sourced("dpa", Provenance.BYLINE)]), min_size=count, max_size=count))
    days = st.one_of(st.none(), st.integers(1, 28).map(lambda day: DateInterval.of(2020, 1, day)))
    pool = pool_of_words(articles, sources, draw(st.lists(days, min_size=count, max_size=count)))
    candidates = sentences_of(pool)
    logits = draw(st.lists(st.floats(-12, 6), min_size=len(candidates), max_size=len(candidates)))
    return pool, candidates, logits, draw(st.integers(1, 8))


@pytest.mark.slow
@given(cases())
@settings(max_examples=200, deadline=None)
def test_rules_of_quotes(case: Case) -> None:
    pool, candidates, logits, top_k = case
    quotes = select_quotes(pool, candidates, np.array(logits), top_k)
    everything = select_quotes(pool, candidates, np.array(logits), len(candidates))
    assert quotes == everything[:top_k]
    places: list[Quote | Copy] = [place for quote in everything for place in (quote, *quote.also_in)]
    for one, other in combinations(places, 2):
        assert one.article is not other.article or one.end <= other.start or other.end <= one.start
    for number, quote in enumerate(everything):
        ((start, end),) = quote.highlights
        answering = form_of(quote.article.text[start:end])
        for copy in quote.also_in:
            assert copy.text == copy.article.text[copy.start : copy.end]
            assert form_of(copy.text).copies(answering)
        assert "\n" not in quote.text
        assert len(quote.text) <= (FIRST if number == 0 else LATER).characters
        whole = [span for source in pool if source.article is quote.article for span in source.passage.sentences]
        assert quote.start in {low for low, _ in whole}
        assert quote.end in {high for _, high in whole}
    spans = [(source.article, *span) for source in pool for span in source.passage.sentences]
    shown = [s for s in spans if any(p.article is s[0] and p.start <= s[1] and s[2] <= p.end for p in places)]
    told = [form_of(article.text[low:high]) for article, low, high in shown]
    for span in spans:  # nothing is lost: what is not shown repeats what is
        assert span in shown or any(form_of(span[0].text[span[1] : span[2]]).copies(form) for form in told)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_order_of_quotes(case: Case) -> None:
    pool, candidates, logits, _ = case
    quotes = select_quotes(pool, candidates, np.array(logits), len(candidates))
    assert quotes[0].score == pytest.approx(1 / (1 + np.exp(-max(logits))))
    seen: set[str] = set()
    worth = []
    for quote in quotes:
        logit = np.log(quote.score / (1 - quote.score))
        worth.append(logit - RULES.repeat * (quote.article.id in seen))
        seen.add(quote.article.id)
    for number, (one, other) in enumerate(pairwise(worth)):
        # Two of one article that lie side by side may both have been first-comers when the earlier was chosen.
        assert one >= other - RULES.repeat - 1e-6, number


def chosen(pool: list[PassageCandidate], logits: list[float], top_k: int) -> list[list[int]]:
    """The article's number and the lengths of each quote's sentences."""
    quotes = select_quotes(pool, sentences_of(pool), np.array(logits), top_k)
    return [[int(q.article.id[1:]), *(len(part) + 1 for part in q.text.rstrip(".").split(". "))] for q in quotes]


def test_the_first_quote_takes_no_hopeless_neighbours() -> None:
    assert chosen(pool_of([30, 40, 50]), [-8.0, 2.0, -7.0], 1) == [[0, 40, 50]]
    assert chosen(pool_of([30, 40, 50]), [-8.0, 2.0, -7.01], 1) == [[0, 40]]
    most = RULES.first.characters  # with one space between two sentences
    assert chosen(pool_of([30, 100, most - 101]), [-8.0, 2.0, 1.5], 1) == [[0, 100, most - 101]]
    assert chosen(pool_of([30, 100, most - 100]), [-8.0, 2.0, 1.5], 1) == [[0, 100]]


def test_later_quotes_bring_their_context() -> None:
    assert chosen(pool_of([30], [30, 40, 50]), [5.0, -5.0, 2.0, -7.0], 2) == [[0, 30], [1, 30, 40, 50]]
    assert chosen(pool_of([30], [30, 40, 50]), [5.0, -5.0, 2.0, -7.1], 2) == [[0, 30], [1, 30, 40]]


def test_the_better_neighbour_comes_first_where_only_one_fits() -> None:
    assert chosen(pool_of([150, 100, 140]), [1.4, 2.0, 1.5], 1) == [[0, 100, 140]]
    assert chosen(pool_of([150, 100, 140]), [1.6, 2.0, 1.5], 1) == [[0, 150, 100]]


def test_equal_logits_keep_the_order_of_the_pool() -> None:
    assert chosen(pool_of([300], [310], [320]), [1.0, 1.0, 1.0], 3) == [[0, 300], [1, 310], [2, 320]]


def test_a_subhead_is_never_crossed() -> None:
    pool = pool_of([30, 40, 50], furniture=frozenset({(0, 2)}))
    quotes = select_quotes(pool, sentences_of(pool), np.array([2.0, 2.0, 2.0]), 3)
    assert [(quote.start, quote.end) for quote in quotes] == [(0, 71), (71 + len(FURNITURE), 121 + len(FURNITURE))]


def test_without_candidates_no_quotes() -> None:
    assert select_quotes([], [], np.zeros(0), 3) == []


BLATT, KURIER = Sourced("Morgenblatt", Provenance.SIDECAR), Sourced("Abendkurier", Provenance.SIDECAR)
FEBRUARY = DateInterval.of(2018, 2)


def quoted(
    articles: Text,
    logits: list[float],
    top_k: int = 5,
    sources: list[Sourced[str] | None] | None = None,
    dates: list[DateInterval | None] | None = None,
) -> list[Quote]:
    nothing = [None] * len(articles)
    pool = pool_of_words(articles, sources or list(nothing), dates or list(nothing))
    return select_quotes(pool, sentences_of(pool), np.array(logits), top_k)


def places(quotes: list[Quote]) -> list[tuple[str, str, list[str]]]:
    return [(quote.article.id, quote.text, [copy.article.id for copy in quote.also_in]) for quote in quotes]


STOP = "Die Nato stoppt die Ausbildung im Irak"
STOP_WIRE = "Brüssel (dpa) – Die Nato stoppt die Ausbildung im Irak"
CALL = "Bagdad hatte am Montag darum gebeten"


def test_a_wire_copy_is_named_with_its_origin_not_quoted_again() -> None:
    days = [DateInterval.of(2020, 1, day) for day in (5, 4, 6)]
    made = quoted([[[STOP]], [[STOP_WIRE]], [[CALL]]], [3.0, 2.5, 1.0], sources=[BLATT, KURIER, None], dates=[*days])
    assert places(made) == [("a1", f"{STOP_WIRE}.", ["a0"]), ("a2", f"{CALL}.", [])]
    assert made[0].also_in[0].text == f"{STOP}."
    assert made[0].score == pytest.approx(1 / (1 + np.exp(-3.0)))


def test_the_origin_is_not_shown_when_it_is_judged_much_worse() -> None:
    days = [DateInterval.of(2020, 1, day) for day in (5, 4)]
    made = quoted([[[STOP]], [[STOP_WIRE]]], [3.0, 1.9], sources=[BLATT, KURIER], dates=[*days])
    assert places(made) == [("a0", f"{STOP}.", ["a1"])]


def test_a_known_source_goes_before_an_earlier_date_and_a_day_before_its_month() -> None:
    day = DateInterval.of(2018, 2, 15)
    copies = [[[STOP]], [[STOP]], [[STOP]], [[STOP]]]
    dates = [DateInterval.of(2017), FEBRUARY, day, None]
    made = quoted(copies, [1.0, 1.0, 1.0, 1.0], sources=[None, BLATT, KURIER, BLATT], dates=[*dates])
    assert places(made) == [("a2", f"{STOP}.", ["a1", "a3", "a0"])]


def test_what_differs_in_a_number_or_name_is_quoted_beside() -> None:
    made = quoted([[["Die 28 Staaten gaben den Auftrag"]], [["Die 29 Staaten gaben den Auftrag"]]], [2.0, 1.0])
    assert [quote.also_in for quote in made] == [(), ()]
    made = quoted([[[STOP]], [[STOP.replace("Irak", "Iran")]]], [2.0, 1.0])
    assert [quote.also_in for quote in made] == [(), ()]


def test_short_sentences_are_copies_only_after_copies() -> None:
    assert len(quoted([[["Das stimmt"]], [["Das stimmt"]]], [2.0, 1.0])) == 2
    made = quoted([[[STOP, "Das stimmt"]], [[STOP, "Das stimmt"]]], [-9.0, 2.0, -9.0, 1.0], 1)
    assert places(made) == [("a0", "Das stimmt.", ["a1"])]


def test_what_stood_beside_an_answer_is_no_further_answer() -> None:
    made = quoted([[[CALL, STOP]], [[CALL], ["Kanada bedauert diesen Schritt sehr"]]], [1.5, 2.0, 1.4, 0.0])
    assert places(made)[0] == ("a0", f"{CALL}. {STOP}.", [])
    assert [quote.text for quote in made[1:]] == ["Kanada bedauert diesen Schritt sehr."]


def test_another_article_comes_before_a_second_quote_that_is_hardly_better() -> None:
    def order(second: float) -> list[str]:
        made = quoted(
            [[[STOP], ["Kanada bedauert diesen Schritt sehr"]], [["Dänemark will die Mission führen"]]], [3.0, second, 1.0]
        )
        return [quote.article.id for quote in made]

    assert order(1.0 + RULES.repeat - 0.01) == ["a0", "a1", "a0"]
    assert order(1.0 + RULES.repeat + 0.01) == ["a0", "a0", "a1"]


def test_a_sentence_that_leans_brings_the_one_before() -> None:
    article = [[["Der Einsatz begann im Oktober", "Er läuft seit drei Jahren", "Kanada bedauert das"]]]
    made = quoted(article, [-9.0, 2.0, -9.0], 1)
    assert places(made) == [("a0", "Der Einsatz begann im Oktober. Er läuft seit drei Jahren.", [])]
    start, end = made[0].highlights[0]
    assert made[0].article.text[start:end] == "Er läuft seit drei Jahren."
    parted = [[["Der Einsatz begann im Oktober"], ["Er läuft seit drei Jahren"]]]
    assert places(quoted(parted, [-9.0, 2.0], 1)) == [("a0", "Er läuft seit drei Jahren.", [])]
    long = [[["Der Einsatz begann " + "sehr " * 60 + "spät", "Er läuft seit drei Jahren"]]]
    assert places(quoted(long, [-9.0, 2.0], 1)) == [("a0", "Er läuft seit drei Jahren.", [])]


def test_a_quotation_is_completed_and_keeps_its_speaker() -> None:
    article = [[["„Wir bleiben", "Wir gehen nicht“, sagte ein Sprecher", "Es regnete"]]]
    whole = "„Wir bleiben. Wir gehen nicht“, sagte ein Sprecher."
    assert places(quoted(article, [2.0, -9.0, -9.0], 1)) == [("a0", whole, [])]
    assert places(quoted(article, [-9.0, 2.0, -9.0], 1)) == [("a0", whole, [])]
    article = [[["Minister Mattis warnte davor", "„Der Kampf ist nicht vorbei“", "Es regnete"]]]
    assert places(quoted(article, [-9.0, 2.0, -9.0], 1)) == [
        ("a0", "Minister Mattis warnte davor. „Der Kampf ist nicht vorbei“.", [])
    ]


def test_english_sentences_lean_as_well() -> None:
    text = "Canada leads the mission. It has 500 soldiers."
    spans = ((0, 25), (26, 46))
    article = Article("e", "/e.txt", text, "en")
    pool = [PassageCandidate(Passage(0, "e", 0, 46, spans), article, 0.0, 0.0, 0.0, np.zeros((2, 2), dtype=np.float32))]
    assert select_quotes(pool, sentences_of(pool), np.array([-9.0, 2.0]), 1)[0].text == text


def test_one_word_again_and_again_is_chosen_from_soon() -> None:
    begun = time.monotonic()
    pool = pool_of(*[[2] * 120] * 6)  # before it was bounded this took minutes
    assert len(chosen(pool, [0.0] * 720, 5)) == 5
    assert time.monotonic() - begun < 10
