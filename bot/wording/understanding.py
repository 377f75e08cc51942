"""What is said of how a question was understood, in German and English."""

UNDERSTANDING: dict[str, tuple[str, str]] = {
    "understood": ("Verstanden: {0}", "Understood: {0}"),
    "understood_period": ("Zeitraum {0}", "period {0}"),
    "understood_source": ("Quelle {0}", "source {0}"),
    "understood_context": ("im Anschluss an „{0}“", "following “{0}”"),
}
