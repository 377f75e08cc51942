import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import Language
from retrieval.quotation_marks import lacks_speaker, open_quotation
from retrieval.standalone import leans, names_speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "Er soll die Streitkräfte ausbilden.", "Sie folgt auf Dany Fortin.", "Ihre Mission endet.", "Daran beteiligt sind 500.",
        "Dies gab Stoltenberg bekannt.", "Diese Truppe bleibt.", "Dabei starben zwei.", "Letztere lehnte ab.",
        "Es zählte 20 Mann.", "Die werden Ausbilder unterrichten.", "Das sei falsch.", "Deshalb bleibt er.",
        "Beide gehören dazu.",
        "Dazu schulen sie.",
    ],
)  # fmt: skip
def test_german_sentences_that_lean(sentence: str) -> None:
    assert leans(sentence, "de")


@pytest.mark.parametrize(
    "sentence",
    [
        "Es gibt keine Zahlen.", "Es ist unklar, ob er kommt.", "Es wurde erwartet, dass sie geht.",
        "Die Nato stoppt die Mission.", "Das Parlament stimmt zu.", "„Sie diskutieren über Nummern“, sagte er.",
        "Erbil liegt im Norden.",
        "Damaskus schweigt.",
        "Daniel kam.", "Siemens baut.", "Dank der Hilfe gelang es.", "Diesel wird teurer.", "Ihringen feiert.",
        "They geht nicht.",
    ],
)  # fmt: skip
def test_german_sentences_that_stand_alone(sentence: str) -> None:
    assert not leans(sentence, "de")


@pytest.mark.parametrize(
    ("sentence", "language", "bare"),
    [
        ("Zuletzt waren es rund 500.", "de", True), ("Im Vorjahr waren es noch 20, sagte sie.", "de", True),
        ("Nun seien es 4.000 bis 5.000.", "de", True), ("Ein Jahr zuvor waren es zwanzig.", "de", True),
        ("2018 waren das etwa 120 im Februar.", "de", True), ("Am Ende werden es drei, vier.", "de", True),
        ("Zuletzt waren es rund 500 Soldaten.", "de", False), ("Derzeit sind es 20 ständige Mitarbeiter.", "de", False),
        ("Im Vorjahr waren es 12,5 Prozent.", "de", False), ("Nun sind es 12 %.", "de", False),
        ("Nun sind es 5 Millionen Euro.", "de", False),
        ("Zuletzt waren es 4,5 Millionen Menschen.", "de", False), ("Rund 500 kamen.", "de", False),
        ("Last year there were 500.", "en", True), ("Now there are about twenty of them.", "en", True),
        ("Last year there were 500 soldiers.", "en", False), ("There are 20 countries in it.", "en", False),
    ],
)  # fmt: skip
def test_a_figure_without_its_unit_leans(sentence: str, language: Language, bare: bool) -> None:
    assert leans(sentence, language) is bare


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He said no.", True), ("They left.", True), ("It has 500 soldiers.", True), ("This ended in May.", True),
        ("Its staff is small.", True), ("That would be wrong.", True), ("The latter refused.", True), ("These men left.", True),
        ("It is unclear who came.", False), ("It remains open.", False), ("That man left.", False), ("Italy left.", False),
        ("Hereford is a town.", False), ('"He is gone," she said.', False), ("The troops left.", False), ("Er ging.", False),
    ],
)  # fmt: skip
def test_english_sentences(sentence: str, expected: bool) -> None:
    assert leans(sentence, "en") is expected


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("„Das ist kein Sprung. ", "„"), ("„Das ist es“, sagte er. ", ""), ('Er sagte: "Wir', '"'), ('"A", sagte er. "B', '"'),
        ("“We left. ", "“"), ("“We left,” he said.", ""), ("»Wir gehen« und «nous partons»", ""), ("»Wir gehen", "»"),
        ('Ein 5" langer Nagel', ""), ("„A ‚b‘ c“ d", ""), ("", ""), ("„A” d", ""),
    ],
)  # fmt: skip
def test_open_quotations(text: str, mark: str) -> None:
    assert open_quotation(text) == mark


@given(st.text("ab „“”\"»«.'", max_size=30), st.text("ab „“”\"»«.'", max_size=30))
def test_quotations_can_be_read_in_parts(one: str, other: str) -> None:
    if not one[-1:].isalnum():  # the character before a mark says whether it opens
        assert open_quotation(other, open_quotation(one)) == open_quotation(one + other)


@pytest.mark.parametrize(
    ("sentence", "opened", "expected"),
    [
        ("„Wir gehen.“", "", True), ("Wir gehen.“", "„", True), ("Wir gehen.", "„", True), ("„Wir gehen.", "", True),
        ("„Wir gehen“, sagte er.", "", False), ("Wir gehen“, sagte er.", "„", False), ("Wir gehen.", "", False),
        ("Er nannte das „Unsinn“.", "", False), ('"We left."', "", True),
    ],
)  # fmt: skip
def test_quotations_without_a_speaker(sentence: str, opened: str, expected: bool) -> None:
    assert lacks_speaker(sentence, opened) is expected


def test_speakers() -> None:
    assert names_speaker("Das sagte Minister Mattis am Donnerstag.", "de")
    assert names_speaker("Die Sprecherin teilte dazu mit:", "de")
    assert names_speaker("So Stoltenberg weiter: alles gut, so Stoltenberg.", "de")
    assert names_speaker("Nobody left, said the minister.", "en")
    assert not names_speaker("Die Mission wächst.", "de")
    assert not names_speaker("Es ist so kalt.", "de")
