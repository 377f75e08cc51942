"""What is said of how a question was understood, in German and English."""

UNDERSTANDING: dict[str, tuple[str, str]] = {
    "understood": ("Verstanden: {0}", "Understood: {0}"),
    "understood_period": ("Zeitraum {0}", "period {0}"),
    "understood_source": ("Quelle {0}", "source {0}"),
    "understood_after": ("Im Anschluss: {0}", "Following on: {0}"),
    "carried": ("{0} (übernommen)", "{0} (carried over)"),
    "nothing_before": (
        "{0} knüpft an eine Frage davor an, aber es gibt keine: gesucht wurde, was dasteht.",
        "{0} refers to a question before, but there is none: what it says was searched as it stands.",
    ),
}
