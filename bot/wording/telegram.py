"""What the Telegram front says, in German and English; `bot.texts` takes it into the one catalogue."""

TELEGRAM: dict[str, tuple[str, str]] = {
    # around a quote
    "tg_article": ("Artikel", "article"),
    "tg_number": ("Zitat {number} von {of}", "Quote {number} of {of}"),
    "tg_behind": ("{0} · zusammen {1}", "{0} · together {1}"),
    "tg_cut": (
        "Gekürzt: {shown} von {all} Zeichen. „Kontext“ zeigt mehr.",
        "Shortened: {shown} of {all} characters. “Context” shows more of it.",
    ),
    "tg_context_title": ("Um Zitat {number} herum", "Around quote {number}"),
    "tg_context_cut": (
        "Hier endet der Auszug: {shown} von {all} Zeichen.",
        "The excerpt ends here: {shown} of {all} characters.",
    ),
    "tg_reference": ("{source}, {date}", "{source}, {date}"),
    # buttons
    "tg_previous": ("◀ Zitat {0}", "◀ Quote {0}"),
    "tg_next": ("Zitat {0} ▶", "Quote {0} ▶"),
    "tg_more": ("Mehr ▶", "More ▶"),
    "tg_context": ("Kontext", "Context"),
    "tg_copy": ("Kopieren", "Copy"),
    "tg_free": ("Ohne Zeitraum und Quelle", "Without period and source"),
    "tg_show": ("Antwort zeigen", "Show the answer"),
    "tg_clear": ("Filter aufheben", "Clear the filters"),
    "tg_thanks_up": ("Danke! Als gute Antwort gemerkt.", "Thank you! Kept as a good answer."),
    "tg_thanks_down": ("Danke! Als falsche Antwort gemerkt.", "Thank you! Kept as a wrong answer."),
    "tg_no_more": ("Keine weiteren Zitate.", "No more quotes."),
    "tg_expired": (
        "Diese Antwort ist abgelaufen. Bitte die Frage noch einmal stellen.",
        "This answer has expired. Please ask the question again.",
    ),
    "tg_foreign": ("Dieser Knopf gehört zu einem anderen Chat.", "This button belongs to another chat."),
    "tg_changed": (
        "Der Artikel hat sich seither geändert. Bitte die Frage noch einmal stellen.",
        "The article has changed since. Please ask the question again.",
    ),
    "tg_is_free": ("Ohne Zeitraum und Quelle gefragt.", "Asked without period and source."),
    # commands
    "tg_hello": (
        "<b>Wortlaut</b> beantwortet Fragen mit wörtlichen Zitaten aus einem Nachrichtenarchiv: {articles} Artikel, {period}. "
        "Kein Wort ist erzeugt; was nicht im Archiv steht, beantwortet der Bot mit „Nicht im Archiv gefunden“.\n\n"
        "Einfach fragen, zum Beispiel: <i>{example}</i>\n/hilfe zeigt, was noch geht.",
        "<b>Wortlaut</b> answers questions with exact quotes from a news archive: {articles} articles, {period}. "
        "No word is generated; what the archive does not hold is answered with “Not found in the archive”.\n\n"
        "Just ask, for example: <i>{example}</i>\n/help shows what else there is.",
    ),
    "tg_help": (
        "Jede Nachricht im privaten Chat ist eine Frage. In Gruppen: /frage, eine Erwähnung @{name} oder eine "
        "Antwort auf den Bot.\n\n"
        "/frage Text · fragen\n/quellen · die Quellen des Archivs\n/archiv · was das Archiv umfasst\n"
        "/seit 2018-02 · nur Artikel ab dann\n/bis 2019 · nur Artikel bis dahin\n/quelle Name · nur diese Quelle "
        "(/seit, /bis und /quelle gelten, bis sie mit „aus“ aufgehoben werden)\n"
        "/zeitleiste Thema · das beste Zitat jedes Datums (ohne Thema: zur letzten Frage)\n"
        "/beleg K7Q2 · der Beleg zu einem Zitat, mit dem Code aus seiner Quellenzeile\n"
        "/pruefen Zitat · ob das Archiv das so gedruckt hat (auch als Antwort auf eine Nachricht)\n"
        "/neu · neues Thema, nichts aus der letzten Frage übernehmen\n/sprache en · Sprache der Oberfläche\n"
        "/vergiss · alles löschen, was der Bot über diese Person gespeichert hat\n\n"
        "In jedem Chat: @{name} Frage bietet Zitate zum Einfügen an.",
        "Every message in a private chat is a question. In groups: /ask, a mention @{name} or a reply to the bot.\n\n"
        "/ask text · ask\n/sources · the archive's sources\n/archive · what the archive covers\n"
        "/since 2018-02 · only articles from then on\n/until 2019 · only articles up to then\n/source name · only this source "
        "(/since, /until and /source hold until they are cleared with “off”)\n"
        "/timeline topic · the best quote of each date (without a topic: on the last question)\n"
        "/receipt K7Q2 · the receipt for a quote, by the code in its source line\n"
        "/check quotation · whether the archive printed it so (also as a reply to a message)\n"
        "/new · a new topic, carry nothing over from the last question\n/language de · language of the interface\n"
        "/forget · delete all that the bot has stored about this person\n\n"
        "In any chat: @{name} question offers quotes to insert.",
    ),
    "tg_ask_empty": (
        "Die Frage fehlt. Beispiel: /frage Wer leitet die Nato-Mission im Irak?",
        "The question is missing. Example: /ask Who leads the Nato mission in Iraq?",
    ),
    "tg_no_words": (
        "Darin ist keine Frage zu erkennen. Bitte mit Worten fragen.",
        "There is no question in this. Please ask in words.",
    ),
    "tg_only_text": ("Ich lese nur Text. Bitte die Frage schreiben.", "I read text only. Please write the question."),
    "tg_edited": (
        "Bearbeitete Nachrichten lese ich nicht noch einmal. Bitte die Frage neu senden.",
        "I do not read edited messages again. Please send the question anew.",
    ),
    "tg_unknown": ("{0} kenne ich nicht. /hilfe zeigt alle Befehle.", "I do not know {0}. /help lists all commands."),
    "tg_sources": ("<b>Quellen</b>", "<b>Sources</b>"),
    "tg_sources_more": ("… und {n} weitere Quellen mit {articles} Artikeln", "… and {n} more sources with {articles} articles"),
    "tg_archive": (
        "<b>Archiv</b>\n{articles} Artikel, {passages} Passagen\nZeitraum: {period}\nundatiert: {undated}\n"
        "Sprachen: {languages}\nQuellen: {sources}",
        "<b>Archive</b>\n{articles} articles, {passages} passages\nperiod: {period}\nundated: {undated}\n"
        "languages: {languages}\nsources: {sources}",
    ),
    "tg_no_document": (
        "Die Datei ließ sich nicht senden. Auf dem Rechner des Bots: wortlaut receipt {0} -o beleg.json",
        "The file could not be sent. On the bot's machine: wortlaut receipt {0} -o receipt.json",
    ),
    "tg_receipt_cut": (
        "Gekürzt: {shown} von {all} Zeichen. Die Datei hat alle.",
        "Shortened: {shown} of {all} characters. The file has all of them.",
    ),
    "tg_filters": ("Filter: {0}", "Filters: {0}"),
    "tg_filters_none": (
        "Kein Filter gesetzt. Beispiele: /seit 2018-02, /bis 2019, /quelle {0}",
        "No filter is set. Examples: /since 2018-02, /until 2019, /source {0}",
    ),
    "tg_no_source": ("Eine Quelle „{0}“ gibt es nicht. /quellen nennt alle.", "There is no source “{0}”. /sources lists all."),
    "tg_cleared": ("Filter aufgehoben.", "The filters are cleared."),
    "tg_foreign_filters": (
        "Diese Filter hat jemand anderes gesetzt. Eigene hebt man auf mit /seit aus, /bis aus, /quelle aus.",
        "Somebody else has set these filters. Clear your own with /since off, /until off, /source off.",
    ),
    "tg_language": ("Ich spreche jetzt Deutsch.", "I speak English now."),
    "tg_language_which": ("Deutsch: /sprache de. Englisch: /sprache en.", "German: /language de. English: /language en."),
    "tg_new": ("Neues Thema.", "New topic."),
    "tg_forgotten": (
        "Vergessen: Fragen, Antworten, Filter, Sprache und Bewertungen dieser Person sind gelöscht, in allen Chats.",
        "Forgotten: this person's questions, answers, filters, language and feedback are deleted, in all chats.",
    ),
    "tg_forgot": (
        "Alles über die Person {id} ist gelöscht: Fragen, Antworten, Filter, Sprache, Bewertungen und die Einladung.",
        "All about the person {id} is deleted: questions, answers, filters, language, feedback and the invitation.",
    ),
    # trouble
    "tg_busy": (
        "Gerade sind zu viele Fragen auf einmal da. Bitte in einer Minute noch einmal.",
        "There are too many questions at once just now. Please try again in a minute.",
    ),
    "tg_slow": (
        "Das hat zu lange gedauert und wurde abgebrochen. Bitte noch einmal oder kürzer fragen.",
        "This took too long and was given up. Please ask again or more briefly.",
    ),
    "tg_broken": (
        "Beim Suchen ist etwas schiefgegangen. Bitte noch einmal fragen; der Fehler ist notiert.",
        "Something went wrong in the search. Please ask again; the error has been noted.",
    ),
    "tg_archive_broken": (
        "Das Archiv lässt sich gerade nicht durchsuchen. Wer den Bot betreibt, findet den Grund im Protokoll.",
        "The archive cannot be searched just now. Whoever runs the bot finds the reason in the log.",
    ),
    "tg_away": (
        "Ich kann gerade nicht antworten. Sobald es wieder geht, hole ich es nach.",
        "I cannot answer just now. I will as soon as that is possible again.",
    ),
    "tg_in_doubt": (
        "Die Verbindung zu Telegram war gestört. Falls die Antwort nicht ankam, steht sie hinter diesem Knopf.",
        "The connection to Telegram was disturbed. If the answer did not arrive, it is behind this button.",
    ),
    "tg_stopping": (
        "Ich werde gerade neu gestartet. Die Antwort kommt danach.",
        "I am being restarted. The answer comes afterwards.",
    ),
    "tg_wait": (
        "Das waren viele Fragen in kurzer Zeit. In {0} Sekunden geht es weiter.",
        "Those were many questions in a short time. Go on in {0} seconds.",
    ),
    "tg_closed": (
        "Dieses Archiv ist geschlossen. Mit einem Einladungscode geht es: /start CODE",
        "This archive is closed. With an invitation code you can use it: /start CODE",
    ),
    "tg_bad_code": ("Dieser Code gilt nicht oder nicht mehr.", "This code is not valid, or no longer."),
    "tg_welcome": ("Willkommen, die Einladung ist eingelöst.", "Welcome, the invitation is redeemed."),
    # command line and log
    "tg_ready": ("@{name} ist bereit ({how}). Beenden mit Strg-C.", "@{name} is ready ({how}). Stop it with Ctrl-C."),
    "tg_invite": ("{0}  (einmal, als /start {0})", "{0}  (once, as /start {0})"),
    "tg_exported": ("Bewertete Fragen in {path}: {n}.", "Judged questions in {path}: {n}."),
    "tg_feedback_none": (
        "Es gibt keine Bewertungen, die sich noch belegen lassen.",
        "There is no feedback that the archive still bears out.",
    ),
}

COMMANDS: tuple[tuple[str, str, str, str], ...] = (
    ("start", "start", "was der Bot kann", "what the bot does"),
    ("frage", "ask", "das Archiv fragen", "ask the archive"),
    ("quellen", "sources", "die Quellen des Archivs", "the archive's sources"),
    ("archiv", "archive", "was das Archiv umfasst", "what the archive covers"),
    ("seit", "since", "nur Artikel ab einem Datum", "only articles from a date on"),
    ("bis", "until", "nur Artikel bis zu einem Datum", "only articles up to a date"),
    ("quelle", "source", "nur eine Quelle", "only one source"),
    ("zeitleiste", "timeline", "das beste Zitat jedes Datums", "the best quote of each date"),
    ("beleg", "receipt", "der Beleg zu einem Zitat", "the receipt for a quote"),
    ("pruefen", "check", "ein Zitat prüfen", "check a quotation"),
    ("neu", "new", "neues Thema", "a new topic"),
    ("sprache", "language", "Sprache: de oder en", "language: de or en"),
    ("hilfe", "help", "alle Befehle", "all commands"),
    ("vergiss", "forget", "alles über mich löschen", "delete all about me"),
)
"""German name, English name, and what each does; the order of the menu."""
