"""What is said of long work, ingest, remove and watch, in German and English."""

ARCHIVE: dict[str, tuple[str, str]] = {
    # long work
    "notify_model": (
        "Das Modell wird einmalig im Cache angelegt (etwa eine halbe Minute) …",
        "The model is made once in the cache (about half a minute) …",
    ),
    "notify_hub": (
        "Das mitgelieferte Modell gibt es für dieses System nicht; verwendet wird intfloat/multilingual-e5-small vom Hub.",
        "The bundled model is not available for this system; the hub's intfloat/multilingual-e5-small is used.",
    ),
    "notify_slow": (
        "Dieser Prozessor hat kein AVX2: Alles geht, aber langsamer.",
        "This processor lacks AVX2: everything works, but more slowly.",
    ),
    "stage_reading": ("Artikel lesen", "Reading articles"),
    "stage_asking": ("Fragen stellen", "Asking questions"),
    "stage_encoding": ("Texte einbetten", "Encoding texts"),
    # ingest
    "ingest_summary": (
        "{added} neu · {changed} geändert · {unchanged} unverändert · {removed} entfernt · {skipped} übersprungen",
        "{added} added · {changed} changed · {unchanged} unchanged · {removed} removed · {skipped} skipped",
    ),
    "ingest_interrupted": (
        "Abgebrochen; das Archiv ist heil. Derselbe Befehl macht dort weiter, wo dieser stand.",
        "Interrupted; the archive is whole. The same command goes on where this one stopped.",
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
    "moved": (
        "{n} Artikel sind jetzt in {database}, der Index bleibt im Datenordner. Die Datei heißt dort archive.db.moved.",
        "{n} articles are in {database} now, the index stays in the data folder. The file is called archive.db.moved there.",
    ),
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
}
