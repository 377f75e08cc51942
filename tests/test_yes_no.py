"""Yes/no questions on articles made by hand: each relation, and what must stay silent."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from corpus.article import Article, Passage
from corpus.dates import DateInterval
from corpus.language import Language, guess_language
from corpus.provenance import Provenance, Sourced
from retrieval.comparing.comparer import Rivals, comparer
from retrieval.comparing.statements import Statement
from retrieval.comparing.yes_no_asked import asked_yes_no, key
from retrieval.disagreement import Disagreement
from retrieval.question_words import question_words
from retrieval.sentences import split_sentences


class Index:
    """Every word stands in one of ten passages."""

    count = 10

    def document_frequency(self, stem: str, language: Language) -> int:
        return 1


def article(name: str, text: str, published: DateInterval | None = None, *, language: Language = "de") -> Article:
    dated = Sourced(published, Provenance.HEADER) if published else None
    return Article(name, f"{name}.txt", text, language, published=dated)


def compare(question: str, *articles: Article) -> tuple[Disagreement, ...]:
    language = guess_language(question)
    found = comparer(question, language)
    if found is None:
        return ()
    made = []
    for each in articles:
        spans = tuple(split_sentences(each.text, each.language))
        passage = Passage(1, each.id, 0, len(each.text), spans)
        relation = "same" if each.language == language else "cross"
        made += [Statement(each, passage, at, -at / 10, relation) for at in range(len(spans))]
    return found.find([Rivals(tuple(made), question_words(question, language, cast(Any, Index())))])


def told(found: tuple[Disagreement, ...]) -> list[tuple[str, list[tuple[object, str]]]]:
    assert all(each.kind == "yes_no" and value.text in value.quote for each in found for value in each.values)
    return [(each.relation, [(value.value, value.text) for value in each.values]) for each in found]


JANUARY, MAY = DateInterval.of(2020, 1, 4), DateInterval.of(2020, 5, 12)
LESSONS = "Läuft der Unterricht der Nato-Mission im Irak?"
AGREED = "Hat die Regierung in Bagdad der Fortsetzung der Mission zugestimmt?"
LEADS = "Führt Kanada die Nato-Mission im Irak?"
RUNS = "Der Unterricht der Nato-Mission im Irak läuft wieder."
RESTS = "Der Unterricht der Nato-Mission im Irak ruht."


def test_said_of_different_times_it_is_a_change_the_earlier_first() -> None:
    found = compare(LESSONS, article("a", RUNS, MAY), article("b", RESTS, JANUARY))
    assert told(found) == [("change", [("no", "ruht"), ("yes", "läuft")])]


def test_said_of_one_day_it_is_a_contradiction() -> None:
    yes = article("a", "Die Regierung in Bagdad habe der Fortsetzung der Mission zugestimmt, sagte Stoltenberg.", JANUARY)
    no = article("b", "Die Regierung in Bagdad hat der Fortsetzung der Mission nicht zugestimmt.", JANUARY)
    assert told(compare(AGREED, yes, no)) == [("contradiction", [("yes", "zugestimmt"), ("no", "nicht zugestimmt")])]


def test_an_opposite_denies_as_a_negation_does() -> None:
    yes = article("a", "Die Regierung in Bagdad stimmte der Fortsetzung der Mission zu.", JANUARY)
    no = article("b", "Die Regierung in Bagdad lehnte die Fortsetzung der Mission ab.", JANUARY)
    found = compare(AGREED, yes, no)
    assert [(each.relation, [value.value for value in each.values]) for each in found] == [("contradiction", ["yes", "no"])]


def test_across_languages_by_names_and_opposites() -> None:
    yes = article("a", "Kanada übernimmt die Führung der neuen Nato-Mission im Irak.", JANUARY)
    no = article(
        "b", "Denmark took charge of NATO's mission in Iraq, ending two years of Canadian leadership.", MAY, language="en"
    )
    expected = [("yes", "übernimmt die Führung"), ("no", "ending two years of Canadian leadership")]
    assert told(compare(LEADS, yes, no)) == [("change", expected)]
    assert told(compare("Does Canada lead the NATO mission in Iraq?", yes, no)) == [("change", expected)]


def test_the_sentences_own_date_counts_before_its_articles() -> None:
    later = article(
        "a", "Am 4. Januar 2020 ruhte noch nichts. Am 3. Februar 2020 lief der Unterricht der Nato-Mission im Irak.", MAY
    )
    other = article("b", RESTS, MAY)
    assert [each.relation for each in compare(LESSONS, later, other)] == ["change"]


def test_two_speakers_of_one_article_contradict_each_other() -> None:
    text = (
        "Die Regierung in Bagdad habe der Fortsetzung der Mission zugestimmt, sagte Generalsekretär Jens Stoltenberg. "
        "Die Regierung in Bagdad habe der Fortsetzung der Mission nicht zugestimmt, sagte Ministerpräsident Abdul Mahdi."
    )
    assert [each.relation for each in compare(AGREED, article("a", text, JANUARY))] == ["contradiction"]


def test_one_voice_does_not_contradict_itself() -> None:
    text = "Die Regierung in Bagdad hat der Fortsetzung der Mission zugestimmt. "
    text += "Die Regierung in Bagdad hat der Fortsetzung der Mission nicht zugestimmt."
    assert compare(AGREED, article("a", text, JANUARY)) == ()


def test_copies_are_one_voice() -> None:
    copies = [article(name, RESTS, JANUARY) for name in "abc"]
    found = compare(LESSONS, *copies, article("d", RUNS, MAY))
    assert [(value.article.id, value.value) for value in found[0].values] == [("a", "no"), ("d", "yes")]


@pytest.mark.parametrize(
    "other",
    [
        "Der Unterricht der Nato-Mission im Irak soll wieder aufgenommen werden.",
        "Der Unterricht der Nato-Mission im Irak könnte bald wieder laufen.",
        "Läuft der Unterricht der Nato-Mission im Irak?",
        "Offen ist, ob der Unterricht der Nato-Mission im Irak läuft.",
        "Der Unterricht der EU-Mission im Irak läuft, anders als bei der Nato.",
        "Die Gespräche über den Unterricht der Nato-Mission im Irak laufen.",
        "Der Unterricht läuft.",
    ],
)
def test_plans_questions_doubts_and_others_are_no_answers(other: str) -> None:
    assert compare(LESSONS, article("a", RESTS, JANUARY), article("b", other, MAY)) == ()


def test_an_undated_article_is_compared_only_where_its_bound_proves_the_time() -> None:
    undated = article("a", RUNS)
    dated = article("b", RESTS, JANUARY)
    assert compare(LESSONS, undated, dated) == ()
    later = replace(undated, not_before=date(2020, 6, 1))
    assert told(compare(LESSONS, later, dated)) == [("change", [("no", "ruht"), ("yes", "läuft")])]


def test_a_period_in_the_question_leaves_out_other_times() -> None:
    articles = article("a", RUNS, MAY), article("b", RESTS, JANUARY)
    assert compare("Lief der Unterricht der Nato-Mission im Irak im Januar 2020?", *articles) == ()


@pytest.mark.parametrize(
    "question",
    [
        "Warum ruht der Unterricht?",
        "Ist die Mission in Bagdad oder in Erbil?",
        "Ist der Unterricht der Nato nicht beendet?",
        "Ist die Ausbildung im Irak unterbrochen?",  # whose, it does not say
        "Soll die Nato mehr Aufgaben übernehmen?",
        "What did Canada lead?",
        "Is it Canada or Denmark?",
        "Welchen General ließ Trump in Bagdad töten?",
        "Wogegen demonstrieren die Leute in Bagdad?",
        "Mit welchen Ländern führt Kanada Gespräche?",
    ],
)
def test_questions_that_are_not_compared(question: str) -> None:
    assert asked_yes_no(question, guess_language(question)) is None


@pytest.mark.parametrize(
    ("question", "family", "yes", "subject"),
    [
        (LESSONS, "run", True, "Unterricht"),
        ("Ruht die Ausbildung der Nato im Irak?", "halt", True, "Ausbildung"),
        ("Nimmt Deutschland an der Nato-Mission teil?", "join", True, "Deutschland"),
        ("Stimmt es, dass die Nato den Unterricht gestoppt hat?", "halt", True, "Nato"),
        ("Is NATO's mission in Iraq led by Canada?", "lead", True, "Canada"),
        ("Does Denmark lead the NATO mission in Iraq?", "lead", True, "Denmark"),
        ("Is the fight against Islamic State over?", "over", True, "fight"),
        ("Hat der Bundestag das Mandat für den Irak verlängert?", None, True, "Bundestag"),
    ],
)
def test_what_is_asked(question: str, family: str | None, yes: bool, subject: str) -> None:
    asked = asked_yes_no(question, guess_language(question))
    assert asked is not None
    assert (asked.family, asked.yes, asked.subject) == (family, yes, subject)


def test_forms_of_a_verb_are_one() -> None:
    assert key("geführt") == key("führte") == key("führen")
    assert key("verlängert") == key("verlängern") != key("verlegt")
