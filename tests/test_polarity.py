"""Whether a clause says yes or no to its predicate: a table in both languages, and that every span stands in its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.comparing.polarity import clauses, denial, negations
from retrieval.comparing.predicates import PATTERNS, activities, poles

YES, NO, NEITHER = True, False, None
CLAUSES: list[tuple[str, str, bool | None]] = [
    ("run", "Der Unterricht läuft.", YES),
    ("run", "Der Unterricht läuft nicht.", NO),
    ("run", "Der Unterricht läuft nicht mehr.", NO),
    ("run", "Der Unterricht ruht.", NO),
    ("run", "Seit Anfang Januar ruht der Unterricht.", NO),
    ("run", "Der Unterricht ruht nicht.", YES),
    ("run", "Die Nato hat die Ausbildung gestoppt.", NO),
    ("run", "Die Koalition setzte die Lehrgänge vorläufig aus.", NO),
    ("run", "Die Nato nahm die Ausbildung wieder auf.", YES),
    ("run", "Der Unterricht soll wieder aufgenommen werden.", NEITHER),
    ("run", "Der Unterricht könnte bald ausgesetzt werden.", NEITHER),
    ("run", "Man hoffe, dass der Unterricht fortgesetzt werde.", NEITHER),
    ("run", "Ruht der Unterricht?", NEITHER),
    ("run", "Offen ist, ob der Unterricht läuft.", NEITHER),
    ("run", "Falls der Unterricht ruht, gehen die Ausbilder.", NEITHER),
    ("run", "Die Opposition forderte, den Einsatz zu stoppen, der läuft.", NEITHER),
    ("run", "Die Arbeit läuft nicht nur in Bagdad.", YES),
    ("run", "Die Arbeit läuft nicht zuletzt dank der Spenden.", YES),
    ("run", "Nicht alle Kurse laufen.", NEITHER),
    ("run", "The classes have begun.", YES),
    ("run", "The classes have not begun.", NO),
    ("run", "The classes haven't begun yet.", NO),
    ("run", "Training has been suspended.", NO),
    ("run", "Training was never suspended.", YES),
    ("run", "Training could be suspended.", NEITHER),
    ("run", "Training will be resumed if the minister agrees.", NEITHER),
    ("run", "It is unclear whether training has resumed.", NEITHER),
    ("over", "Der Krieg ist vorbei.", YES),
    ("over", "Der Krieg ist noch nicht vorbei.", NO),
    ("over", "Der Kampf sei nicht beendet.", NO),
    ("over", "Der Krieg dauert an.", NO),
    ("over", "The war is over.", YES),
    ("over", "The war is not over.", NO),
    ("over", "The war is no longer ongoing.", YES),
    ("over", "Most of the fighting continues.", NO),
    ("over", "The war is almost over.", NEITHER),
    ("lead", "Kanada übernimmt die Führung der Mission.", YES),
    ("lead", "Kanada gibt die Führung der Mission ab.", NO),
    ("lead", "Die Mission wird von Kanada geführt.", YES),
    ("lead", "Die Mission wird nicht von Kanada geführt.", NO),
    ("lead", "Canada has led the mission since 2018.", YES),
    ("lead", "Denmark took charge, ending two years of Canadian leadership.", NEITHER),
    ("approve", "Die Regierung hat zugestimmt.", YES),
    ("approve", "Die Regierung hat nicht zugestimmt.", NO),
    ("approve", "Die Regierung lehnte den Antrag ab.", NO),
    ("approve", "The government approved the plan.", YES),
    ("approve", "The government rejected the plan.", NO),
    ("approve", "The government has yet to approve the plan.", NEITHER),
    ("confirm", "Der Sprecher bestätigte den Bericht.", YES),
    ("confirm", "Der Sprecher dementierte den Bericht.", NO),
    ("confirm", "Der Sprecher wollte den Bericht nicht bestätigen.", NEITHER),
    ("confirm", "The ministry denied the report.", NO),
    ("allow", "Demonstrationen sind verboten.", NO),
    ("allow", "Demonstrationen sind erlaubt.", YES),
    ("allow", "Demonstrationen sind nicht erlaubt.", NO),
    ("allow", "Rallies are banned.", NO),
    ("allow", "Rallies are no longer banned.", YES),
    ("join", "Die Bundeswehr ist an dem Einsatz nicht beteiligt.", NO),
    ("join", "Die Bundeswehr nimmt an dem Einsatz teil.", YES),
    ("join", "Norway took part in the exercise.", YES),
    ("join", "Norway boycotted the exercise.", NO),
    ("open", "Die Grenze ist geschlossen.", NO),
    ("open", "Die Grenze ist wieder geöffnet.", YES),
    ("stay", "Die Soldaten bleiben im Land.", YES),
    ("stay", "Die Soldaten verließen das Land.", NO),
    ("free", "Der Journalist ist in Haft.", NO),
    ("free", "The journalist has been released.", YES),
    ("succeed", "Die Verhandlungen sind gescheitert.", NO),
    ("succeed", "The talks failed.", NO),
    ("guilty", "Der Angeklagte wurde freigesprochen.", NO),
    ("force", "Das Gesetz ist seit Mai in Kraft.", YES),
    ("rise", "Die Preise sind gesunken.", NO),
    ("rise", "Prices have not risen.", NO),
    ("exist", "Es gibt kein Abkommen.", NO),
    ("exist", "There is an agreement.", YES),
]


def said(family: str, text: str) -> bool | None:
    """What the clauses of a text say, if they say one thing."""
    found = set()
    for clause in clauses(text):
        for pole in poles(text[slice(*clause)], family):
            told = denial(text, clause, (clause[0] + pole.start, clause[0] + pole.end))
            found.add(None if told is None else pole.yes != told[0])
            break
    return found.pop() if len(found) == 1 else None


@pytest.mark.parametrize(("family", "text", "expected"), CLAUSES, ids=[text for _, text, _ in CLAUSES])
def test_what_a_clause_says(family: str, text: str, expected: bool | None) -> None:
    if "Canadian leadership" in text:  # two clauses of two leaders: each says its own
        assert [pole.yes for clause in clauses(text) for pole in poles(text[slice(*clause)], family)] == [True, False]
    else:
        assert said(family, text) is expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der Krieg ist noch nicht vorbei.", ["noch nicht"]),
        ("Er ist nicht mehr im Amt.", ["nicht mehr"]),
        ("Er ist nicht nur im Amt.", []),
        ("They haven't left yet.", ["haven't"]),
        ("There is no doubt about it.", []),
        ("Kein Zweifel, er kommt nie.", ["nie"]),
        ("No less than 40 came.", []),
    ],
)
def test_words_that_deny(text: str, words: list[str]) -> None:
    assert [text[slice(*span)] for span in negations(text, (0, len(text)))] == words


def test_the_span_is_the_predicate_with_its_negation() -> None:
    text = "Der Krieg ist, sagte er, noch nicht vorbei."
    clause = list(clauses(text))[-1]
    at = text.index("vorbei")
    found = denial(text, clause, (at, at + 6))
    assert found is not None and found[0] and text[slice(*found[1])] == "noch nicht vorbei"


def test_lessons_and_classes_are_one_activity_and_the_war_another() -> None:
    assert activities("der Unterricht") == activities("classes") != frozenset()
    assert not activities("der Krieg") & activities("die Ausbildung")
    assert activities("Warm regards") == frozenset()


WORDS = st.lists(
    st.sampled_from(
        "nicht kein noch mehr die Mission ruht läuft , ; : – und aber sondern no not never led over has ? „ “ nur 2018".split()
    ),
    max_size=25,
).map(" ".join)


@given(WORDS | st.text(max_size=80))
def test_every_span_stands_in_its_text(text: str) -> None:
    last = 0
    for start, end in clauses(text):
        assert last <= start < end <= len(text)
        last = end
        for low, high in negations(text, (start, end)):
            assert start <= low < high <= end
        for family in PATTERNS:
            for pole in poles(text[start:end], family):
                predicate = start + pole.start, start + pole.end
                told = denial(text, (start, end), predicate)
                assert told is None or start <= told[1][0] <= predicate[0] < predicate[1] <= told[1][1] <= end
