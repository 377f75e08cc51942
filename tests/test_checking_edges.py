"""What stands around a quotation: in print beside its first and last word, in the text the marks and whose it is said to be."""

import re

import pytest

from bot import wiring
from bot.settings import Settings
from retrieval.checking.checker import Checker
from retrieval.checking.typed_marks import with_marks
from retrieval.checking.words import words_of
from retrieval.quotation_marks import quotations_of
from tests.conftest import CACHE

ARTICLE = """Testblatt zieht um?

Nicht-Mitglieder der Allianz dürfen an den Sitzungen teilnehmen. Der Ex-Minister Karl Brenner besuchte die Nato-Basis.

Am Morgen waren es −5 Grad in Bagdad, sagte die Ärztin. Die Miete stieg um 5 Prozent im Jahr. Es kamen bis zu vier Millionen
Besucher in das Land. Der Bau kostete 12 Millionen Euro. Das geht's so nicht weiter, meinte der Bauer.

„Wir werden niemanden zurücklassen“, sagte Oberst Martin Keller am Freitag. „Das ist unsere Pflicht.“ Ministerin Anna Vogt
widersprach: „Wir können das nicht bezahlen.“ „Keller hat gesagt: ‚Wir bleiben bis zum Ende‘, und daran halten wir uns“,
erklärte Vogt.

Die Mission wird verlängert – so der Beschluss. Auf 30 m² leben 5 000 Menschen. Insgesamt 2.500 Soldaten sind im Einsatz, aber
keine 20 davon an der Front. Nur der Präsident darf Truppen entsenden, wie das Gesetz es ihm ohne jeden Zweifel erlaubt.

-Die Kosten trägt am Ende wie immer das ganze Land."""


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    folder = tmp_path_factory.mktemp("texte")
    (folder / "a.txt").write_text(re.sub(r"(?<!\n)\n(?!\n)", " ", ARTICLE), encoding="utf-8")
    (folder / "a.toml").write_text('source = "Testblatt"\ndate = "2019-03-02"\n', encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("archiv"), cache_dir=CACHE)
    wiring.ingest(settings, [folder])
    return Checker.open(settings.data_dir)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Mitglieder der Allianz dürfen an den Sitzungen teilnehmen", ("negation", "", "Nicht-")),
        ("Minister Karl Brenner besuchte die Nato-Basis", ("word", "", "Ex-")),
        ("Karl Brenner besuchte die Nato", ("word", "", "-Basis")),
        ("5 Grad in Bagdad, sagte die Ärztin", ("number", "", "−")),
        ("vier Millionen Besucher in das Land", ("number", "", "bis zu")),
        ("Die Miete stieg um 5", ("number", "", "Prozent")),
        ("Der Bau kostete 12.", ("number", "", "Millionen")),
        ("„Wir können das […] bezahlen“", ("negation", "", "nicht")),
        ("Insgesamt 2.500 Soldaten\n300\nsind im Einsatz", ("number", "300", "")),
    ],
)
def test_what_stands_beside_the_quotation_in_print_and_changes_it(
    checker: Checker, text: str, first: tuple[str, str, str]
) -> None:
    found = checker.check(text)
    (one,) = found.quotations
    assert (found.verdict, [(each.kind, each.claimed, each.printed) for each in one.differences]) == ("altered", [first])
    (each,) = one.differences
    assert one.matches[0].article.text[slice(*each.printed_at)] == each.printed


@pytest.mark.parametrize(
    ("text", "verdict", "remarks"),
    [
        ("der Präsident darf Truppen entsenden", "exact", {"begins_before"}),
        ("Nur der Präsident darf Truppen", "exact", {"goes_on"}),
        ("Testblatt zieht um", "exact", {"asks"}),
        ("Nur der Präsident darf Truppen entsenden, wie das Gesetz […] erlaubt", "shortened", {"negation_left_out"}),
        ("Die Mission wird verlängert – so der Beschluss.", "exact", set()),
        ("Die Kosten trägt am Ende wie immer das ganze Land.", "exact", set()),
    ],
)
def test_what_an_exact_quotation_leaves_unsaid_is_remarked(
    checker: Checker, text: str, verdict: str, remarks: set[str]
) -> None:
    (one,) = checker.check(text).quotations
    assert (one.verdict, {*one.remarks}) == (verdict, remarks)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("„Wir werden niemanden zurücklassen“, sagte Keller.", "exact"),
        (",,Wir werden niemanden zurücklassen'', sagte Keller.", "exact"),
        ("<<Wir werden niemanden zurücklassen>>, sagte Keller.", "exact"),
        ("›Wir werden niemanden zurücklassen‹, sagte Vogt.", "misattributed"),
        ("„Wir werden niemanden zurücklassen“, so Martin Vogt.", "misattributed"),
        ("„Das ist unsere Pflicht“, sagte Vogt.", "misattributed"),
        ("„Wir können das nicht bezahlen“, so Keller.", "misattributed"),
        ("„Wir können das nicht bezahlen“ (siehe oben)", "exact"),
        ("„Wir werden niemanden zurücklassen“, sagte Oberst Martin Keller am Montag.", "altered"),
        ("„Wir werden niemanden zurücklassen“, sagt Oberst Martin Keller am Freitag.", "altered"),
    ],
)
def test_whose_it_is_need_not_be_said_as_the_print_says_it(checker: Checker, text: str, verdict: str) -> None:
    assert checker.check(text).verdict == verdict, checker.check(text).as_json()


