"""What is said of how a question was understood, in German and English."""

UNDERSTANDING: dict[str, tuple[str, str]] = {
    "understood": ("Verstanden: {0}", "Understood: {0}"),
    "understood_ignored": ("Verstanden, aber nicht beachtet: {0}", "Understood, but not taken into account: {0}"),
    "understood_period": ("Zeitraum {0}", "period {0}"),
    "understood_words": ("{0} („{1}“)", "{0} (“{1}”)"),
    "understood_source": ("Quelle {0}", "source {0}"),
    "understood_after": ("Im Anschluss: {0}", "Following on: {0}"),
    "carried": ("{0} (übernommen)", "{0} (carried over)"),
    "remark_impossible": (
        "„{text}“ gibt es nicht; die Frage gilt ohne Zeitraum.",
        "There is no “{text}”; the question is taken without a period.",
    ),
    "remark_reversed": (
        "„{text}“ endet vor seinem Anfang; gemeint ist wohl {period}.",
        "“{text}” ends before it begins; probably {period} is meant.",
    ),
    "remark_outside": (
        "Im Archiv ist kein Artikel aus dem Zeitraum {period}",
        "No article in the archive is of the period {period}",
    ),
    "remark_unknown_source": ("Die Quelle {text} ist nicht im Archiv", "The source {text} is not in the archive"),
    "remark_nothing_before": (
        "„{text}“ knüpft an eine Frage davor an, aber es gibt keine: gesucht wurde, was dasteht.",
        "“{text}” refers to a question before, but there is none: what it says was searched as it stands.",
    ),
    "remark_covers": ("; es reicht von {0}, {1} Artikel undatiert.", "; it covers {0}, {1} articles undated."),
    "remark_sources": ("; es gibt: {0}.", "; there are: {0}."),
    "remark_no_more": (".", "."),
}
