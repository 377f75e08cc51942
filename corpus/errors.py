"""Every error a person can mend, in one tree.

    WortlautError
    ├── ReadError            one file cannot be read as an article: the rest of an ingest goes on
    ├── MetadataError        a sidecar or a given value is not what it should be
    ├── ArchiveError         the store under the data folder cannot be used
    │   ├── RowDamaged       a row of it is not what was written
    │   ├── BeyondRepair     the database itself is damaged
    │   ├── ArchiveMissing   nothing has been ingested yet
    │   ├── ArchiveBusy      another process is writing
    │   ├── ArchiveUnwritable  the disk refuses what is to be written
    │   ├── FolderOfAnother  the data folder holds the index of another archive
    │   └── ArticleUnknown   no article, or more than one, goes by that name
    ├── RoomMissing          the disk has too little room
    ├── PathMissing          a file or folder that was named is not there
    ├── PathUnreadable       a file that was named cannot be opened, or is no text
    ├── IndexDamaged         what is derived from the store is missing, broken or of another model
    ├── ModelError           the embedding model cannot be had
    └── QuestionError        the question cannot be asked (also: the filter cannot be understood)

Each carries its data and one sentence in German and English that says what to do; `say("de")` gives it.
"""

from typing import ClassVar


class WortlautError(Exception):
    """Base of all errors that name their cure. Sentences are templates over the keyword data."""

    de: ClassVar[str] = "{reason}"
    en: ClassVar[str] = "{reason}"

    def __init__(self, **data: object) -> None:
        self.data = data
        super().__init__(self.say("en"))

    def say(self, lang: str) -> str:
        """The sentence in `lang`, "de" or "en"."""
        return (self.de if lang == "de" else self.en).format(**self.data)


class ReadError(WortlautError):
    """A file that is not read as an article, with the reason."""


class FileEmpty(ReadError):
    de = "leer"
    en = "empty"


class FileUnreadable(ReadError):
    de = "nicht lesbar ({reason}); Zugriffsrechte prüfen"
    en = "cannot be read ({reason}); check its permissions"


class FileBinary(ReadError):
    de = "keine Textdatei (Binärdaten)"
    en = "not a text file (binary data)"


class FileEncoding(ReadError):
    de = "Zeichenkodierung nicht erkannt; bitte als UTF-8 speichern"
    en = "character encoding not recognised; please save it as UTF-8"


class FileNameUnreadable(ReadError):
    de = "der Dateiname ist nicht in UTF-8; bitte die Datei umbenennen"
    en = "the file's name is not in UTF-8; please rename the file"


class FileTooLarge(ReadError):
    de = "größer als {limit_mb} MB; bitte in einzelne Artikel teilen"
    en = "larger than {limit_mb} MB; please split it into single articles"


class FormatUnknown(ReadError):
    de = "Format {suffix} wird nicht gelesen (gelesen werden: {known})"
    en = "format {suffix} is not read (these are: {known})"


class FileDamaged(ReadError):
    de = "als {format} nicht lesbar, beschädigt oder abgeschnitten ({reason})"
    en = "not readable as {format}, damaged or cut off ({reason})"


class FileProtected(ReadError):
    de = "mit einem Kennwort geschützt; bitte ohne Schutz speichern"
    en = "protected with a password; please save it without"


class TextLayerMissing(ReadError):
    de = "das PDF enthält keinen Text, nur Bilder; bitte erst eine Texterkennung (OCR) darüberlaufen lassen"
    en = "the PDF holds no text, only pictures; please run text recognition (OCR) over it first"


class ArticleMissing(ReadError):
    de = "kein Artikeltext gefunden"
    en = "no article text found"


class ColumnMissing(ReadError):
    de = "keine Spalte mit dem Text erkannt (vorhanden: {names}); bitte nennen: --map text=SPALTE"
    en = "no column with the text recognised (there are: {names}); please name it: --map text=COLUMN"


class LibraryMissing(ReadError):
    de = 'dazu fehlt {library}; bitte installieren: pip install "wortlaut[{extra}]"'
    en = '{library} is missing for it; please install it: pip install "wortlaut[{extra}]"'


class MemberUnsafe(ReadError):
    de = "im Archivformat unzulässig ({kind}); nicht gelesen"
    en = "not allowed inside an archive file ({kind}); not read"


class UnpacksTooMuch(ReadError):
    de = "entpackt zu groß ({limit}); bitte in kleinere Dateien teilen"
    en = "too large when unpacked ({limit}); please split it into smaller files"


class NestedTooDeep(ReadError):
    de = "mehr als {depth} Archivdateien ineinander; bitte vorher entpacken"
    en = "more than {depth} archive files inside one another; please unpack them first"


class MetadataError(ReadError):
    de = "{where}: {name} = {value!r} ist ungültig; erwartet wird {expected_de}"
    en = "{where}: {name} = {value!r} is not valid; expected is {expected_en}"


