import pytest

from corpus import errors
from corpus.errors import WortlautError

CASES: list[tuple[WortlautError, str, str]] = [
    (WortlautError(reason="x"), "x", "x"),
    (errors.ReadError(reason="x"), "x", "x"),
    (errors.QuestionError(reason="x"), "x", "x"),
    (errors.FileEmpty(), "leer", "empty"),
    (errors.FileUnreadable(reason="x"), "nicht lesbar (x); Zugriffsrechte prüfen", "cannot be read (x); check its permissions"),
    (errors.FileBinary(), "keine Textdatei (Binärdaten)", "not a text file (binary data)"),
    (errors.FileEncoding(), "bitte als UTF-8 speichern", "please save it as UTF-8"),
    (errors.FolderOfAnother(path="/a"), "Der Datenordner /a gehört zu einem anderen Archiv", "/a belongs to another archive"),
    (errors.FileNameUnreadable(), "bitte die Datei umbenennen", "please rename the file"),
    (errors.FileTooLarge(limit_mb=20), "größer als 20 MB; bitte in einzelne Artikel teilen", "larger than 20 MB; please split"),
    (
        errors.FormatUnknown(suffix=".pdf", known=".txt, .text"),
        "Format .pdf wird nicht gelesen (gelesen werden: .txt, .text)",
        "format .pdf is not read (these are: .txt, .text)",
    ),
    (
        errors.FileDamaged(format="zip", reason="x"),
        "als zip nicht lesbar, beschädigt oder abgeschnitten (x)",
        "not readable as zip, damaged or cut off (x)",
    ),
    (errors.FileProtected(), "mit einem Kennwort geschützt", "protected with a password"),
    (errors.TextLayerMissing(), "das PDF enthält keinen Text", "the PDF holds no text"),
    (errors.ArticleMissing(), "kein Artikeltext gefunden", "no article text found"),
    (errors.ColumnMissing(names="a, b"), "(vorhanden: a, b); bitte nennen: --map text=SPALTE", "--map text=COLUMN"),
    (
        errors.LibraryMissing(library="x", extra="html"),
        'dazu fehlt x; bitte installieren: pip install "wortlaut[html]"',
        'x is missing for it; please install it: pip install "wortlaut[html]"',
    ),
    (errors.MemberUnsafe(kind="x"), "im Archivformat unzulässig (x)", "not allowed inside an archive file (x)"),
    (errors.UnpacksTooMuch(limit="9 MB"), "entpackt zu groß (9 MB)", "too large when unpacked (9 MB)"),
    (errors.NestedTooDeep(depth=2), "mehr als 2 Archivdateien ineinander", "more than 2 archive files inside one another"),
    (
        errors.MetadataError(where="a.toml", name="title", value=3, expected_de="ein Text", expected_en="a text"),
        "a.toml: title = 3 ist ungültig; erwartet wird ein Text",
        "a.toml: title = 3 is not valid; expected is a text",
    ),
    (
        errors.ArchiveError(path="/a", reason="x"),
        "Das Archiv unter /a lässt sich nicht öffnen (x). Eine Sicherung einspielen",
        "The archive at /a cannot be opened (x). Restore a backup",
    ),
    (
        errors.RowDamaged(path="/a", reason="x"),
        "Im Archiv ist /a beschädigt (x). `wortlaut doctor --repair`",
        "In the archive /a is damaged (x). `wortlaut doctor --repair`",
    ),
    (
        errors.BeyondRepair(path="/a", reason="x"),
        "Die Datenbank unter /a ist beschädigt (x) und nicht zu reparieren; nichts wurde verändert. Eine Sicherung einspielen",
        "The database at /a is damaged (x) and beyond repair; nothing was changed. Restore a backup",
    ),
    (errors.ArchiveMissing(path="/a"), "Unter /a liegt noch kein Archiv", "There is no archive at /a yet"),
    (
        errors.RoomMissing(where_de="im Arbeitsspeicher", where_en="in memory", needed_mb=900, free_mb=400),
        "Zu wenig Platz im Arbeitsspeicher: nötig bis zu 900 MB, frei 400 MB. Platz schaffen",
        "Too little room in memory: up to 900 MB needed, 400 MB free. Make room",
    ),
    (
        errors.ArchiveBusy(path="/a", owner="7"),
        "Ein anderer Vorgang (7) schreibt gerade in das Archiv unter /a. Bitte warten",
        "Another process (7) is writing to the archive at /a. Please wait",
    ),
    (
        errors.ArchiveUnwritable(path="/a", reason="x"),
        "In das Archiv unter /a lässt sich nicht schreiben (x). Platz und Zugriffsrechte prüfen",
        "The archive at /a cannot be written to (x). Check for room and permissions",
    ),
    (
        errors.ArticleUnknown(name="b", path="", hint_de=" x", hint_en=" y"),
        "Kein Artikel heißt „b“ x. Kennungen zeigt `wortlaut status --articles`",
        "No article is called “b” y. `wortlaut status --articles` lists the ids",
    ),
    (errors.PathMissing(path="/a"), "/a gibt es nicht. Bitte den Pfad prüfen", "/a does not exist. Please check the path"),
    (errors.PathUnreadable(path="/a", reason="UTF-8"), "/a ist nicht lesbar: UTF-8.", "/a cannot be read: UTF-8."),
    (
        errors.IndexDamaged(reason_de="kaputt", reason_en="broken"),
        "Der Suchindex ist nicht brauchbar (kaputt). `wortlaut reindex` baut ihn",
        "The search index cannot be used (broken). `wortlaut reindex` rebuilds it",
    ),
    (
        errors.ModelError(model="m", reason="x"),
        "Das Modell „m“ lässt sich nicht laden (x). WORTLAUT_MODEL prüfen",
        "The model “m” cannot be loaded (x). Check WORTLAUT_MODEL",
    ),
    (errors.QuestionEmpty(), "Die Frage ist leer. Beispiel: wortlaut ask", "The question is empty. Example: wortlaut ask"),
    (
        errors.QuestionTooLong(length=5001, limit=5000),
        "Die Frage hat 5001 Zeichen, höchstens 5000 sind möglich. Bitte kürzer fragen",
        "The question has 5001 characters, at most 5000 are possible. Please ask more briefly",
    ),
    (
        errors.FilterInvalid(value="x", what_de="Das Datum", what_en="date", expected_de="2018-02", expected_en="2018-02"),
        "Das Datum „x“ ist nicht zu verstehen; erwartet wird 2018-02.",
        "The date “x” cannot be understood; expected is 2018-02.",
    ),
]


