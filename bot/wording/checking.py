"""What is said of a checked quotation, in German and English."""

CHECKING: dict[str, tuple[str, str]] = {
    "verdict_exact": ("Wörtlich gedruckt", "Printed word for word"),
    "verdict_altered": ("Verändert", "Altered"),
    "verdict_shortened": ("Gekürzt", "Shortened"),
    "verdict_stitched": ("Zusammengesetzt", "Put together"),
    "verdict_misattributed": ("Falsch zugeschrieben", "Misattributed"),
    "verdict_misattributed_both": ("Anderer Sprecher und andere Quelle", "Another speaker and another source"),
    "verdict_misattributed_speaker": ("Anderer Sprecher", "Another speaker"),
    "verdict_misattributed_source": ("Andere Quelle", "Another source"),
    "verdict_not_found": ("Nicht gefunden", "Not found"),
    "verdict_unchecked": ("Nicht prüfbar", "Cannot be checked"),
    "meant_exact": ("Das steht so im Archiv.", "It stands in the archive just so."),
    "meant_altered": ("Der Druck lautet anders.", "The print says it otherwise."),
    "meant_shortened": (
        "Eine Stelle des Archivs, aus der etwas weggelassen ist.",
        "One place of the archive from which something is left out.",
    ),
    "meant_stitched": (
        "Die Teile stehen im Archiv an verschiedenen Stellen.",
        "The parts stand in different places of the archive.",
    ),
    "meant_misattributed": (
        "Der Wortlaut steht so im Archiv, aber nicht von dem, dem er zugeschrieben wird.",
        "The wording stands in the archive, but not by whom it is said to be.",
    ),
    "meant_not_found": (
        "Das Archiv hat diesen Wortlaut nicht, auch nicht verändert. Ob er anderswo gedruckt wurde, ist damit nicht gesagt.",
        "The archive does not have this wording, nor an altered one. Whether it was printed elsewhere is not said by this.",
    ),
    "meant_unchecked": ("Daran gibt es nichts, was sich prüfen lässt.", "There is nothing here that can be checked."),
    "check_of": ("Zitat {0} von {1}: {2}", "Quotation {0} of {1}: {2}"),
    "check_summary": ("{0} Zitate geprüft: {1}.", "{0} quotations checked: {1}."),
    "check_count": ("{0} × {1}", "{0} × {1}"),
    "check_claimed": ("Zitat:", "Quotation:"),
    "check_printed": ("Gedruckt:", "Print:"),
    "check_part": ("Gedruckt, Teil {0}:", "Print, part {0}:"),
    "check_nearest": (
        "Am nächsten kommt (das ist nicht das Zitat):",
        "The nearest place (this is not the quotation):",
    ),
    "check_more_places_one": ("und an {0} weiteren Stelle", "and in {0} more place"),
    "check_more_places_many": ("und an {0} weiteren Stellen", "and in {0} more places"),
    "check_more_differences_one": ("und {0} weitere Abweichung", "and {0} more difference"),
    "check_more_differences_many": ("und {0} weitere Abweichungen", "and {0} more differences"),
    "check_more_quotations_one": (
        "{0} weniger schwer wiegendes Zitat ist nicht gezeigt.",
        "{0} quotation that matters less is not shown.",
    ),
    "check_more_quotations_many": (
        "{0} weniger schwer wiegende Zitate sind nicht gezeigt.",
        "{0} quotations that matter less are not shown.",
    ),
    # kinds of difference, and their sentences: what the quotation has, what the print has
    "kind_number": ("Zahl", "Number"),
    "kind_negation": ("Verneinung", "Negation"),
    "kind_name": ("Name", "Name"),
    "kind_speaker": ("Sprecher", "Speaker"),
    "kind_source": ("Quelle", "Source"),
    "kind_word": ("Wort", "Word"),
    "kind_order": ("Reihenfolge", "Order"),
    "kind_cut": ("Ausgelassen", "Left out"),
    "kind_joint": ("Fuge", "Joint"),
    "kind_case": ("Groß- und Kleinschreibung", "Capitals"),
    "kind_punctuation": ("Satzzeichen", "Punctuation"),
    "differs": ("{0}: „{1}“ statt „{2}“", "{0}: “{1}” instead of “{2}”"),
    "differs_added": ("{0}: „{1}“ steht nicht im Druck", "{0}: “{1}” is not in print"),
    "differs_missing": ("{0}: „{2}“ fehlt im Zitat", "{0}: “{2}” is missing in the quotation"),
    "differs_cut": ("{0}: „{2}“", "{0}: “{2}”"),
    "differs_joint": ("{0}: hier geht es an einer anderen Stelle weiter", "{0}: here it goes on in another place"),
    "differs_whose": ("{0}: „{1}“, im Druck „{2}“", "{0}: “{1}”, in print “{2}”"),
    "differs_own": (
        "{0}: „{1}“, im Druck ist es niemandes Äußerung, sondern Text der Redaktion",
        "{0}: “{1}”, in print it is nobody's utterance but the outlet's own text",
    ),
    # remarks
    "remark_check_short": (
        "Das sind sehr wenige Wörter: Sie können vielerorts stehen, und nur ihr genauer Wortlaut wird gesucht.",
        "These are very few words: they may stand in many places, and only their exact wording is looked for.",
    ),
    "remark_check_language": (
        "In dieser Sprache hat das Archiv keinen Artikel: Eine Übersetzung lässt sich nicht prüfen.",
        "The archive has no article in this language: a translation cannot be checked.",
    ),
    "remark_check_speaker_unknown": (
        "Ob „{0}“ das sagt, geht aus dem Druck nicht hervor: Es ist weder bestätigt noch widerlegt.",
        "Whether “{0}” says it cannot be told from the print: it is neither confirmed nor refuted.",
    ),
    "remark_check_source_unknown": (
        "Von wem der Artikel ist, weiß das Archiv nicht: „{0}“ ist weder bestätigt noch widerlegt.",
        "The archive does not know whose article it is: “{0}” is neither confirmed nor refuted.",
    ),
    "remark_check_too_long": (
        "Der Text ist zu lang: Geprüft werden höchstens {1} Zeichen. Bitte in Teilen prüfen.",
        "The text is too long: at most {1} characters are checked. Please check it in parts.",
    ),
    "remark_check_no_words": (
        "Darin steht kein Wort, nur Zeichen oder nichts. Bitte den Wortlaut angeben, der geprüft werden soll.",
        "There is no word in it, only signs or nothing. Please give the wording that is to be checked.",
    ),
    "remark_check_begins_before": ("Im Druck beginnt der Satz davor.", "In print the sentence begins before this."),
    "remark_check_asks": ("Im Druck ist es eine Frage.", "In print it is a question."),
    "remark_check_negation_left_out": (
        "In dem, was weggelassen ist, steht eine Verneinung.",
        "What is left out has a negation in it.",
    ),
    "remark_check_in_caption": ("Das steht in einer Bildunterschrift.", "This stands in a caption."),
    "remark_check_in_heading": ("Das steht in einer Überschrift.", "This stands in a heading."),
    "remark_check_in_byline": ("Das steht in einer Autoren- oder Ortszeile.", "This stands in a byline or dateline."),
    "remark_check_goes_on": ("Im Druck geht der Satz danach weiter.", "In print the sentence goes on after this."),
    "remark_check_set_aside": (
        "Nicht mitgeprüft: eckige Klammern, Anmerkungen in ihnen, Sternchen, Zitatzeichen und Seitenzahlen.",
        "Not checked: square brackets, notes in them, asterisks, quote signs and page numbers.",
    ),
    # commands
    "check_empty": (
        "Was soll geprüft werden? Beispiel: /pruefen „Der Irak stand auf Seite neun der Tagesordnung“",
        "What is to be checked? Example: /check “Denmark took charge of NATO's training mission”",
    ),
    "tg_check_empty": (
        "Was soll geprüft werden? Das Zitat hinter /pruefen schreiben, oder mit /pruefen auf die Nachricht antworten, "
        "in der es steht.",
        "What is to be checked? Write the quotation after /check, or reply with /check to the message that holds it.",
    ),
    "check_one_of": (
        "Bitte genau eines angeben: einen Text, --file oder --quotations.",
        "Please give exactly one of: a text, --file or --quotations.",
    ),
    "check_options_per_line": (
        "--speaker und --source stehen bei --quotations in jeder Zeile der Datei.",
        "With --quotations, speaker and source stand in each line of the file.",
    ),
    "check_bad_lines_one": ("{0} Zeile war nicht lesbar und ist ausgelassen.", "{0} line could not be read and is left out."),
    "check_bad_lines_many": (
        "{0} Zeilen waren nicht lesbar und sind ausgelassen.",
        "{0} lines could not be read and are left out.",
    ),
    "stage_quotations": ("Zitate prüfen", "Checking quotations"),
}
