"""Whose words a sentence is. A row is a text whose sentence to tell stands between ⟦ and ⟧, the voice, and who speaks."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.voice import f1, measure, overlap
from bot.formatting.plain import source_line
from bot.texts import Texts
from corpus.article import Article
from corpus.blocks import find_blocks
from corpus.language import Language
from retrieval.quotation_marks import directed, quotations, quotations_of
from retrieval.quote import Quote
from retrieval.saying.subjunctive import is_subjunctive
from retrieval.saying.tokens import clauses, tokens_of
from retrieval.voice import voice_of

ISSUE = (
    "Sowohl die Regierung als auch die Koalition hätten um mehr Hilfe gebeten, erklärte Generalsekretär Jens Stoltenberg. "
    "⟦Er betonte, es gehe nicht um Planungen für einen neuen Kampfeinsatz.⟧"
)
GERMAN = [
    (ISSUE, "reported", "Generalsekretär Jens Stoltenberg"),
    # in quotation marks of every style
    ("⟦„Wir gehen nicht“, sagte Ministerin Ada Beispiel am Montag der Zeitung.⟧", "direct", "Ministerin Ada Beispiel"),
    ("⟦»Ich habe nichts gewusst«, beteuerte der Angeklagte.⟧", "direct", "Angeklagte"),
    ('⟦"Wir bleiben hier", so ein Sprecher der Polizei.⟧', "direct", "Sprecher der Polizei"),
    ("⟦‚Wir bleiben alle hier‘, rief die Wirtin.⟧", "direct", "Wirtin"),
    ("⟦“Wir sind hier”, sagte Bo Muster.⟧", "direct", "Bo Muster"),
    ("⟦Ein Redner erwiderte: „Mir sagte ein Offizier: ‚Nun zeigt es uns.‘“⟧", "direct", "Redner"),
    ("⟦„Das war“, sagt die Forscherin Anna Weber, „schon lange klar.“⟧", "direct", "Forscherin Anna Weber"),
    ("⟦Der Trainer zeigte sich enttäuscht: „Das war zu wenig.“⟧", "direct", "Trainer"),
    ("⟦Sie kritisierte, die Regierung „würfle zwei halbe Aufträge zusammen“.⟧", "direct", ""),
    # over sentences and paragraphs
    ("„Wir sind hier“, sagte der Chef. ⟦„Und wir bleiben auch hier.“⟧", "direct", "Chef"),
    ("⟦„Im Saal hat keiner gefragt.⟧ Keiner!“, sagte ein Diplomat.", "direct", "Diplomat"),
    ("„Im Saal hat keiner gefragt. ⟦Das wundert mich doch sehr.⟧ Keiner!“, sagte ein Diplomat.", "direct", "Diplomat"),
    ("Der Chef sagte: „Das war falsch.\n\n⟦Es wird uns eine Lehre sein.⟧\n\nWir zahlen“, sagte er.", "direct", "Chef"),
    ("Der Chef sagte:\n\n⟦„Wir werden die Kunden entschädigen.“⟧", "direct", "Chef"),
    ("Er sagte: „Das stimmt nicht, sagte er.\n\n⟦Die Aktie stieg am Montag um drei Prozent.⟧ Alles „gut“ so.", "own", ""),
    # a mark that nothing closes
    ("⟦Bo sagte: „Wir haben alles verloren.⟧ Die Aktie fiel um drei Prozent. Anna schwieg.", "direct", "Bo"),
    ("Bo sagte: „Wir haben alles verloren. ⟦Die Aktie fiel um drei Prozent.⟧ Anna schwieg.", "own", ""),
    ("Bo sagte: „Wir haben verloren. ⟦Die Aktie fiel.⟧ „Wir gehen heim“, sagte Anna.", "own", ""),
    ("Bo sagte: „Wir haben verloren. Die Aktie fiel. ⟦„Wir gehen heim“, sagte Anna.⟧", "direct", "Anna"),
    ("Bo sagte: „Wir haben verloren. ⟦Wir gehen jetzt alle heim.⟧\n\n„Wir kommen wieder.“", "direct", "Bo"),
    # somebody else's words than the subject's: no name is better than a wrong one
    ("⟦„Wir haben verloren“, zitierte Bo Muster seine Chefin.⟧", "direct", ""),
    ("⟦Bo Muster sagte nie: „Wir haben verloren und geben auf.“⟧", "direct", ""),
    ("⟦„Wir haben verloren“, sagte nicht etwa Bo Muster, sondern Ada Beispiel.⟧", "direct", ""),
    ("⟦Merkel dementierte, gesagt zu haben: „Wir haben alles verloren.“⟧", "direct", ""),
    # whom something is told is not who speaks
    ("⟦Der Zeitung sagte Ada Beispiel: „Wir haben verloren.“⟧", "direct", "Ada Beispiel"),
    ("⟦Der Nachrichtenagentur dpa sagte Ada Beispiel: „Wir haben verloren.“⟧", "direct", "Ada Beispiel"),
    ("⟦Seinem Chef Bo Muster sagte Karl Dorn: „Wir haben verloren.“⟧", "direct", "Karl Dorn"),
    ("⟦Angeblich sagte Bo Muster: „Wir haben verloren und geben auf.“⟧", "direct", "Bo Muster"),
    ("Bo Muster kam herein. ⟦Auf dem Schild stand: „Betreten ist hier streng verboten.“⟧", "direct", ""),
    # accents apart from their letters, as files of macOS have them
    ("⟦Das koste zu viel, sagte Ju\u0308rgen Mu\u0308ller.⟧", "reported", "Ju\u0308rgen Mu\u0308ller"),
    # an infinitive says nothing
    ("⟦Es spricht dafür, erst eine Strategie zu schreiben und dann Soldaten zu zählen.⟧", "own", ""),
    # names, titles and words of caution
    ("⟦Der sogenannte „Green Deal“ kostet Milliarden.⟧", "own", ""),
    ("⟦Das Buch „Wer wir waren und was wir wurden“ erscheint im Herbst.⟧", "own", ""),
    ("⟦„Im Grundsatz“ sind sich die Staaten einig.⟧", "own", ""),
    ("⟦Man werde „in den nächsten Wochen“ entscheiden, sagte der Minister.⟧", "reported", "Minister"),
    ("⟦Ein Diplomat sprach von einer „Pause mit offenem Ende“.⟧", "reported", "Diplomat"),
    # verbs of saying, before and behind
    ("⟦Dies gab Generalsekretär Jens Stoltenberg bei einem Treffen bekannt.⟧", "reported", "Generalsekretär Jens Stoltenberg"),
    ("⟦Die Ministerin teilte mit, die Frist laufe ab.⟧", "reported", "Ministerin"),
    ("⟦Kanzler Olaf Scholz hatte zuvor betont, dass Hilfe komme.⟧", "reported", "Kanzler Olaf Scholz"),
    ("⟦Das hatte zuvor schon Kanzler Olaf Scholz erklärt.⟧", "reported", "Kanzler Olaf Scholz"),
    ("⟦Ein Mitarbeiter der Bank, der nicht genannt werden will, sagt, das sei üblich.⟧", "reported", "Mitarbeiter der Bank"),
    ("⟦Im Norden, sagt ein Helfer, sei ein Gewehr so gut wie Bargeld.⟧", "reported", "Helfer"),
    ("⟦In Berlin forderten Politiker der Opposition, die Soldaten heimzuholen.⟧", "reported", "Politiker der Opposition"),
    ("⟦Merkel und Macron betonten, die EU müsse zusammenhalten.⟧", "reported", "Merkel und Macron"),
    (
        "⟦Verteidigungsministerin Ursula von der Leyen warnte vor Eile.⟧",
        "reported",
        "Verteidigungsministerin Ursula von der Leyen",
    ),
    ("⟦Das Parlament hatte im Januar den Abzug aller Truppen gefordert.⟧", "reported", "Parlament"),
    ("⟦Moskau bestreitet die Vorwürfe.⟧", "reported", "Moskau"),
    ("⟦CDU-Chef Bo Muster wies die Vorwürfe zurück.⟧", "reported", "CDU-Chef Bo Muster"),
    ("⟦Die Opposition nannte das einen Fehler.⟧", "reported", "Opposition"),
    ("⟦Verdi fordert 10,5 Prozent mehr Lohn.⟧", "reported", "Verdi"),
    ("⟦Im Hauptquartier hält man dagegen: Man komme auf Einladung.⟧", "reported", "Hauptquartier"),
    # sources without a verb
    ("⟦Bei dem Unfall wurden laut Polizei drei Menschen verletzt.⟧", "reported", "Polizei"),
    ("⟦Nach Nato-Angaben hat die Miliz 98 Prozent verloren.⟧", "reported", "Nato"),
    ("⟦Nach Angaben von Minister Bo Muster (FDP) steigen die Preise.⟧", "reported", "Minister Bo Muster"),
    ("⟦Diplomaten zufolge hat der Irak zugestimmt.⟧", "reported", "Diplomaten"),
    ("⟦Das Geld hat die Nato nach eigenen Angaben noch nicht.⟧", "reported", "Nato"),
    ("⟦Eigenen Angaben zufolge hat der Verein 500 Mitglieder.⟧", "reported", "Verein"),
    ("⟦Nach amerikanischen Angaben waren es mehr als 100.⟧", "reported", ""),
    ("⟦Wie ein Sprecher der Feuerwehr mitteilte, war die Autobahn gesperrt.⟧", "reported", "Sprecher der Feuerwehr"),
    ("⟦Aus Kreisen der Allianz heißt es, dies könne dauern.⟧", "reported", "Allianz"),
    ("⟦In dem Papier heißt es, der Verein habe alles getan.⟧", "reported", "Papier"),
    ("⟦Nach Informationen der dpa fallen 300 Stellen weg.⟧", "reported", "dpa"),
    ("⟦Der Täter soll in die Schweiz geflohen sein.⟧", "reported", ""),
    ("⟦Wer heute gibt, so die Befürchtung, rüste morgen einen Krieg aus.⟧", "reported", ""),
    # the Konjunktiv goes on with what somebody said
    ("„Wir sind bereit“, sagte der Minister. ⟦Die Lage sei ernst.⟧", "reported", "Minister"),
    ("Der Helfer sagt, das sei üblich. ⟦Beobachtet habe er es nicht.⟧", "reported", "Helfer"),
    ("Der Helfer sagt, das sei üblich. ⟦Viele hätten es gesehen.⟧", "reported", "Helfer"),
    ("Die Nato wächst, so Mattis. ⟦Daher steigere sie ihre Bemühungen.⟧", "reported", "Mattis"),
    ("Der Bericht kostet Geld. ⟦Viele hätten es lieber gesehen.⟧", "own", ""),
    ("Eine Ministerin kam, dann sprach ein Minister. Er ging. ⟦„Wir bleiben hier“, sagte sie.⟧", "direct", "Ministerin"),
    # the outlet itself
    ("⟦Die Minister beschlossen, mit den Planungen zu beginnen.⟧", "own", ""),
    ("⟦Es wirkte, als sei sie überrascht.⟧", "own", ""),
    ("⟦Ob der Minister zurücktrete, ist offen.⟧", "own", ""),
    ("⟦Es sei denn, er findet einen Ausweg.⟧", "own", ""),
    ("⟦Die Regierung erklärte den Notstand.⟧", "own", ""),
    ("⟦Die Ausbilder, die den Umgang damit erklären sollten, saßen fest.⟧", "own", ""),
    ("⟦Stoltenberg nannte in Brüssel keine Einzelheiten.⟧", "own", ""),
    ("⟦Die Partei hofft auf ein besseres Ergebnis.⟧", "own", ""),
    ("⟦Neue, größere Schiffe kamen, viele davon leer.⟧", "own", ""),
]
ENGLISH = [
    ('⟦"We are ready," Secretary Ada Example said.⟧', "direct", "Secretary Ada Example"),
    ("⟦‘We’re ready now,’ the coach said.⟧", "direct", "coach"),
    (
        "⟦“This is serious,” warns Dr. Jane Doe of Oxford University, who led it.⟧",
        "direct",
        "Dr. Jane Doe of Oxford University",
    ),
    ('"We are ready," an officer said. ⟦"They are not."⟧', "direct", "officer"),
    ("“It was a shock,” Mr. Example said. “A big one.\n\n⟦“But we will rebuild.”⟧", "direct", "Mr. Example"),
    ("⟦The bank will shrink, the Bank of England said on Thursday.⟧", "reported", "Bank of England"),
    ("⟦Two alliance officials said the plan was old.⟧", "reported", "Two alliance officials"),
    ("The minister came. ⟦It was no threat, he stressed, and nobody left.⟧", "reported", "minister"),
    ("⟦According to the Office for National Statistics, output fell.⟧", "reported", "Office for National Statistics"),
    ("⟦Labour leader Bo Sample, who met officials, said the plan had failed.⟧", "reported", "Labour leader Bo Sample"),
    ("⟦The victims were reportedly students.⟧", "reported", ""),
    ("⟦The man is said to have acted alone.⟧", "reported", ""),
    ("⟦Trump had threatened Baghdad with sanctions.⟧", "reported", "Trump"),
    ("⟦NATO told its planners to draw up a mission.⟧", "own", ""),
    ("⟦By noon no violence was reported.⟧", "own", ""),
    ("⟦A spokesman declined to comment.⟧", "own", ""),
    ("⟦The film “The Lives of Others” won an Oscar.⟧", "own", ""),
]
NOT_HIS_GERMAN = [
    ("Bo Muster traf Anna Beispiel. ⟦„Wir haben alles verloren“, sagte sie.⟧", "direct", ""),
    ("Zwei Dutzend Männer warten. ⟦Das sei zu langsam, sagt er.⟧", "reported", ""),
    ("⟦Anna Beispiels Satz „Wir haben alles verloren“ kritisierte Bo Muster.⟧", "direct", ""),
    ("⟦Anna zitierte Bo mit den Worten: „Wir haben alles verloren.“⟧", "direct", "Bo"),
    ("⟦„Wir haben alles verloren“, wurde Anna von Bo zitiert.⟧", "direct", "Anna"),
    ("⟦„Wir haben alles verloren“, wurde Anna Beispiel von Bo Muster zitiert.⟧", "direct", "Anna Beispiel"),
    ("Kein Soldat ist nicht im Irak. ⟦„Nein.“⟧", "direct", ""),
    ("⟦Etwa 200 davon sind nach Angaben aus dem Hauptquartier Ausbilder, die übrigen kochen.⟧", "reported", "Hauptquartier"),
    ("⟦„Das war alles ganz falsch“, kritisierte Bo Muster.⟧", "direct", "Bo Muster"),
    ("⟦Bo Muster kritisierte: „Das war alles ganz falsch.“⟧", "direct", "Bo Muster"),
    ("⟦Bo Muster lobte Annas „Wir schaffen das alles zusammen“.⟧", "direct", ""),
    ("⟦Den Satz „Wir schaffen das alles zusammen“ nannte Bo Muster falsch.⟧", "direct", ""),
    ("⟦Bo Muster nannte „Wir schaffen das alles zusammen“ eine Lüge.⟧", "direct", ""),
    ("⟦Bo Muster wies die Aussage „Wir haben alles verloren“ zurück.⟧", "own", ""),
    ("⟦„Wir haben alles verloren“ bestritt Bo Muster gesagt zu haben.⟧", "direct", ""),
    ("⟦Bo Muster dementierte „Wir haben alles verloren“.⟧", "direct", ""),
    ("⟦Kein Soldat sagte: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Niemand sagte: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Jeder sagte: „Wir haben alles verloren.“⟧", "direct", ""),
    ("Bo Muster sprach gestern: „Ja, so ist es.“ ⟦Niemand sagte: „Wir haben alles verloren.“⟧", "direct", ""),
    ("Bo Muster kam herein. ⟦„Nein.“⟧", "direct", ""),
    ("Bo Muster kam herein. ⟦„Wir haben alles verloren.“⟧", "direct", ""),
    ("„Ja, so ist es“, sagte Bo Muster. Anna Beispiel kam herein. ⟦„Wir haben alles verloren.“⟧", "direct", ""),
    ("Bo Muster sagte, Anna Beispiel sei krank. ⟦„Es geht mir schon besser“, sagte sie.⟧", "direct", ""),
    ("Anna Beispiel kam mit einem Plan. Bo Muster las ihn lange. ⟦„Der Plan ist wirklich gut“, sagte sie.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, wurde Bo Muster gesagt.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, bekam Bo Muster zu hören.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, sagte Anna Beispiel über Bo Muster.⟧", "direct", "Anna Beispiel"),
    ("⟦Zu Bo Muster sagte Anna Beispiel: „Wir haben alles verloren.“⟧", "direct", "Anna Beispiel"),
    ("⟦Hätte Bo Muster gesagt: „Wir haben alles verloren“, wäre er gegangen.⟧", "direct", ""),
    ("⟦Bo Muster soll gesagt haben: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Wenn Bo Muster sagt: „Wir haben alles verloren“, dann lügt er.⟧", "direct", ""),
    ("⟦Hat Bo Muster gesagt: „Wir haben alles verloren“?⟧", "direct", ""),
    ("⟦Bo Muster las laut vor: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Bo Muster würde nun sagen: „Wir haben alles verloren.“⟧", "direct", ""),
    ("Bo Muster sagte: „Ja, so ist es.“\n\n⟦„Nein, so ist es nicht“, sagte Anna Beispiel.⟧", "direct", "Anna Beispiel"),
    ("⟦„Wir haben alles verloren“ steht auf dem Plakat von Bo Muster.⟧", "direct", ""),
    ("⟦Bo Muster hörte den Satz „Wir haben alles verloren“.⟧", "own", ""),
    ("⟦Sätze wie „Wir haben alles verloren“ sagte Bo Muster nicht.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, sagte Anna Beispiel, nachdem Bo Muster gegangen war.⟧", "direct", "Anna Beispiel"),
    ("„Ja, so ist es“, sagte Anna Beispiel. ⟦„Wir haben alles verloren“, soll Bo Muster gesagt haben.⟧", "direct", ""),
    ("„Ja, so ist es“, sagte Anna Beispiel. ⟦„Wir haben alles verloren“, wurde Bo Muster gesagt.⟧", "direct", ""),
    ("„Ja, so ist es“, sagte Anna Beispiel. ⟦„Wir haben alles verloren“, steht auf dem Plakat.⟧", "direct", ""),
    ("„Ja, so ist es“, sagte Anna Beispiel. ⟦Bo Muster bekam zu hören: „Wir haben alles verloren.“⟧", "direct", ""),
    ("„Ja“, sagte Anna Beispiel. ⟦Keiner sagte, „wir haben alles verloren“.⟧", "direct", ""),
    ("Anna Beispiel, Bo Muster und Karl Dorn kamen. ⟦Er sagte, alles sei verloren.⟧", "reported", ""),
    ("Der Minister und der Kanzler trafen sich. ⟦„Wir haben alles verloren“, sagte er.⟧", "direct", ""),
    ("Die Ministerin traf die Kanzlerin. ⟦„Wir haben alles verloren“, sagte sie.⟧", "direct", ""),
    ("Die Ministerin traf den Kanzler. ⟦„Wir haben alles verloren“, sagte sie.⟧", "direct", "Ministerin"),
    ("Angela Merkel und Bo Muster kamen. ⟦Sie betonten, alles sei verloren.⟧", "reported", "Angela Merkel und Bo Muster"),
    ("Bo Muster kam. ⟦Sie betonten, alles sei verloren.⟧", "reported", ""),
    ("⟦„Wir haben alles verloren“ – das hat Bo Muster nie gesagt.⟧", "direct", ""),
    ("⟦Bo Muster hat nie gesagt: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Bo Muster weigerte sich zu sagen: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Bo Muster bestritt, dass er gesagt habe: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Gegen Bo Muster erhob man den Vorwurf: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Über Bo Muster heißt es: „Er hat alles verloren und geht.“⟧", "direct", ""),
    ("⟦Bo Muster unterstellte Anna Beispiel den Satz: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Bo Muster legte Anna Beispiel in den Mund: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Bo Muster warf Anna Beispiel vor, gesagt zu haben: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Bo Muster wurde gefragt: „Haben wir alles verloren?“⟧", "direct", ""),
    ("⟦Auf die Frage von Bo Muster: „Haben wir alles verloren?“ schwieg sie.⟧", "direct", ""),
    ("⟦Bo Muster wartete vergeblich auf den Satz: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Ein Plakat zeigte Bo Muster mit dem Spruch: „Wir haben alles verloren.“⟧", "direct", ""),
    ("⟦Bo Muster habe gelogen, sagte Anna Beispiel: „Wir haben alles verloren.“⟧", "direct", "Anna Beispiel"),
    ("Anna Beispiel ist Ärztin. Bo Muster ist Lehrer. ⟦Er sagte: „Wir haben alles verloren.“⟧", "direct", ""),
    ("Muster traf Beispiel. ⟦„Wir haben alles verloren“, sagte sie.⟧", "direct", ""),
    (
        "„Ja, so ist es“, sagte Bo Muster.\n\nZwischentitel hier\n\nAnna Beispiel ging heim. ⟦„Wir haben alles verloren.“⟧",
        "direct",
        "",
    ),
    ("„Ja, so ist es“, sagte Bo Muster. Anna Beispiel nickte. ⟦„Wir haben alles verloren“, sagte sie.⟧", "direct", ""),
    ("„Nein“, sagte Bo Muster zu Anna Beispiel. ⟦„Doch, so ist es“, sagte sie.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, glaubte Bo Muster zu hören.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, sagte weder Bo Muster noch Anna Beispiel.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, sagte nicht Bo Muster.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, sagte jemand aus dem Umfeld von Bo Muster.⟧", "direct", ""),
    ("⟦„Wir haben alles verloren“, sagte einer, der Bo Muster kennt.⟧", "direct", ""),
]
NOT_HIS_ENGLISH = [
    ("⟦Bo Sample denied saying “We have lost everything.”⟧", "direct", ""),
    ("⟦Bo Sample criticised Ada Example’s remark “We have lost everything there is”.⟧", "direct", ""),
    ("⟦Bo Sample rejected the claim that “we have lost everything there is”.⟧", "direct", ""),
    ("⟦Ada Example quoted Bo Sample as saying “We have lost everything there is.”⟧", "direct", "Bo Sample"),
    ("⟦Bo Sample denied “we have lost everything there is”.⟧", "direct", ""),
    ("⟦Nobody said “We have lost everything there is.”⟧", "direct", ""),
    ("⟦No soldier said “We have lost everything there is.”⟧", "direct", ""),
    ("Bo Sample met Ada Example. ⟦“We have lost everything,” she said.⟧", "direct", ""),
    ("Dozens of men waited outside. ⟦“We have lost everything,” he said.⟧", "direct", ""),
    ("Bo Sample and Ada Example came. ⟦“We have lost everything,” he said.⟧", "direct", ""),
    ("Bo Sample walked in. ⟦“We have lost everything there is.”⟧", "direct", ""),
    ("“Yes,” said Bo Sample. Ada Example walked in. ⟦“We have lost everything there is.”⟧", "direct", ""),
    ("⟦Bo Sample never said “We have lost everything there is.”⟧", "direct", ""),
    ("⟦“We have lost everything,” Bo Sample was told.⟧", "direct", ""),
    ("⟦Bo Sample might say: “We have lost everything there is.”⟧", "direct", ""),
    ("⟦Did Bo Sample say “We have lost everything there is”?⟧", "direct", ""),
    ("⟦If Bo Sample said “We have lost everything there is”, he lied.⟧", "direct", ""),
    ("Bo Sample said: “We have lost. ⟦Shares fell by three percent.⟧\n\nAda Example said “no”.", "own", ""),
    ("⟦“We have lost everything,” Ada Example told Bo Sample.⟧", "direct", "Ada Example"),
    ("⟦“We have lost everything,” read a letter to Bo Sample.⟧", "direct", ""),
    ("“Yes, we are,” said Ada Example. ⟦“We have lost everything,” read the poster.⟧", "direct", ""),
    ("“Yes, we are,” said Ada Example. ⟦“We have lost everything,” Bo Sample was told.⟧", "direct", ""),
    ("“Yes, we are,” said Ada Example. ⟦“We have lost everything,” Bo Sample may have said.⟧", "direct", ""),
    ("The minister met the chancellor. ⟦“We have lost everything,” he said.⟧", "direct", ""),
    ("⟦Bo Sample has never said “We have lost everything there is.”⟧", "direct", ""),
    ("⟦Bo Sample refused to say “We have lost everything there is.”⟧", "direct", ""),
    ("⟦Bo Sample was accused of saying “We have lost everything there is.”⟧", "direct", ""),
    ("⟦Bo Sample was asked: “Have we lost everything there is?”⟧", "direct", ""),
    ("⟦“We have lost everything,” neither Bo Sample nor Ada Example said.⟧", "direct", ""),
    ("⟦Bo Sample wants to hear: “We have lost everything there is.”⟧", "direct", ""),
    ("⟦Bo Sample accused Ada Example of saying “We have lost everything there is.”⟧", "direct", ""),
    ("“Yes, we are,” Bo Sample told Ada Example. ⟦“No, we are not at all,” she said.⟧", "direct", ""),
    ("“Yes, we are,” Bo Sample said. ⟦“We have lost everything there is.”⟧", "direct", "Bo Sample"),
]
"""What could put words into the mouth of somebody who did not say them."""
ROWS = [(text, "de", voice, who) for text, voice, who in GERMAN + NOT_HIS_GERMAN]
ROWS += [(text, "en", voice, who) for text, voice, who in ENGLISH + NOT_HIS_ENGLISH]
PIECES = st.sampled_from(
    """„ “ ” " » « ‚ ‘ ’ ( ) : , ; . ! ? – … \n \n\n sagte said hatte betont er sie he man sei habe hätten der die eine the of
    zufolge nach eigenen Angaben laut so wie vor allem according to Wir Nato-Angaben von und Berlin Dr Minister is quoted as
    saying soll worden sein heißt es aus Kreisen kündigte an 20 dass ob who told Ministerin In Bündniskreisen""".split(" ")
)


def article_of(text: str, language: Language = "de") -> Article:
    return Article("a", "/a.txt", text, language, blocks=find_blocks(text)[0])


def quote_of(marked: str, language: Language = "de") -> Quote:
    """The whole text, quoted for the sentence between ⟦ and ⟧."""
    text = marked.replace("⟦", "").replace("⟧", "")
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    return Quote(article_of(text, language), 0, len(text), ((start, end),), 0.5)


@pytest.mark.parametrize(("text", "language", "voice", "speaker"), ROWS)
def test_whose_words(text: str, language: Language, voice: str, speaker: str) -> None:
    quote = quote_of(text, language)
    assert (quote.voice.kind, quote.speaker or "") == (voice, speaker)


def test_the_speaker_is_a_span_of_the_article() -> None:
    made = quote_of(ISSUE).as_json()
    start, end = made["speaker_span"]
    assert (made["voice"], made["speaker"]) == ("reported", "Generalsekretär Jens Stoltenberg")
    assert made["text"][start:end] == "Generalsekretär Jens Stoltenberg"
    own = quote_of("⟦Die Minister kamen.⟧").as_json()
    assert (own["voice"], own["speaker"], own["speaker_span"]) == ("own", None, None)


def test_without_a_highlight_the_first_sentence_counts() -> None:
    quote = replace(quote_of("⟦„Wir gehen jetzt“, sagte Bo.⟧ Dann kam Regen."), highlights=())
    assert (quote.voice.kind, quote.speaker) == ("direct", "Bo")


@pytest.mark.parametrize(
    ("text", "de", "en"),
    [
        ("⟦Bo, so Ada, gehe.⟧", " · Ada, indirekt wiedergegeben · ", " · Ada, reported speech · "),
        ("⟦„Wir gehen jetzt“, sagte Bo   Muster.⟧", " · wörtlich: Bo Muster · ", " · Bo Muster, direct speech · "),
        ("⟦Die Lage sei ernst.⟧", " · indirekt wiedergegeben · ", " · reported speech · "),
        ("⟦„Die Lage ist wirklich ernst.“⟧", " · wörtliche Rede · ", " · direct speech · "),
    ],
)  # fmt: skip
def test_the_source_line_says_it(text: str, de: str, en: str) -> None:
    quote = quote_of(text)
    assert source_line(quote, Texts("de")) == f"Quelle unbekannt · undatiert{de}a.txt"
    assert source_line(quote, Texts("en")) == f"source unknown · undated{en}a.txt"


def test_the_outlet_s_own_words_add_nothing() -> None:
    assert source_line(quote_of("⟦Die Minister kamen.⟧"), Texts("de")) == "Quelle unbekannt · undatiert · a.txt"


@given(st.lists(PIECES, min_size=1, max_size=40).map(" ".join), st.sampled_from(["de", "en"]), st.floats(0, 1))
@example("eigenen", "de", 0.0)
@example("“" * 40, "en", 0.5)
def test_any_text_has_a_voice(text: str, language: Language, where: float) -> None:
    if not text.strip():
        return
    start = int(where * (len(text) - 1))
    voice = voice_of(article_of(text, language), start)
    if voice.kind == "own":
        assert voice.speaker is None
    if voice.speaker:
        low, high = voice.speaker
        assert 0 <= low < high <= len(text)
        assert any(map(str.isalnum, text[low:high]))


@given(st.text(max_size=60), st.sampled_from(["de", "en"]))
def test_no_text_is_too_odd(text: str, language: Language) -> None:
    if text.strip():
        voice_of(article_of(text, language), 0)


@pytest.mark.parametrize(
    "piece", ["had ", "Er sagte, es gehe nicht. ", "a of ", "“a ", "hatte er, der ", "Er habe ", "‘a. ", "von der Leyen "]
)
def test_what_has_no_end_is_read_in_bounded_time(piece: str) -> None:
    article = article_of(piece * 20_000 + "Ende.")
    began = process_time()
    voice_of(article, len(article.text) // 2)
    assert process_time() - began < 5


@given(st.text("ab „“”\"»«.'‚‘’", max_size=40), st.booleans())
def test_quotations_are_apart_and_in_order(text: str, nested: bool) -> None:
    found, opened = quotations(text, nested=nested)
    ends = [0, *(place for span in found for place in span), len(text)]
    assert ends == sorted(ends)
    assert bool(opened) == (bool(found) and found[-1][1] == len(text) and text[-1] not in '“”"«»') or text[-1:] in '„“”"»«'
    assert len(directed(text)) == len(text)


@given(st.integers(1, 6))
def test_quotations_within_quotations_close_where_the_first_does(depth: int) -> None:
    text = "A " + "„b " * depth + "c" + "“ d" * depth
    assert quotations_of(text) == ([(2, len(text) - 2)], "")


def test_a_mark_that_nothing_closes_swallows_no_later_quotation() -> None:
    assert quotations_of("„Ja, sagte er. „Nein“, sagte sie.") == ([(0, 15), (15, 21)], "")


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Er sagt, es gehe nicht.", "gehe", True), ("Das koste viel Geld.", "koste", True),
        ("Der Kanzler zögere zu lange.", "zögere", True),
        ("Daher steigere die Nato alles.", "steigere", True),
        ("Ich gehe jetzt.", "gehe", False),
        ("Das neue Haus.", "neue", False),
        ("Es wurde kalt.", "wurde", False), ("Er sagte viel.", "sagte", False),
        ("Man sende ein Signal.", "sende", True),
        ("Am Ende kam alle Welt.", "alle", False), ("Das heiße Wasser lief.", "heiße", False),
        ("Das heiße aber nichts.", "heiße", True),
        ("Größere als diese gibt es.", "diese", False), ("Er arbeite daran.", "arbeite", True),
        ("Heute ohne alles.", "ohne", False),
    ],
)  # fmt: skip
def test_the_konjunktiv(text: str, word: str, expected: bool) -> None:
    tokens = tokens_of(text, 0, len(text), [])
    place = next(n for n, token in enumerate(tokens) if token.text == word)
    assert is_subjunctive(tokens, place) is expected


def test_clauses() -> None:
    text = "Ja, „nein“ – sagte er (laut z. B.)."
    tokens = tokens_of(text, 0, len(text), [(4, 10)])
    assert [" ".join(t.text for t in tokens[a:b]) for a, b in clauses(tokens)] == ["Ja", "sagte er", "laut z . B"]


def test_the_benchmark_counts_by_hand() -> None:
    found, wanted = ["direct", "reported", "own", "own", "direct"], ["direct", "direct", "own", "reported", "own"]
    assert f1(found, wanted, ("direct",), True) == {"precision": 1 / 2, "recall": 1 / 2, "f1": 1 / 2}
    assert f1(found, wanted, ("direct", "reported"), True) == {"precision": 1 / 3, "recall": 1 / 3, "f1": 1 / 3}
    assert f1(found, wanted, ("direct", "reported"), False) == {"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3}
    assert overlap("Generalsekretär Jens Stoltenberg", "Stoltenberg")
    assert not overlap("Jens Stoltenberg", "")
    text = "„Wir gehen jetzt“, sagte Bo. Er sei müde. Es regnet."
    rows = [
        {"article": "a.txt", "start": 0, "end": 28, "voice": "direct", "speaker": {"start": 25, "end": 27, "text": "Bo"}},
        {"article": "a.txt", "start": 29, "end": 41, "voice": "own", "speaker": None},
        {"article": "a.txt", "start": 42, "end": 52, "voice": "own", "speaker": None},
    ]
    figures = measure(rows, {"a.txt": article_of(text)})
    assert figures["reported"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert (figures["direct"]["f1"], figures["speech"]["precision"], figures["speaker exactly"]) == (1.0, 0.5, 1.0)
    assert [(row["text"], row["found"]) for row in figures["wrong"]] == [("Er sei müde.", ["reported", "Bo"])]


@pytest.mark.parametrize("marks", ["„“", '„"', "„ “", "„!“", "„“ „“"])
def test_a_quotation_without_a_word_ends_nothing(marks: str) -> None:
    text = f"Jens Stoltenberg sagte: {marks} Es kamen 500."
    made = voice_of(Article("a", "a.txt", text, "de", blocks=find_blocks(text)[0]), 0)
    assert made.kind == "own" or made.speaker == (0, 16)
