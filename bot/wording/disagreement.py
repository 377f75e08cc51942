"""What is said of sources that disagree, in German and English."""

DISAGREEMENT: dict[str, tuple[str, str]] = {
    "disagree_number_contradiction": ("Die Quellen widersprechen sich: {0}", "The sources contradict each other: {0}"),
    "disagree_date_contradiction": (
        "Die Quellen nennen verschiedene Zeitpunkte: {0}",
        "The sources name different dates: {0}",
    ),
    "disagree_yes_no_contradiction": (
        "Die Quellen sagen Gegenteiliges: {0}",
        "The sources say opposite things: {0}",
    ),
    "disagree_number_change": ("Im Lauf der Zeit: {0}", "Over time: {0}"),
    "disagree_date_change": ("Im Lauf der Zeit verschieden: {0}", "Different over time: {0}"),
    "disagree_yes_no_change": ("Im Lauf der Zeit anders: {0}", "Otherwise over time: {0}"),
    "disagree_yes": ("ja", "yes"),
    "disagree_no": ("nein", "no"),
    "disagree_answer": ("{0}: „{1}“", "{0}: “{1}”"),
}
