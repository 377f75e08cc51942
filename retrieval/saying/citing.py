"""Whether a quotation is not the words of the subject: cited, judged, denied, or said by nobody."""

from collections.abc import Sequence

from corpus.language import Language
from corpus.patterns import regex
from retrieval.saying.noun_phrases import noun_phrase
from retrieval.saying.tokens import QUOTED, Token

_CITING = frozenset("zitiert zitieren zitierte zitierten quoted quotes cited cites".split())
_NEVER = frozenset("weder neither nor nie niemals never nicht not didn't didn’t doesn't doesn’t".split())
_DENYING = frozenset(
    """bestreitet bestreiten bestritt bestritten dementiert dementieren dementierte dementierten denied denies""".split()
)
_JUDGING = frozenset(
    """kritisiert kritisieren kritisierte kritisierten lobt loben lobte lobten verurteilt verurteilen verurteilte verurteilten
    begrüßt begrüßen begrüßte begrüßten rügt rügen rügte rügten verteidigt verteidigen verteidigte verteidigten kommentiert
    kommentieren kommentierte kommentierten würdigt würdigen würdigte würdigten bestätigt bestätigen bestätigte bestätigten
    bemängelt bemängelte bemängelten beklagt beklagte beklagten weist wies wiesen weisen widerspricht
    widersprechen widersprach widersprachen verspottet verspottete unterstellt unterstellte
    criticised criticized criticises criticizes condemned condemns praised praises rejected rejects dismissed hailed confirmed
    confirms recalled lamented""".split()
)
"""Verbs that tell what somebody thinks of words: „kritisierte den Satz „…““."""
_WORDS = frozenset(
    """satz sätze wort worte worten aussage aussagen äußerung äußerungen behauptung behauptungen vorwurf vorwürfe bemerkung
    ausspruch parole forderung zitat these spruch ausruf tweet post slogan motto
    sentence word words remark remarks claim claims statement comment comments phrase line slogan quote accusation tweet
    assertion allegation""".split()
)
_NAMING = frozenset("nennt nennen nannte nannten bezeichnet bezeichneten bezeichnete called calls".split())
"""Whose words a quotation is that stands last, not one of which they say something: „nannte „…“ falsch“."""
_AS = frozenset("als as for ein eine einen a an".split())
_UNREAL = frozenset("soll sollen würde würden hätte hätten könnte könnten might may could would should".split())
_IF = frozenset("wenn falls if unless".split())
_ASKED = frozenset("hat haben hätte hätten würde würden sagte sagt did does has had would could".split())
_READ = frozenset("las lasen liest lesen hörte hörten hört erfuhr erhielt bekam sang read reads heard received".split())
_TO_SAY = regex(
    r"\b(?:zu (?:sagen|hören|haben|lesen)|to (?:say|hear|read)|(?:of|from) saying|in den mund|in (?:\w+ )?mouth"
    r"|(?:wurde|wurden|wird|werden|war|was|were|is|are|been)\b.*\b(?:gefragt|gesagt|zugerufen|vorgeworfen|entgegnet|asked|told|accused|warned))\b"
)
"""What is said to somebody, or not said: „weigerte sich zu sagen“, "was asked"."""
INDEFINITE = frozenset(
    """kein keine keiner keines keinem keinen niemand jeder jede jedes jedermann
    nobody none neither everyone everybody anyone anybody""".split()
)
"""Of whom no quotation is: „Kein Soldat sagte: „…““, "Nobody said “…”"."""
_EACH = INDEFINITE | {"no", "every", "each", "any"}


def are_cited(tokens: Sequence[Token], start: int, end: int, verb: int) -> bool:
    """Whether a quotation of the sentence is not the subject's words: „zitierte Bo: „…““, „sagte nie: „…““, "denied saying
    “…”"; `[start, end)` is the clause of the verb.
    """
    places = [n for n, token in enumerate(tokens) if token.text == QUOTED]
    if not places:
        return False
    words = {token.lower for token in tokens[start:end]}
    if tokens[verb].lower in _CITING or words & (_NEVER | _UNREAL):
        return True
    if tokens[places[0] - 1 if places[0] else 0].lower in _WORDS:
        return True
    said = any(token.lower in ("gesagt", "saying", "said") for n, token in enumerate(tokens) if n != verb)
    if tokens[verb].lower in _DENYING:
        return said or not _is_set_off(tokens, places[0])
    if tokens[verb].lower in _NAMING and places[0] == verb + 1:
        return any(token.is_word for token in tokens[places[0] + 1 : places[0] + 2])
    return tokens[verb].lower in _JUDGING and not _is_set_off(tokens, places[0])


def _is_set_off(tokens: Sequence[Token], place: int) -> bool:
    """Whether a quotation is what the verb tells, not its object: behind a colon, „als“ or „dass …“, or with a clause of its
    own beside it, as in „„…“, kritisierte Bo“.
    """
    near = tokens[max(0, place - 4) : place]
    if any(token.text == ":" for token in tokens[:place]) or any(token.text == "," or token.lower in _AS for token in near):
        return True
    return place == 0 or tokens[place - 1].text in ("–", "-", ",", ".")


def cited_by_name(tokens: Sequence[Token], start: int, end: int, verb: int, language: Language) -> tuple[int, int] | None:
    """Who is cited, where the clause says so: „Anna zitierte Bo mit den Worten: „…““, "quoted Bo as saying “…”"."""
    if tokens[verb].lower not in _CITING or verb == start or tokens[start].lower in ("den", "dem", "einen", "einem"):
        return None
    cited = noun_phrase(tokens, verb + 1, end, language)
    if not cited or is_indefinite(tokens, cited) or not noun_phrase(tokens, start, verb, language):
        return None
    following = [token.lower for token in tokens[cited[1] : cited[1] + 3]]
    return (
        cited if following in (["mit", "den", "worten"], ["mit", "dem", "satz"]) or following[:2] == ["as", "saying"] else None
    )


def is_indefinite(tokens: Sequence[Token], phrase: tuple[int, int]) -> bool:
    """Whether the phrase names nobody in particular: „kein Soldat“, "every soldier"."""
    return any(token.lower in _EACH for token in tokens[max(0, phrase[0] - 1) : phrase[1]])


def is_no_fact(tokens: Sequence[Token], parts: Sequence[tuple[int, int]]) -> bool:
    """Whether the sentence asks or supposes that somebody says its quotation, or somebody reads or hears it: „Wenn Bo sagt:
    „…““, „Hat Bo gesagt: „…“?“, „Bo las vor: „…““.
    """
    place = next((n for n, token in enumerate(tokens) if token.text == QUOTED), None)
    if place is None or not parts:
        return False
    start, end = parts[0]
    led = end < len(tokens) and tokens[end].text in (":", QUOTED)
    if tokens[-1].text == "?" or (led and tokens[start].lower in _IF) or (led and tokens[start].lower in _ASKED):
        return True
    if any(
        any(token.lower in _UNREAL for token in tokens[low:high])
        and tokens[high - 1].lower in ("haben", "said", "sagen", "say")
        for low, high in parts
    ):
        return True
    frame = " ".join(token.lower for token in tokens[:place])
    if _TO_SAY.search(frame) or (tokens[place - 1].text == ":" and tokens[place - 2].lower in _WORDS - {"worten", "words"}):
        return True
    before = [part for part in parts if part[1] <= place]
    return bool(before) and led and any(token.lower in _READ for token in tokens[before[-1][0] : before[-1][1]])
