"""What is said around quotes, in German and English."""

ANSWERS: dict[str, tuple[str, str]] = {
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
    "quote_cut": (
        "Gekürzt auf {shown} von {all} Zeichen. Alles: wortlaut show {article}, im Gespräch /kontext.",
        "Cut to {shown} of {all} characters. All of it: wortlaut show {article}, in the chat /context.",
    ),
    "not_found": ("Nicht im Archiv gefunden.", "Not found in the archive."),
    "searched": ("Durchsucht: {articles} Artikel, {period}{undated}.", "Searched: {articles} articles, {period}{undated}."),
    "searched_nothing": (
        "Durchsucht: nichts, denn kein Artikel kommt in Frage.",
        "Searched: nothing, as no article qualifies.",
    ),
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
}