class ArchiveError(WortlautError):
    de = (
        "Das Archiv unter {path} lässt sich nicht öffnen ({reason}). Eine Sicherung einspielen oder den Ordner umbenennen; "
        "`wortlaut doctor` sagt, was beschädigt ist."
    )
    en = (
        "The archive at {path} cannot be opened ({reason}). Restore a backup or rename the folder; "
        "`wortlaut doctor` says what is damaged."
    )


class RowDamaged(ArchiveError):
    de = "Im Archiv ist {path} beschädigt ({reason}). `wortlaut doctor --repair` stellt es her oder nennt, was zu tun ist."
    en = "In the archive {path} is damaged ({reason}). `wortlaut doctor --repair` restores it or says what to do."


class BeyondRepair(ArchiveError):
    de = (
        "Die Datenbank unter {path} ist beschädigt ({reason}) und nicht zu reparieren; nichts wurde verändert. "
        "Eine Sicherung einspielen, oder den Ordner umbenennen und die Artikel neu einlesen."
    )
    en = (
        "The database at {path} is damaged ({reason}) and beyond repair; nothing was changed. "
        "Restore a backup, or rename the folder and read the articles in again."
    )


class ArchiveMissing(ArchiveError):
    de = (
        "Unter {path} liegt noch kein Archiv. Erst Artikel einlesen: `wortlaut ingest ORDNER`, "
        "oder das Beispielarchiv: `wortlaut ingest --sample`."
    )
    en = (
        "There is no archive at {path} yet. Read articles in first: `wortlaut ingest FOLDER`, "
        "or the sample archive: `wortlaut ingest --sample`."
    )


class ArchiveBusy(ArchiveError):
    de = "Ein anderer Vorgang ({owner}) schreibt gerade in das Archiv unter {path}. Bitte warten, bis er fertig ist."
    en = "Another process ({owner}) is writing to the archive at {path}. Please wait until it is done."


class ArchiveUnwritable(ArchiveError):
    de = (
        "In das Archiv unter {path} lässt sich nicht schreiben ({reason}). Platz und Zugriffsrechte prüfen, dann denselben "
        "Befehl wiederholen; was schon darin ist, bleibt heil."
    )
    en = (
        "The archive at {path} cannot be written to ({reason}). Check for room and permissions, then give the same command "
        "again; what is in it already stays whole."
    )


class RoomMissing(WortlautError):
    de = "Zu wenig Platz {where_de}: nötig bis zu {needed_mb} MB, frei {free_mb} MB. Platz schaffen oder weniger einlesen."
    en = "Too little room {where_en}: up to {needed_mb} MB needed, {free_mb} MB free. Make room, or read in less."


class FolderOfAnother(ArchiveError):
    de = "Der Datenordner {path} gehört zu einem anderen Archiv. WORTLAUT_DATABASE_URL oder WORTLAUT_DATA_DIR ändern."
    en = "The data folder {path} belongs to another archive. Change WORTLAUT_DATABASE_URL or WORTLAUT_DATA_DIR."


class ArticleUnknown(ArchiveError):
    de = "Kein Artikel heißt „{name}“{hint_de}. Kennungen zeigt `wortlaut status --articles`."
    en = "No article is called “{name}”{hint_en}. `wortlaut status --articles` lists the ids."


class PathMissing(WortlautError):
    de = "{path} gibt es nicht. Bitte den Pfad prüfen."
    en = "{path} does not exist. Please check the path."


class PathUnreadable(WortlautError):
    """A file given to a command (questions, quotations, receipts) that cannot be opened, or is no text."""

    de = "{path} ist nicht lesbar: {reason}."
    en = "{path} cannot be read: {reason}."


class IndexDamaged(WortlautError):
    de = "Der Suchindex ist nicht brauchbar ({reason_de}). `wortlaut reindex` baut ihn aus dem Archiv neu."
    en = "The search index cannot be used ({reason_en}). `wortlaut reindex` rebuilds it from the archive."


class ModelError(WortlautError):
    de = "Das Modell „{model}“ lässt sich nicht laden ({reason}). WORTLAUT_MODEL prüfen; `bundled` geht ohne Netz."
    en = "The model “{model}” cannot be loaded ({reason}). Check WORTLAUT_MODEL; `bundled` works offline."


class QuestionError(WortlautError):
    """A question that cannot be asked."""


class QuestionEmpty(QuestionError):
    de = 'Die Frage ist leer. Beispiel: wortlaut ask "Wer leitet die Nato-Mission im Irak?"'
    en = 'The question is empty. Example: wortlaut ask "Who leads the Nato mission in Iraq?"'


class QuestionTooLong(QuestionError):
    de = "Die Frage hat {length} Zeichen, höchstens {limit} sind möglich. Bitte kürzer fragen."
    en = "The question has {length} characters, at most {limit} are possible. Please ask more briefly."


class FilterInvalid(QuestionError):
    de = "{what_de} „{value}“ ist nicht zu verstehen; erwartet wird {expected_de}."
    en = "The {what_en} “{value}” cannot be understood; expected is {expected_en}."
