"""Everything Wortlaut says, in German and English. Errors carry their own sentences (`corpus.errors`)."""

from typing import Literal

from bot.telegram.texts import TELEGRAM
from corpus.provenance import Provenance

Lang = Literal["de", "en"]

PROVENANCE: dict[Provenance, tuple[str, str]] = {
    Provenance.USER: ("Angabe beim Einlesen", "given at ingest"),
    Provenance.SIDECAR: ("Beidatei", "sidecar"),
    Provenance.HEADER: ("Kopfzeile", "header"),
    Provenance.JSON_LD: ("JSON-LD", "JSON-LD"),
    Provenance.METADATA: ("Metadaten", "metadata"),
    Provenance.BYLINE: ("Namenszeile", "byline"),
    Provenance.DATELINE: ("Ortszeile", "dateline"),
    Provenance.URL: ("Adresse", "address"),
    Provenance.FILENAME: ("Dateiname", "file name"),
    Provenance.TEXT: ("aus dem Text", "from the text"),
    Provenance.UNKNOWN: ("unbekannt", "unknown"),
}

BLOCKS = {
    "title": ("Titel", "title"),
    "subhead": ("Zwischentitel", "subhead"),
    "caption": ("Bildzeile", "caption"),
    "byline": ("Namenszeile", "byline"),
    "dateline": ("Ortszeile", "dateline"),
}

NOTES = {
    "encoding": ("gelesen als {0}", "read as {0}"),
    "header": ("unlesbare Datumszeile „{0}“", "unreadable date header “{0}”"),
    "future": ("Datum in der Zukunft, nicht übernommen: {0}", "date in the future, not taken: {0}"),
    "impossible": ("Datum, das es nicht gibt: {0}", "a date that does not exist: {0}"),
    "date": ("unlesbares Datum „{0}“", "unreadable date “{0}”"),
    "frontmatter": ("Kopf zwischen --- nicht lesbar, als Text behalten", "front matter not readable, kept as text"),
    "markup": ("HTML-Auszeichnung entfernt", "HTML markup taken out"),
    "mojibake": (
        "falsch dekodierte Zeichen („Ã¼“ statt „ü“); der Text bleibt so, gesucht wird der gemeinte",
        "wrongly decoded characters (“Ã¼” for “ü”); the text stays so, the search uses what is meant",
    ),
    "summary": ("nur die Zusammenfassung des Feeds", "the feed's summary only"),
}

