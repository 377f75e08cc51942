"""The words by which German and English news text says that somebody speaks, and the words around them."""

from corpus.language import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _weak(stems: str) -> frozenset[str]:
    """The third person of regular verbs: „betont betonen betonte betonten“, „warnt warnte“, „fordert fordern“."""
    forms = set()
    for stem in stems.split():
        soft = stem + "e" if stem.endswith(("t", "d", "chn", "gn", "dn", "ffn")) else stem
        plural = stem + "n" if stem.endswith(("er", "el")) else stem + "en"
        forms |= {soft + "t", plural, soft + "te", soft + "ten"}
    return frozenset(forms)


_GERMAN_SAYING = _weak(
    """sag erklär beton bericht erzähl meld versicher beteuer behaupt bekräftig mein antwort entgegn erwider argumentier
    monier bemängel beklag klag kritisier mahn warn droh forder verlang appellier verkünd vermeld spott scherz kommentier
    äußer schilder unterstreich prognostizier bezeichn begrüß lob verteidig verurteil verwies bestätig dementier
    ergänz formulier zitier bemerk rüg schimpf jubel witzel resümier konstatier urteil begründ bilanzier prophezei
    signalisier attestier bescheinig unterstell beschuldig bezichtig würdig präzisier relativier konter beschwör plädier
    informier erläuter frag beziffer twitter post
    spekulier mutmaß orakel stöhn wetter ätz läster flüster dring poch dräng rechtfertig erinner"""
) | _words(
    """schreibt schreiben schrieb schrieben spricht sprechen sprach sprachen bestreitet bestreiten bestritt bestritten
    verspricht versprechen versprach versprachen verweist verweisen verwies verwiesen widerspricht widersprechen widersprach
    widersprachen nennt nennen nannte nannten beschreibt beschreiben beschrieb beschrieben unterstreicht unterstreichen
    unterstrich unterstrichen rät riet rieten gesteht gestand befindet befand ruft rief unterstreicht weiß
    konterte konterten rügte rügten wirbt warb warben drang drangen hieß heißt lautet lautete"""
) - _words("weiß heißt hieß lautet lautete")
_GERMAN_SPLIT = {
    particle: _words(forms)
    for particle, forms in {
        "an": """bietet bot boten bieten kündigt kündigte kündigten kündigen gab gaben gibt geben merkt
            merkte merkten mahnte mahnt führt führte führten
            führen deutet deutete deuteten droht drohte drohten prangert prangerte prangerten""",
        "mit": "teilt teilte teilten teilen",
        "ein": "räumt räumte räumten räumen gesteht gestand wendet wandte wandten wendete schätzt schätzte schätzten",
        "hinzu": "fügt fügte fügten fügen setzte",
        "hervor": "hebt hob hoben heben",
        "zurück": "weist wies wiesen weisen",
        "hin": "weist wies wiesen weisen",
        "bekannt": "gibt gab gaben geben",
        "zu": "gibt gab gaben geben sichert sicherte sicherten sichern stimmte",
        "klar": "stellt stellte stellten stellen macht machte machten",
        "fest": "stellt stellte stellten stellen hält hielt hielten",
        "deutlich": "macht machte machten machen",
        "geltend": "macht machte machten machen",
        "vor": "wirft warf warfen werfen hält hielt hielten halten rechnet rechnete rechneten",
        "entgegen": "hält hielt hielten halten",
        "dagegen": "hält hielt hielten halten",
        "aus": """schließt schloss schließen schlossen führt führte führten sagt sagte sagten richtet richtete sprach
            sprachen spricht sprechen""",
        "dar": "legt legte legten stellt stellte stellten",
        "auf": "ruft rief riefen rufen fordert forderte forderten fordern",
        "ab": "streitet stritt stritten",
        "nahe": "legt legte legten",
        "aufmerksam": "macht machte machten",
        "verlauten": "lässt ließ ließen lassen",
        "wissen": "lässt ließ ließen",
        "bedenken": "gab gaben gibt geben",
        "protokoll": "gab gaben gibt",
        "nach": "sagt sagte sagten",
        "bei": "pflichtet pflichtete",
        "wieder": "gab gibt",
    }.items()
}
_GERMAN_PARTICIPLES = _words(
    """gesagt erklärt betont berichtet erzählt gemeldet versichert beteuert behauptet bekräftigt gemeint geantwortet entgegnet
    erwidert argumentiert bemängelt beklagt geklagt kritisiert gemahnt gewarnt gefordert verlangt appelliert verkündet
    gedroht angedroht gespottet kommentiert geäußert geschildert unterstrichen prognostiziert bezeichnet begrüßt verteidigt
    verurteilt bestätigt dementiert ergänzt geschrieben gesprochen bestritten versprochen verwiesen widersprochen genannt
    beschrieben angekündigt angegeben angemerkt angeführt angedeutet mitgeteilt eingeräumt hinzugefügt hervorgehoben
    zurückgewiesen hingewiesen bekanntgegeben zugegeben zugesichert klargestellt festgestellt klargemacht vorgeworfen
    vorgerechnet dargelegt aufgerufen aufgefordert geworben beziffert nahegelegt begründet erläutert beschuldigt
    angeboten zugesagt
    ausgesagt ausgeführt"""
)
_GERMAN_THINKING = _weak("glaub hoff befürcht fürcht vermut erwart rechn") | _words(
    "denkt denken dachte dachten findet finden fand fanden weiß wissen wusste wussten annimmt nimmt geht gehen ging gingen"
)
_ENGLISH_SAYING = _words(
    """said says say told tells tell added adds warned warns warn explained explains stressed stresses announced announces
    declared declares claimed claims reported reports confirmed confirms denied denies criticised criticized criticises
    criticizes condemned condemns demanded demands urged urges promised promises pledged admitted admits acknowledged
    acknowledges conceded concedes insisted insists argued argues argue noted notes replied replies answered stated states
    wrote writes tweeted emphasised emphasized emphasises reiterated suggested suggests quipped joked asserted asserts alleged
    alleges contended contends complained complains vowed vows predicted predicts cautioned countered responded remarked
    commented testified maintained recalled described describes accused accuses dismissed rejected praised hailed called calls
    indicated quoted asked asks threatened threatens disclosed revealed reiterates pleaded appealed lamented"""
)

