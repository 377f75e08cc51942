import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.language import Language
from retrieval.analysis import terms
from retrieval.spelling import misspelled, search_form

LANGUAGES: list[Language] = ["de", "en"]
LETTERS = "abcdefghiklmnoprstuvwzäöüßéñ"
ONES = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
TEENS = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()
TENS = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]


def below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number < 10:
        return "eins" if number == 1 else ONES[number]
    if tens == 1:
        return TEENS[ones]
    return (ONES[ones] + "und" if ones else "") + TENS[tens]


def in_words(number: int) -> str:
    """A number from 1 to 999,999 as German writes it."""
    if number >= 1000:
        return re.sub("eins$", "ein", in_words(number // 1000)) + "tausend" + (in_words(number % 1000) if number % 1000 else "")
    if number >= 100:
        return ONES[number // 100] + "hundert" + (below_hundred(number % 100) if number % 100 else "")
    return below_hundred(number)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)  # the first wrongly decoded text loads ftfy
@given(text=st.text())
def test_composed_and_decomposed_are_one(language: Language, text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text), language) == terms(unicodedata.normalize("NFC", text), language)
    assert terms("\u00ad".join(text), language) == terms("".join(text.split("\u00ad")), language)


@given(word=st.text(LETTERS, min_size=1))
def test_umlauts_and_their_transcriptions_are_one(word: str) -> None:
    written = word
    for letter, other in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        places = [at for at, found in enumerate(word) if found == letter]
        if letter == "ü" and any(word[at - 1 : at] and word[at - 1] in "aeiouyäöüqé" for at in places):
            continue  # „neue“ and „Quelle“ have no umlaut, so that „Bauüberwachung“ is not found by „Baueberwachung“
        written = written.replace(letter, other)
    assert terms(written, "de") == terms(word, "de") == terms(word.upper(), "de")


@given(number=st.integers(2, 999_999))
def test_number_words_are_their_number(number: int) -> None:
    word = in_words(number)
    assert search_form(word, "de") == str(number)
    transcribed = word.replace("ü", "ue").replace("ö", "oe").replace("ß", "ss")
    assert search_form(f"{transcribed} Soldaten", "de") == f"{number} soldaten"
    assert terms(f"{number:,}", "en") == terms(f"{number:,}".replace(",", "."), "de") == [str(number)]
    assert terms(f"{number:,}".replace(",", "\u202f"), "de") == terms(f"{number:,}".replace(",", " "), "de") == [str(number)]


@pytest.mark.parametrize(
    ("text", "language", "form"),
    [
        ("Achtung, siebenmal, ein, eine, Hunderte", "de", "achtung, siebenmal, ein, eine, hunderte"),
        ("am 3.10.2018, 1.234,5 und 12", "de", "am 3.10.2018, 1.234,5 und 12"),
        ("2018 300 Soldaten", "de", "2018 300 soldaten"),
        ("neue Quelle, Mauer", "de", "neue quelle, mauer"),
        ("twenty-one, seventy two and one", "en", "21, 72 and one"),
        ("1,200 men, 1.200", "en", "1200 men, 1.200"),
        ("Twenty ships, thirty-three; ninety nine", "de", "20 ships, 33; 99"),
        ("value blue", "en", "value blue"),
    ],
)
def test_forms(text: str, language: Language, form: str) -> None:
    assert search_form(text, language) == form


@given(word=st.text("abcxyz", min_size=1, max_size=8), data=st.data())
def test_every_single_mistake_is_undone(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    wrong = data.draw(
        st.sampled_from([word[:at] + word[at + 1 :], f"{word[:at]}q{word[at:]}", f"{word[:at]}q{word[at + 1 :]}"])
    )
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    for made in {wrong, swapped} - {word, ""}:
        assert word in misspelled(made)
    assert word not in misspelled(word)
