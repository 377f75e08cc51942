"""Questions as people really type them: one word, a name, typos, two languages, a pasted page. Quotes or an honest no."""

import unicodedata

import pytest

from corpus.errors import QuestionEmpty
from retrieval import Retriever

PARAGRAPH = (
    "Die Nato will ihre Ausbildungsmission im Irak ausbauen. Das beschlossen die Verteidigungsminister in Brüssel. Kanada hat "
    "das Kommando, Dänemark soll folgen. Wie viele Soldaten daran teilnehmen, ist noch offen; genannt wurden 500 bis 4.000. "
)
BAD = [
    "die",
    "wo",
    "the",
    "Wer?",
    "Was denn?",
    "...und?",
    "„Irak“",
    "Fortin",
    "Dany Fortin",
    "NATO",
    "2018",
    "20.000",
    "drei",
    "%3",
    "?????Irak?????",
    "IRAK IRAK IRAK IRAK",
    "wer leitet die mission",
    "WER LEITET DIE NATO-MISSION IM IRAK",
    "Wer leitet the Nato mission in Iraq?",
    "How viele Soldaten trainieren in Taji?",
    "Hwo mnay sodliers tarin in Irqa?",
    "Wer leidtet dei Nato-Misison im Iark?",
    "Wer\u00adlei\u00adtet die Nato\u2011Mission\u00a0im Irak?",
    "x" * 1_990,
    "ä" * 300,
    "Wer leitet die Mission? Wie viele Soldaten sind dort? Und seit wann?",
    "<b>Irak</b> &amp; Nato",
    "SELECT * FROM articles; --",
    "Кто руководит миссией в Ираке?",
    "谁领导北约驻伊拉克特派团？",
    (PARAGRAPH * 9)[:2000],
]


@pytest.mark.parametrize("question", BAD)
def test_quotes_or_an_honest_no(sample_retriever: Retriever, question: str) -> None:
    answer = sample_retriever.answer(question)
    shown = [*answer.quotes, *([answer.nearest] if answer.nearest else [])]
    assert (answer.status == "answered") == bool(answer.quotes)
    assert shown
    assert 0 <= answer.confidence <= 1
    for quote in shown:
        assert quote.text == quote.article.text[quote.start : quote.end]
        assert quote.text.strip()


@pytest.mark.parametrize("question", ["?", "...", "–", "„“", " \n\t ", "😀", "\u00ad"])
def test_without_a_letter_or_digit_it_is_no_question(sample_retriever: Retriever, question: str) -> None:
    with pytest.raises(QuestionEmpty):
        sample_retriever.answer(question)


@pytest.mark.parametrize(
    "question",
    [
        unicodedata.normalize("NFD", "Wie viele Länder schlossen sich im September 2014 in Wales gegen den IS zusammen?"),
        "Wie viele Laender schlossen sich im September 2014 in Wales gegen den IS zusammen?",
        "Wie viele Länder schlosen sich im Septmeber 2014 in Walles gegen den IS zusamen?",
        "wie viele länder schlossen sich im september 2014 in wales gegen den is zusammen",
    ],
)
def test_however_it_is_typed_the_passage_is_found(sample_retriever: Retriever, question: str) -> None:
    found = sample_retriever.evidence(question).pool
    assert any("zehn Staaten" in each.article.text[each.passage.start : each.passage.end] for each in found[:3])


def test_decomposed_letters_are_the_same_question(sample_retriever: Retriever) -> None:
    for text in ("Küstner über Übungen", "Wer führt die Mission in Bagdad?"):
        composed, decomposed = (sample_retriever.evidence(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
        assert [each.passage.id for each in composed.pool] == [each.passage.id for each in decomposed.pool]


def test_a_pasted_page_finds_what_it_is_about(sample_retriever: Retriever) -> None:
    found = sample_retriever.evidence((PARAGRAPH * 9)[:2000]).pool
    assert any("Kanada" in each.article.text[each.passage.start : each.passage.end] for each in found[:5])
