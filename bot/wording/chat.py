"""What the terminal chat says, in German and English."""

CHAT: dict[str, tuple[str, str]] = {
    "chat_hello": (
        "Wortlaut: {articles} Artikel, {period}. Antworten sind wörtliche Zitate.\n"
        "Fragen stellen oder /hilfe, /ende zum Beenden.",
        "Wortlaut: {articles} articles, {period}. Answers are exact quotes.\nAsk a question or type /help, /quit to leave.",
    ),
    "chat_help": (
        "/mehr         weitere Zitate zur letzten Frage\n"
        "/kontext N    die Absätze um Zitat N\n"
        "/quellen      die Quellen des Archivs\n"
        "/ohne         letzte Frage noch einmal, ohne den Zeitraum und die Quelle, die sie nennt\n"
        "/seit DATUM   nur ab diesem Datum suchen (ohne Datum: wieder überall)\n"
        "/bis DATUM    nur bis zu diesem Datum\n"
        "/quelle NAME  nur in diesem Blatt oder dieser Agentur\n"
        "/zeitleiste THEMA  das beste Zitat jedes Datums (ohne Thema: zur letzten Frage)\n"
        "/beleg K7Q2   der Beleg zu einem Zitat, mit dem Code aus der Quellenzeile\n"
        "/pruefen TEXT prüfen, ob das Archiv ein Zitat so gedruckt hat\n"
        "/neu          neues Thema: nichts aus der letzten Frage übernehmen\n"
        "/hilfe        diese Übersicht\n"
        "/ende         beenden (auch Strg-D)\n"
        "Alles andere ist eine Frage, zum Beispiel: {example}",
        "/more         more quotes for the last question\n"
        "/context N    the paragraphs around quote N\n"
        "/sources      the archive's sources\n"
        "/without      the last question again, without the period and source that it names\n"
        "/since DATE   search only since this date (without a date: everywhere again)\n"
        "/until DATE   only until this date\n"
        "/source NAME  only in this outlet or agency\n"
        "/timeline TOPIC  the best quote of each date (without a topic: on the last question)\n"
        "/receipt K7Q2  the receipt for a quote, by the code in its source line\n"
        "/check TEXT   check whether the archive printed a quotation so\n"
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
    "chat_limit_stays": ("Die Einschränkung bleibt, wie sie war.", "The limit stays as it was."),
    "chat_new": ("Neues Thema.", "New topic."),
    "chat_bye": ("Auf Wiedersehen.", "Goodbye."),
}
