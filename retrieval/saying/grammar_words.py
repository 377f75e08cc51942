"""The small words of German and English: where noun phrases and clauses begin, and what is no noun though capitalised."""

from corpus.language import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREPOSITIONS = """in im an am auf bei beim mit nach seit von vom vor zu zum zur aus für über unter durch gegen ohne um wegen
    während trotz hinter neben zwischen ins ans ab bis innerhalb außerhalb angesichts gegenüber per pro binnen anlässlich
    nahe samt mitsamt entlang rund laut gemäß dank infolge hinsichtlich"""
PREPOSITIONS: dict[Language, frozenset[str]] = {
    "de": _words(_PREPOSITIONS),
    "en": _words(
        """in on at by with after from of off for over under through against without since during before about to into as
        near between among amid despite within across until upon around outside inside via per"""
    ),
}
DETERMINERS = _words(
    """der die das den dem des ein eine einen einem einer eines sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer
    unser unsere unseren unserem kein keine diese dieser dieses jener jene"""
)
"""The German words before a noun that count nothing."""
ARTICLES: dict[Language, frozenset[str]] = {
    "de": DETERMINERS
    | _words(
        """einige mehrere viele manche andere beide zwei drei vier fünf sechs mehreren einigen vielen zahlreiche zahlreichen
        verschiedene verschiedenen"""
    ),
    "en": _words(
        "the a an his her its their our my one two three four five six several some many most other another both this that"
    ),
}
SUBORDINATORS: dict[Language, frozenset[str]] = {
    "de": _words(
        """dass ob weil wenn als da damit nachdem bevor obwohl falls sobald solange sofern während bis seit wie wo wobei wodurch
        womit woran worauf wohin woher wofür warum weshalb wer wen wem was welche welcher welches welchen deren dessen denen
        indem sodass obgleich wenngleich soweit ehe inwieweit inwiefern"""
    ),
    "en": _words(
        "that if whether because when while although though since as who which whose where why how after before until"
    ),
}
PRONOUNS: dict[Language, frozenset[str]] = {
    "de": _words("er sie man dieser diese letzterer letztere"),
    "en": _words("he she they it"),
}
CLOSED: dict[Language, frozenset[str]] = {
    "de": _words(
        """aber ab alle allein allerdings als also am an anders anschließend auch auf aus außerdem bald bei beim bereits bisher
        bis da dabei dadurch dafür dagegen daher damals damit danach daneben dann daran darauf daraufhin darin darum darunter
        darüber das dass davon dazu dem demnach den denn dennoch der deren des deshalb dessen die dies diese diesem diesen
        dieser dieses doch dort durch ebenso ein eine einem einen einer eines einerseits einmal er erst erstmals es etwa fast
        ferner folglich für gegen genau gestern gleich gleichzeitig heute hier hinter hingegen ich ihm ihn ihnen ihr ihre ihren
        im immer in indes inzwischen ist ja jede jeder jedoch jetzt jüngst kein keine kürzlich künftig laut man manchmal mehr
        mit mittlerweile möglicherweise nach nachdem nachts neben nein nicht nichts niemand noch nun nur ob obwohl oder offenbar
        ohne schließlich schon sein seine seinem seinen seit seitdem selbst sich sie sind so sobald sofort sogar sollte somit
        sondern sonst sowohl später statt stattdessen trotz trotzdem um und uns unser unsere unter ursprünglich vergeblich
        vermutlich viel vielleicht vom von vor vorher während wann war waren warum was weder wegen weil weiter weiterhin welche
        wenig wenn wer werden wie wieder wir wird wo zu zudem zuerst zugleich zuletzt zum zunächst zur zurzeit zuvor zwar
        zwischen zwischenzeitlich über überall übrigens anfangs morgen mittags abends morgens derweil dementsprechend
        nichtsdestotrotz unterdessen zusätzlich gegenüber solange sowie bzw beispielsweise eigentlich wörtlich weiters drittens
        zweitens erstens tags kurz lange gerade indem ungeachtet angesichts hinzu dazwischen demgegenüber natürlich

        allem allen aller alles selbstverständlich tatsächlich immerhin mitunter
        teils insgesamt derzeit aktuell momentan bislang offiziell klar"""
    ),
    "en": _words(
        """a an the and but or so yet nor if then than that this these those it its he she they we i you his her their our not
        no also earlier later meanwhile however still already only just even again there here now today yesterday tomorrow
        in on at by with after from of off for over under through against without since as to into about before during when
        while although though because who which whose where what why how is are was were be been has have had will would
        can could may might must shall should do does did on once asked fell rose
        won lost made took gave went came saw got led met held kept left put ran set
        sent began became grew spent found lay stood brought bought built caught cost cut drew drove felt fought hit hurt
        knew paid read rode sat sold shot shut spoke struck taught thought threw understood wore wrote killed plans wants
        says said tells told makes takes gives goes comes gets wins keeps holds needs remains seems appears"""
    ),
}
"""Words that are no noun although they begin a sentence with a capital."""
