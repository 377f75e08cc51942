"""What a text proves of its own age. A false bound is a false statement about a source: every no here counts double."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bounds import proven_not_before

PROVEN = [
    ("Am 11. Juli 2018 beschloss der Gipfel die Mission.", "2018-07-11"),
    ("Am 11. Juli 2018 eröffnete der Rat den Saal.", "2018-07-11"),
    ("Am Mittwoch, dem 11. Juli 2018 begann die Sitzung.", "2018-07-11"),
    ("Im Mai 2019 wurde der Saal umgebaut.", "2019-05-01"),
    ("Im Jahr 2017 zogen die ersten Mieter ein.", "2017-01-01"),
    ("Anfang 2016 verließ der Bürgermeister die Stadt.", "2016-01-01"),
    ("Im Herbst 2014 kam die erste Lieferung.", "2014-01-01"),
    ("2018 begann der Umbau.", "2018-01-01"),
    ("Der Saal wurde am 3. März 2018 eingeweiht.", "2018-03-03"),
    ("Die Mission hatte im Oktober 2018 begonnen.", "2018-10-01"),
    ("Der Rat hat am 11. Juli 2018 zugestimmt.", "2018-07-11"),
    ("Der Leiter ist im Mai 2019 gestorben.", "2019-05-01"),
    ("Der Verein ist 2016 dem Verband beigetreten.", "2016-01-01"),
    ("Die Ausbildung läuft seit Oktober 2018.", "2018-10-01"),
    ("Seit dem 12. März 2015 tagt der Rat im Keller.", "2015-03-12"),
    ("Der Verein, seit 2011 ohne Heim, klagt.", "2011-01-01"),
    ("Das Buch erschien 1984 in Berlin.", "1984-01-01"),
    ("Er starb am 7. Januar 1943.", "1943-01-07"),
    ("Der Vertrag trat am 1. Juni 2017 in Kraft.", "2017-06-01"),
    ("Die Fabrik entstand 1999.", "1999-01-01"),
    ("On 11 July 2018, the summit agreed on a mission.", "2018-07-11"),
    ("In May 2019 the council approved the budget.", "2019-05-01"),
    ("The hall was built in 2011.", "2011-01-01"),
    ("The treaty was signed on 11 July 2018.", "2018-07-11"),
    ("The mission began in October 2018.", "2018-10-01"),
    ("Canada has led the mission since 2018.", "2018-01-01"),
    ("He took office on 3 May 2016.", "2016-05-03"),
]
UNPROVEN = [
    "Sie begrüßte die Wahl im Mai 2030.",
    "Die Regierung kündigte die Wahl im Mai 2030 an.",
    "Der Rat beschloss den Bau für Mai 2030.",
    "Der Rat beschloss den Umzug zum 1. März 2030.",
    "Er war begeistert, dass im Mai 2030 das Museum aufmacht.",
    "Sie freute sich auf das Konzert im Mai 2030.",
    "Im Mai 2030 stattfindende Wahlen wurden erwartet.",
    "Im Juli 2030 eröffnete Häuser bekommen Geld.",
    "Der Minister nannte 2030 ein wichtiges Jahr.",
    "Der Rat hatte 2030 als Jahr der Wende genannt.",
    "Die Halle ist im Mai 2030 gesperrt.",
    "Das Spiel ist am 3. Mai 2030 ausverkauft.",
    "Der Laden hat am 3. Mai 2030 geschlossen.",
    "Ihr wurde im Mai 2030 ein Platz versprochen.",
    "Das Treffen wurde auf Mai 2030 verschoben.",
    "Die Wahl war im Mai 2030 geplant.",
    "Im Film wurde im Mai 2030 die Erde zerstört.",
    "Wenn im Mai 2030 die Wahl begann, war es zu spät.",
    "Im Mai 2030, sagte der Rat, öffnet der Saal.",
    "Die Prognose: Im Jahr 2030 war kein Eis mehr da.",
    "Gezählt wurden 2019 Stühle.",
    "Die 2030 Zuschauer waren begeistert.",
    "Es kamen 2018 Gäste.",
    "Der Zug 2018 fuhr ab.",
    "Am 30. Februar 2018 begann nichts.",
    "She welcomed the elections in May 2030.",
    "The council decided on 11 July 2030 as the date.",
    "In 2030, officials said, the plant closes.",
    "The museum, to be opened in 2030, was praised.",
    "The plan was published for May 2030.",
    "Once it was built in 2030, they could move.",
    "Since 2030 is the target year, they hurried.",
    "The film was set in 2030 and was praised.",
    "He was interested in May 2030.",
    "They were told on 3 May 2030 would be fine.",
]


def bound(text: str, today: date = date.max) -> str | None:
    found = proven_not_before(text, today=today)
    return found.interval.earliest.isoformat() if found else None


@pytest.mark.parametrize(("text", "expected"), PROVEN)
def test_what_is_told_as_past_is_a_bound(text: str, expected: str) -> None:
    assert bound(text) == expected


@pytest.mark.parametrize("text", UNPROVEN)
def test_what_may_be_a_plan_a_number_or_a_tale_is_none(text: str) -> None:
    assert bound(text) is None


def test_a_date_across_a_line_break_counts_within_a_block() -> None:
    text = "Der Rat der Stadt tagt. Am 11.\nJuli 2018 beschloss der Gipfel die neue Mission.\n\nAm 3. Mai 2030 beginnt sie."
    found = proven_not_before(text, [(0, text.index("\n\n")), (text.index("Am 3."), len(text))])
    assert found is not None
    assert text[found.start : found.end] == "11.\nJuli 2018"


def test_two_lines_that_are_two_blocks_are_not_read_as_one() -> None:
    assert bound("Termine im Mai 2030\nbegann der Rat zu nennen.") is None


def test_what_lies_after_today_is_no_past_whatever_the_text_says() -> None:
    assert bound("Am 3. Mai 2030 beschloss der Rat den Bau.", today=date(2026, 1, 1)) is None
    assert bound("Am 3. Mai 2030 beschloss der Rat den Bau.", today=date(2030, 5, 3)) == "2030-05-03"
    assert bound("Im Mai 2030 beschloss er ihn. Am 2. Mai 2018 begann er.", today=date(2026, 1, 1)) == "2018-05-02"


@given(st.lists(st.sampled_from([text for text, _ in PROVEN] + UNPROVEN), max_size=6))
def test_the_latest_of_the_proofs_counts_and_points_into_the_text(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    known = dict(PROVEN)
    assert bound(text) == max((known[sentence] for sentence in sentences if sentence in known), default=None)
    found = proven_not_before(text)
    if found:
        assert str(found.interval.earliest.year) in text[found.start : found.end]


@given(st.text() | st.lists(st.sampled_from("Am 11. Juli 2018 beschloss wurde seit , . \n".split(" "))).map(" ".join))
def test_any_text_can_be_asked(text: str) -> None:
    found = proven_not_before(text)
    assert found is None or 0 <= found.start < found.end <= len(text)


def test_a_table_of_dates_without_a_stop_proves_nothing() -> None:
    """Looking around each date of a sentence without end took ever longer: 10 s for 2,000 dates, minutes for more."""
    assert proven_not_before("Im Mai 2019 wurde er gewählt.\n" + "15. Februar 2018 " * 20_000) == proven_not_before(
        "Im Mai 2019 wurde er gewählt."
    )