_JOINED = frozenset(particle + form for particle, forms in _GERMAN_SPLIT.items() for form in forms)
"""„mitteilte“, as a clause with „wie“ has it."""

SAYING: dict[Language, frozenset[str]] = {"de": _GERMAN_SAYING | _JOINED, "en": _ENGLISH_SAYING}
"""Finite forms of verbs of saying, third person."""
SPLIT_SAYING: dict[Language, dict[str, frozenset[str]]] = {
    "de": {
        form: frozenset(particle for particle, others in _GERMAN_SPLIT.items() if form in others)
        for forms in _GERMAN_SPLIT.values()
        for form in forms
    },
    "en": {},
}
"""Verbs that say something only with a particle („kündigte … an“), with their particles."""
PARTICIPLES: dict[Language, frozenset[str]] = {"de": _GERMAN_PARTICIPLES, "en": _ENGLISH_SAYING}
THINKING: dict[Language, frozenset[str]] = {
    "de": _GERMAN_THINKING,
    "en": _words("believes believed hopes hoped thinks thought fears feared expects expected knows knew"),
}
"""Verbs whose content is thought, not said."""
HAVING: dict[Language, frozenset[str]] = {
    "de": _words("hat haben hatte hatten habe hätten"),
    "en": _words("has have had"),
}
WITH_CLAUSE = _weak(
    "sag erklär mein bericht erzähl antwort frag äußer klag formulier informier zitier erläuter jubel"
) | _words(
    "verspricht versprach versprachen schreibt schreiben schrieb schrieben wirbt warb warben rät riet rieten plädiert plädierte"
)
"""German verbs that say something only with a clause or a quotation: „erklärte die Lage“ may be anything."""
_AS = frozenset({"als"})
_JUDGED = frozenset("ein eine einen einer als".split())
JUDGING: dict[Language, dict[str, frozenset[str]]] = {
    "de": {
        **dict.fromkeys(_weak("bezeichn schilder zitier") | _words("beschreibt beschreiben beschrieb beschrieben"), _AS),
        **dict.fromkeys(_weak("dring poch dräng") | _words("drang drangen"), frozenset({"darauf"})),
        **dict.fromkeys(_weak("erinner"), frozenset({"daran"})),
        **dict.fromkeys(_words("nennt nennen nannte nannten"), _JUDGED),
        **dict.fromkeys(_words("spricht sprechen sprach sprachen"), frozenset({"von", "vom"})),
        **dict.fromkeys(_words("ruft rief riefen"), frozenset({"auf"})),
    },
    "en": {
        **dict.fromkeys(_words("described describes"), frozenset({"as"})),
        **dict.fromkeys(_words("called calls"), frozenset({"for", "on", "a", "an"})),
        **dict.fromkeys(_words("asked asks"), frozenset({"how", "whether", "why", "if", "that"})),
        **dict.fromkeys(_words("quoted"), frozenset({"saying"})),
        **dict.fromkeys(_words("claimed claims"), frozenset("that to he she it they".split())),
        **dict.fromkeys(_words("accused accuses"), frozenset({"of"})),
    },
}
"""Verbs that say something only with one of these words or a quotation: „nannte das einen Fehler“, "described it as"."""
CLAIMED = _words(
    """gefordert verlangt kritisiert bestätigt bestritten verurteilt begrüßt angekündigt zurückgewiesen beklagt bemängelt
    dementiert eingeräumt angedroht"""
)
"""German participles that say something with a noun alone: „hatte den Abzug gefordert“."""