@pytest.mark.parametrize("who", ["Keller", "Vogt"])
def test_of_a_quotation_within_a_quotation_nobody_is_accused(checker: Checker, who: str) -> None:
    (one,) = checker.check(f"„Wir bleiben bis zum Ende“, sagte {who}").quotations
    assert (one.verdict, one.remarks) == ("exact", ("speaker_unknown",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Das geht's so", "Das geht´s so"),
        ("Das geht's so", "Das geht‘s so"),
        ("es – so", "es -- so"),
        ("5 000 Menschen", "5\u202f000 Menschen"),
        ("2.500 Soldaten", "2.5\u200b00 Soldaten"),
        ("Straßen", "Stra\ufe0f\u034fßen"),
        ("„so“ ist", ",,so'' ist"),
        ("«so» ist", "<<so>> ist"),
        ("Ausbildungsmission", "Ausbildungs-\x0cmission"),
        ("„Er sagte: ‚Nein!‘“, so", "„Er sagte: ‚Nein!‘‘, so"),
    ],
)
def test_what_a_keyboard_or_a_paste_makes_of_it_is_no_other_wording(one: str, other: str) -> None:
    assert words_of(one).keys == words_of(other).keys


def test_invisible_characters_do_not_hide_a_quotation_from_the_index(checker: Checker) -> None:
    hidden = "".join(f"{sign}\ufe0f" if sign.isalpha() else sign for sign in "Nur der Präsident darf Truppen entsenden")
    assert checker.check(hidden).verdict == "exact"


@pytest.mark.parametrize(
    "text", [",,Das ist so'', sagte er", "''Das ist so'', sagte er", ">>Das ist so<<, sagte er", "›Das ist so‹"]
)
def test_typed_marks_are_found_where_they_stand(text: str) -> None:
    marked = with_marks(text)
    assert len(marked) == len(text)
    ((low, high),) = quotations_of(marked)[0]
    assert text[low:high].strip(",'<>›‹") == "Das ist so"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Wir werden niemanden zurücklassen“, sagte Oberst", "„Wir werden niemanden zurücklassen“, sagte Oberst"),
        ("Anna Vogt widersprach: „Wir können das nicht bezahlen.", "Anna Vogt widersprach: „Wir können das nicht bezahlen.“"),
        ("„Das ist unsere Pflicht.“", "Das ist unsere Pflicht"),
    ],
)
def test_a_place_is_shown_with_both_its_quotation_marks_or_none(checker: Checker, text: str, shown: str) -> None:
    (one,) = checker.check(text).quotations
    assert (one.verdict, [match.text for match in one.matches]) == ("exact", [shown])


def test_a_remark_holds_for_every_place_and_the_speaker_is_told_before_the_outlet(checker: Checker) -> None:
    (one,) = checker.check("Wir werden niemanden zurücklassen", speaker="Anna Vogt", source="dpa").quotations
    assert [each.kind for each in one.differences] == ["speaker", "source"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Am Abend hieß es in der Zeitung: „{}“", "exact"),
        ("Der Zeitung zufolge: „{}“", "exact"),
        ("Medienberichten zufolge: „{}“", "exact"),
        ("Laut Experten: „{}“", "exact"),
        ("„{}“, so Martin Kellers", "exact"),
        ("„{}“ – der Oberst Martin Keller", "exact"),
        ("Laut Polizei: „{}“", "misattributed"),
        ("Laut dpa: „{}“", "misattributed"),
        ("Laut Testblatt: „{}“", "exact"),
    ],
)
def test_a_word_that_many_are_accuses_nobody(checker: Checker, text: str, verdict: str) -> None:
    assert checker.check(text.format("Wir werden niemanden zurücklassen")).verdict == verdict


def test_a_compound_s_other_half_is_another_speaker(sample_settings: Settings) -> None:
    checker = Checker.open(sample_settings.data_dir)
    said = "Der Irak stand auf Seite neun der Tagesordnung"
    called = {who: checker.check(said, speaker=who).verdict for who in ("Nato-Diplomat", "ein Diplomat", "EU-Diplomat")}
    assert called == {"Nato-Diplomat": "exact", "ein Diplomat": "exact", "EU-Diplomat": "misattributed"}
