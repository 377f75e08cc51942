import math

from corpus.article import Article, Passage
from retrieval import prepared as module
from retrieval.analysis import terms
from retrieval.prepared import Prepared, prepared
from retrieval.question import AnswerKind

TEXT = "Kanada leitet die Mission. Wer zahlt 20 Euro?"
SPANS = ((0, 26), (27, len(TEXT)))


def made(text: str = TEXT, language: str = "de") -> Prepared:
    article = Article("a", "/a.txt", text, language)
    return prepared(article, Passage(1, "a", 0, len(text), SPANS))


def test_a_passage_by_hand() -> None:
    text = made()
    assert text.sentences == ("Kanada leitet die Mission.", "Wer zahlt 20 Euro?")
    assert text.ordered == (("kanada", "leit", "mission"), ("zahlt", "20", "euro"))
    assert [stems.held for stems in text.stems] == [set(found) for found in text.ordered]
    assert text.all_stems.held == {"kanada", "leit", "mission", "zahlt", "20", "euro"}
    assert text.lengths == (math.log(26), math.log(18))
    assert text.questions == (False, True)
    assert text.endings == ("ission", "20euro")
    assert text.has(AnswerKind.NUMBER) == (False, True)
    assert text.has(AnswerKind.REASON) == (False, False)
    assert text.has(AnswerKind.OTHER) == ()


def test_the_same_text_is_prepared_once_and_another_text_or_language_anew() -> None:
    assert made() is made()
    changed = made(TEXT.replace("Kanada", "Panama"))
    assert changed.ordered[0] == ("panama", "leit", "mission")
    assert made().ordered[0] == ("kanada", "leit", "mission")
    assert made(language="en").ordered[0] == tuple(terms("Kanada leitet die Mission.", "en")) != made().ordered[0]


def test_no_more_text_is_kept_than_there_is_room_for() -> None:
    for number in range(60):
        text = f"Satz {number}. " + "Noch ein Satz, und noch einer. " * 1000
        end = text.index(".") + 1
        prepared(Article("a", "/a.txt", text, "de"), Passage(number, "a", 0, len(text), ((0, end), (end + 1, len(text)))))
        assert module._kept.weight <= 1_000_000
    assert 20 < len(module._kept) < 40
    assert made().ordered[0] == ("kanada", "leit", "mission"), "what had to go is made again"