def family(error: type[WortlautError]) -> set[type[WortlautError]]:
    return {error}.union(*(family(child) for child in error.__subclasses__()))


@pytest.mark.parametrize(("error", "de", "en"), CASES, ids=lambda case: type(case).__name__)
def test_an_error_names_its_reason_and_cure_in_both_languages(error: WortlautError, de: str, en: str) -> None:
    assert de in error.say("de")
    assert en in error.say("en")
    assert str(error) == error.say("en")


def test_no_error_is_left_out() -> None:
    assert {type(error) for error, _, _ in CASES} == {
        kind for kind in family(WortlautError) if kind.__module__ == "corpus.errors"
    }


def test_braces_in_the_data_are_text() -> None:
    assert errors.FileUnreadable(reason="{path} {0}").say("de") == "nicht lesbar ({path} {0}); Zugriffsrechte prüfen"


def test_what_stops_one_file_and_what_stops_the_archive() -> None:
    assert family(errors.ReadError) >= {errors.FileEmpty, errors.FormatUnknown, errors.MetadataError}
    assert {kind for kind in family(errors.ArchiveError) if kind.__module__ == "corpus.errors"} == {
        *(errors.ArchiveError, errors.ArchiveMissing, errors.ArchiveBusy, errors.ArchiveUnwritable, errors.ArticleUnknown),
        *(errors.RowDamaged, errors.BeyondRepair, errors.FolderOfAnother),
    }
