"""What is said of time lines, in German and English."""

TIMELINE: dict[str, tuple[str, str]] = {
    "timeline_undated": (
        "Undatiert, darum ohne Platz in der Zeitleiste:",
        "Undated, so without a place in the time line:",
    ),
    "timeline_more_one": ("+ {0} weiteres Zitat dieses Datums", "+ {0} more quote of this date"),
    "timeline_more_many": ("+ {0} weitere Zitate dieses Datums", "+ {0} more quotes of this date"),
    "timeline_more_undated_one": ("+ {0} weiteres Zitat dieses Artikels", "+ {0} more quote of this article"),
    "timeline_more_undated_many": ("+ {0} weitere Zitate dieses Artikels", "+ {0} more quotes of this article"),
    "timeline_count_one": ("{0} Eintrag mit Datum", "{0} dated entry"),
    "timeline_count_many": ("{0} Einträge mit Datum", "{0} dated entries"),
    "timeline_undated_count_one": ("{0} undatierter", "{0} undated"),
    "timeline_undated_count_many": ("{0} undatierte", "{0} undated"),
    "timeline_articles_one": ("{0} Artikel zum Thema", "{0} article on the topic"),
    "timeline_articles_many": ("{0} Artikel zum Thema", "{0} articles on the topic"),
    "timeline_left_out_one": (
        "{0} schwächerer Eintrag ist ausgelassen.",
        "{0} weaker entry is left out.",
    ),
    "timeline_left_out_many": (
        "{0} schwächere Einträge sind ausgelassen.",
        "{0} weaker entries are left out.",
    ),
    "timeline_incomplete": (
        "Zu diesem Thema gibt es mehr Artikel, als auf einmal geprüft werden; ein engerer Zeitraum zeigt auch die übrigen.",
        "There are more articles on this topic than are looked at in one go; a narrower period shows the others, too.",
    ),
    "timeline_period": (
        "Der Zeitraum gibt nur den Vorrang; --since und --until schränken ein.",
        "The period only ranks; --since and --until limit.",
    ),
    "timeline_axis_month": ("Artikel je Monat", "articles a month"),
    "timeline_axis_year": ("Artikel je Jahr", "articles a year"),
    "timeline_marks": ("Zitate (Nummern der Liste)", "quotes (numbers of the list)"),
    "timeline_plot_undated": ("ohne Datum: {0}", "undated: {0}"),
    "timeline_plot_numbers": ("{0} (Nr. {1})", "{0} (no. {1})"),
    "timeline_plot_vaguer": ("nur auf das Jahr oder länger datiert: {0}", "dated to a year or longer: {0}"),
    "timeline_plot_unmarked": ("ohne Nummer: {0}", "without a number: {0}"),
    "timeline_no_picture": (
        "Kein Bild: Zum Thema gibt es keinen Artikel mit Datum.",
        "No picture: there is no dated article on the topic.",
    ),
    "timeline_empty": (
        "Das Thema fehlt. Beispiel: /zeitleiste Ausbilder der Nato im Irak",
        "The topic is missing. Example: /timeline NATO instructors in Iraq",
    ),
}