TEXTS: dict[str, tuple[str, str]] = {
    # answers
    "source_unknown": ("Quelle unbekannt", "source unknown"),
    "origin": ("Ursprung {0}", "origin {0}"),
    "page": ("S. {0}", "p. {0}"),
    "also_in": ("auch in: {0}", "also in: {0}"),
    "also_more": ("{n} weiteren", "{n} more"),
    "sources_one": ("{0} Quelle", "{0} source"),
    "sources_many": ("{0} Quellen", "{0} sources"),
    "origins_one": ("{0} Ursprung", "{0} origin"),
    "origins_many": ("{0} Ursprünge", "{0} origins"),
    "origins_unknown_one": ("; {0} Artikel unbekannter Quelle", "; {0} article of unknown source"),
    "origins_unknown_many": ("; {0} Artikel unbekannter Quelle", "; {0} articles of unknown source"),
    "origin_presumed": ("vermutlich {0}", "probably {0}"),
    "not_found": ("Nicht im Archiv gefunden.", "Not found in the archive."),
    "searched": ("Durchsucht: {articles} Artikel, {period}{undated}.", "Searched: {articles} articles, {period}{undated}."),
    "searched_undated": (", davon {n} undatiert", ", {n} of them undated"),
    "unknown": ("Im durchsuchten Text steht nirgends: {words}.", "Nowhere in the searched text: {words}."),
    "quoted": ("„{0}“", "“{0}”"),
    "period": ("{0} bis {1}", "{0} to {1}"),
    "period_none": ("ohne Datum", "without a date"),
    "nearest": (
        "Am nächsten kommt (beantwortet die Frage vermutlich nicht):",
        "The nearest miss (it probably does not answer the question):",
    ),
    "not_found_limited": ("Unter dieser Einschränkung nicht gefunden.", "Not found under this limit."),
    "filter": ("Eingeschränkt auf: {0}", "Limited to: {0}"),
    "filter_none": ("Keine Einschränkung: gesucht wird im ganzen Archiv.", "No limit: the whole archive is searched."),
    "filter_since": ("ab {0}", "since {0}"),
    "filter_until": ("bis {0}", "until {0}"),
    "filter_undated": (
        "Aus undatierten Artikeln; ob sie in den Zeitraum gehören, ist offen:",
        "From undated articles; whether they belong to the period is open:",
    ),
    "filter_apart": (
        "{n} undatierte Artikel blieben gesondert: Ob sie in den Zeitraum gehören, ist offen.",
        "{n} undated articles were left apart: whether they belong to the period is open.",
    ),
    "filter_apart_one": (
        "Ein undatierter Artikel blieb gesondert: Ob er in den Zeitraum gehört, ist offen.",
        "One undated article was left apart: whether it belongs to the period is open.",
    ),
    "fit_possible": ("nur vielleicht im Zeitraum", "perhaps within the period"),
    "fit_undated": ("Zeitraum offen", "period open"),
    "understood": ("Verstanden: {0}", "Understood: {0}"),
    "understood_period": ("Zeitraum {0}", "period {0}"),
    "understood_source": ("Quelle {0}", "source {0}"),
    "understood_context": ("im Anschluss an „{0}“", "following “{0}”"),
    # chat
    "chat_hello": (
        "Wortlaut: {articles} Artikel, {period}. Antworten sind wörtliche Zitate.\n"
        "Fragen stellen oder /hilfe, /ende zum Beenden.",
        "Wortlaut: {articles} articles, {period}. Answers are exact quotes.\nAsk a question or type /help, /quit to leave.",
    ),
    "chat_help": (
        "/mehr         weitere Zitate zur letzten Frage\n"
        "/kontext N    die Absätze um Zitat N\n"
        "/quellen      die Quellen des Archivs\n"
        "/seit DATUM   nur ab diesem Datum suchen (ohne Datum: wieder überall)\n"
        "/bis DATUM    nur bis zu diesem Datum\n"
        "/quelle NAME  nur in diesem Blatt oder dieser Agentur\n"
        "/neu          neues Thema: nichts aus der letzten Frage übernehmen\n"
        "/hilfe        diese Übersicht\n"
        "/ende         beenden (auch Strg-D)\n"
        "Alles andere ist eine Frage, zum Beispiel: {example}",
        "/more         more quotes for the last question\n"
        "/context N    the paragraphs around quote N\n"
        "/sources      the archive's sources\n"
        "/since DATE   search only since this date (without a date: everywhere again)\n"
        "/until DATE   only until this date\n"
        "/source NAME  only in this outlet or agency\n"
        "/new          a new topic: carry nothing over from the last question\n"
        "/help         this overview\n"
        "/quit         leave (also Ctrl-D)\n"
        "Anything else is a question, for example: {example}",
    ),
    "chat_example": (
        "Wer übernahm im November 2019 das Kommando der Nato-Mission?",
        "Who took command of the Nato mission in November 2019?",
    ),
    "chat_prompt": ("Frage> ", "Question> "),
    "chat_no_more": ("Keine weiteren Zitate.", "No more quotes."),
    "chat_nothing_asked": ("Es wurde noch nichts gefragt.", "Nothing has been asked yet."),
    "chat_no_quote": ("Zitat {0} gibt es nicht. Beispiel: /kontext 1", "There is no quote {0}. Example: /context 1"),
    "chat_unknown": ("{0} kenne ich nicht. /hilfe zeigt alle Befehle.", "I do not know {0}. /help lists all commands."),
    "chat_new": ("Neues Thema.", "New topic."),
    "chat_bye": ("Auf Wiedersehen.", "Goodbye."),
    # long work
    "notify_model": (
        "Das Modell wird einmalig im Cache angelegt (etwa eine halbe Minute) …",
        "The model is made once in the cache (about half a minute) …",
    ),
    "notify_hub": (
        "Das mitgelieferte Modell gibt es für dieses System nicht; verwendet wird intfloat/multilingual-e5-small vom Hub.",
        "The bundled model is not available for this system; the hub's intfloat/multilingual-e5-small is used.",
    ),
    "stage_reading": ("Artikel lesen", "Reading articles"),
    "stage_asking": ("Fragen stellen", "Asking questions"),
    "stage_encoding": ("Texte einbetten", "Encoding texts"),
    # ingest
    "ingest_summary": (
        "{added} neu · {changed} geändert · {unchanged} unverändert · {removed} entfernt · {skipped} übersprungen",
        "{added} added · {changed} changed · {unchanged} unchanged · {removed} removed · {skipped} skipped",
    ),
    "ingest_passages": ("Passagen eingebettet: {n}.", "Passages encoded: {n}."),
    "ingest_rebuilt": (
        "Der Index war nicht brauchbar oder von einem anderen Modell; er wurde ganz neu gebaut.",
        "The index was not usable or of another model; it was rebuilt as a whole.",
    ),
    "dry_run": (
        "Probelauf: {articles} Artikel lesbar, {skipped} übersprungen; geschrieben wurde nichts.",
        "Dry run: {articles} articles can be read, {skipped} skipped; nothing was written.",
    ),
    "ingest_format": (
        "Das Format {0} gibt es nicht. Möglich: {known}",
        "There is no format {0}. Possible: {known}",
    ),
    "dry_place": ("Datei / Teil", "file / part"),
    "dry_format": ("Format", "format"),
    "ingest_skipped": ("übersprungen: {path}: {reason}", "skipped: {path}: {reason}"),
    "ingest_nothing": ("Keine Artikel gefunden. Gelesen werden: {known}.", "No articles found. These are read: {known}."),
    "ingest_no_paths": (
        "Bitte Ordner oder Dateien nennen (oder --sample). Beispiel: wortlaut ingest artikel/",
        "Please name folders or files (or --sample). Example: wortlaut ingest articles/",
    ),
    "export_no_file": (
        "Bitte eine Datei nennen. Beispiel: wortlaut export --articles archiv.jsonl",
        "Please name a file. Example: wortlaut export --articles archive.jsonl",
    ),
    "exported": ("{n} Artikel geschrieben: {path}", "{n} articles written: {path}"),
    "reindexed": ("Index neu gebaut: {n} Passagen.", "Index rebuilt: {n} passages."),
    # remove and watch
    "remove_matches": ("Gemeint sind {n} Artikel:", "This means {n} articles:"),
    "remove_more": ("… und {n} weitere", "… and {n} more"),
    "remove_sure": ("Alle {n} aus dem Archiv entfernen?", "Remove all {n} from the archive?"),
    "remove_say_yes": (
        "Gemeint sind {n} Artikel. Mit --yes werden sie ohne Rückfrage entfernt.",
        "This means {n} articles. With --yes they are removed without asking.",
    ),
    "remove_none": (
        "Kein Artikel heißt so: {names}. Kennungen und Pfade zeigt `wortlaut status --articles`.",
        "No article is called: {names}. `wortlaut status --articles` lists ids and paths.",
    ),
    "remove_kept": ("Nichts entfernt.", "Nothing removed."),
    "removed": ("{n} entfernt: {paths}", "{n} removed: {paths}"),
    "removed_files": (
        "Die Dateien sind noch da; das nächste Einlesen ihres Ordners nimmt sie wieder auf.",
        "The files are still there; the next ingest of their folder takes them in again.",
    ),
    "watch_start": ("Beobachte {paths} (Ende mit Strg-C).", "Watching {paths} (Ctrl-C to end)."),
    "watch_no_paths": (
        "Bitte Ordner oder Dateien nennen. Beispiel: wortlaut watch artikel/",
        "Please name folders or files. Example: wortlaut watch articles/",
    ),
    "watch_retry": ("Der nächste Versuch folgt in {seconds:.0f} Sekunden.", "The next try is in {seconds:.0f} seconds."),
    "watch_polling": (
        "Das System meldet keine Änderungen ({0}); es wird regelmäßig nachgesehen.",
        "The system reports no changes ({0}); folders are looked through at intervals.",
    ),
    "watch_gone": ("{0} ist nicht mehr da; es wird gewartet.", "{0} is gone; waiting for it."),
    "watch_back": ("{0} ist wieder da.", "{0} is back."),
    "watch_end": ("Beendet.", "Ended."),
    "watch_update": ("{time}  {summary}  ({seconds} s)", "{time}  {summary}  ({seconds} s)"),
    # show and status
    "field_earlier": ("früher", "earlier"),
    "earlier_changed": ("sha256:{0}, ersetzt beim Einlesen am {1}", "sha256:{0}, replaced at the ingest of {1}"),
    "earlier_removed": ("sha256:{0}, entfernt am {1}", "sha256:{0}, removed on {1}"),
    "status_bounded": (
        "{n}, davon {bounded} mit Untergrenze aus dem Text",
        "{n}, {bounded} of them with a bound from the text",
    ),
    "status_vaguer": ("ohne Monat", "no month"),
    "status_vaguer_year": ("ohne Jahr", "no year"),
    "status_time": ("nach Zeit", "by time"),
    "status_disk": ("Platz", "disk"),
    "disk_articles": ("Artikel", "articles"),
    "disk_passages": ("Passagen", "passages"),
    "disk_sentences": ("Sätze", "sentences"),
    "disk_words": ("Wörter", "words"),
    "disk_before": ("Stand davor", "state before"),
    "plot_title_month": ("Das Archiv nach Monaten: {n} Artikel", "The archive by month: {n} articles"),
    "plot_title_year": ("Das Archiv nach Jahren: {n} Artikel", "The archive by year: {n} articles"),
    "plot_vaguer": ("nur das\nJahr", "year\nonly"),
    "plot_vaguer_year": ("mehrere\nJahre", "several\nyears"),
    "plot_others": ("andere", "others"),
    "plot_written": ("Bild: {0}", "Picture: {0}"),
    "field_id": ("Kennung", "id"),
    "field_path": ("Datei", "file"),
    "field_title": ("Titel", "title"),
    "field_source": ("Quelle", "source"),
    "field_origin": ("Ursprung", "origin"),
    "field_authors": ("Autoren", "authors"),
    "field_published": ("Datum", "date"),
    "field_url": ("Adresse", "url"),
    "field_language": ("Sprache", "language"),
    "field_digest": ("Prüfsumme", "digest"),
    "field_notes": ("Hinweise", "notes"),
    "field_conflicts": ("Widersprüche", "conflicts"),
    "field_cluster": ("Derselbe Text", "same text"),
    "cluster_origin": ("Ursprung {0} ({1})", "origin {0} ({1})"),
    "cluster_first": ("vermutlich zuerst: {0} ({1})", "probably first: {0} ({1})"),
    "status_duplicates": ("Kopien", "copies"),
    "status_clusters_one": ("{0} Text in {1} Artikeln", "{0} text in {1} articles"),
    "status_clusters_many": ("{0} Texte in {1} Artikeln", "{0} texts in {1} articles"),
    "status_folder": ("Archiv", "archive"),
    "status_articles": ("Artikel", "articles"),
    "status_passages": ("Passagen", "passages"),
    "status_period": ("Zeitraum", "period"),
    "status_undated": ("undatiert", "undated"),
    "status_languages": ("Sprachen", "languages"),
    "status_index": ("Index", "index"),
    "status_model": ("Modell", "model"),
    "status_whole": ("vollständig ({0})", "whole ({0})"),
    "status_sources": ("Quellen", "sources"),
    # eval
    "eval_title": ("{n} Fragen aus {file}", "{n} questions from {file}"),
    "eval_group": ("Gruppe", "group"),
    "eval_success": ("Antwort", "answer"),
    "eval_all": ("alle beantwortbaren", "all answerable"),
    "eval_unanswerable": (
        "Unbeantwortbare: {refused} von {n} als „nicht gefunden“ erkannt; beantwortbare: {kept} von {m} beantwortet.",
        "Unanswerable: {refused} of {n} told as “not found”; answerable: {kept} of {m} answered.",
    ),
    "eval_auroc": (
        "Vertrauen, beantwortbare gegen unbeantwortbare: AUROC {value}.",
        "Confidence, answerable against unanswerable: AUROC {value}.",
    ),
    "eval_risk_answerable": (
        "Erstes Zitat falsch, wenn nur so viele der beantwortbaren beantwortet werden: {risks}.",
        "First quote wrong when only so many of the answerable are answered: {risks}.",
    ),
    "eval_risk_all": (
        "Erstes Zitat falsch, wenn nur so viele von allen beantwortet werden: {risks}.",
        "First quote wrong when only so many of all are answered: {risks}.",
    ),
    "one_of": ("Bitte entweder eine Frage oder --questions angeben.", "Please give either a question or --questions."),
    "output_failed": ("Die Ausgabe ließ sich nicht schreiben: {0}.", "The output could not be written: {0}."),
    "interrupted": ("Abgebrochen; das Archiv ist unverändert.", "Interrupted; the archive is unchanged."),
    **TELEGRAM,
}


class Texts:
    """The catalogue in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._column = 0 if lang == "de" else 1

    def __call__(self, key: str, *values: object, **named: object) -> str:
        """The text under `key`, filled in. Raises KeyError for an unknown key."""
        return TEXTS[key][self._column].format(*values, **named)

    def counted(self, key: str, number: int, *values: object) -> str:
        """The text under `key` with that number: „1 Quelle“, „4 Quellen“."""
        return self(f"{key}_{'one' if number == 1 else 'many'}", number, *values)

    def provenance(self, provenance: Provenance) -> str:
        """The name of a provenance for people."""
        return PROVENANCE[provenance][self._column]

    def block(self, kind: str) -> str:
        """The name of a kind of block for people."""
        return BLOCKS[kind][self._column]

    def note(self, note: str) -> str:
        """A reader's note („encoding:cp1252“) as a sentence."""
        code, _, value = note.partition(":")
        return NOTES[code][self._column].format(value)
