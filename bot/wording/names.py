"""Names of what stands in articles and files, and the notes of their readers, in German and English."""

from corpus.provenance import Provenance

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
