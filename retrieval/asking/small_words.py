"""Words that say nothing of what a question is about, for telling whether it leans on the one before."""

from corpus.patterns import regex

WORD = regex(r"\w+(?:[-’']\w+)*")
QUESTION_WORDS = frozenset(
    """wer wen wem wessen was wann wo wohin woher wie viele viel wieviel wieviele warum weshalb wieso wozu womit wofür wodurch
    wogegen worum wovon welche welcher welches welchem welchen
    who whom whose what when where why how which many much long often""".split()
)
SMALL_WORDS = QUESTION_WORDS | frozenset(
    """ab an am auf aus außer bei beim bis durch für gegen hinter im in ins mit nach neben ohne per pro seit statt trotz über um
    unter vom von vor während wegen zu zum zur zwischen laut der die das den dem des ein eine einen einem einer eines kein keine
    sein seine ihr ihre noch sonst genau dann jetzt heute gestern auch nur alle mehr weniger etwa denn so her außerdem zuletzt
    vielen wenige später früher zuvor vorher nachher tage wochen monate jahr jahre later earlier years
    nicht schon wieder bisher insgesamt allein sogar vielleicht nun hier überhaupt wirklich anderen andere anfang mitte ende und
    about after against at before by during for from in into of on since to until with within without the a an else exactly
    again only also not more less other others there then now today so far yet really according and or in""".split()
)
VERBS_IN_EN = frozenset(  # which else look like adjectives before a noun: „Wie viele kommen Soldaten“
    """waren haben hatten werden wurden können konnten müssen mussten sollen sollten wollen wollten dürfen geben gaben gehen
    gingen kommen kamen leben lebten schicken schickten sagen sagten hatte wurde werde habe konnte musste sollte
    wollte""".split()
)
ENGLISH_VERBS = frozenset(
    """is are was were be been has have had do does did can could will would shall should may might must said says
    say""".split()
)
MARKERS = frozenset(
    """der die das den dem des ein eine einen einem einer eines viele vielen viel welche welcher welches welchem welchen
    kein keine keinen mehr es alle alles the a an how many much which what any no more""".split()
)
"""Before a noun: words that make it no name."""
NO_TOPIC = (
    SMALL_WORDS | ENGLISH_VERBS | frozenset("happen happened cost costs pay paid die died take long come came go went".split())
)
