"""Which numbers of a sentence answer a question: of the same things, the same whole, place, time and manner.

Every rule leaves out; a number that none can be sure of is not compared.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.patterns import regex
from retrieval.analysis import stem
from retrieval.comparing.number_asked import LIMIT, PLAN, NumberAsked, places
from retrieval.comparing.statements import Statement
from retrieval.comparing.topic import on_topic
from retrieval.countries import counted_countries, countries
from retrieval.numbers.quantities import Quantity, find_quantities
from retrieval.numbers.units import groups
from retrieval.question_words import QuestionWord
from retrieval.spelling import search_form

_CLAUSE = regex(r"[;:]|\s[–—-]\s|,\s")
_PART = regex(
    r"\b(?:davon|darunter|von\s+ihnen|of\s+them|of\s+whom|of\s+these|of\s+those|allein|alone|jeweils|each|weitere[rn]?|"
    r"zusätzlich\w*|additional|another|more)\b",
    re.IGNORECASE,
)
_BASE = regex(r"\d\s+(?:der|von|of\s+the|out\s+of|aus)\s+(?:den\s+|insgesamt\s+)?$", re.IGNORECASE)
"""„170 der 328 Abgeordneten“: 328 is what 170 are a part of."""
_SAYS_NUMBER = regex(
    r"\b(?:sprach(?:en)?|spricht|sprechen|ging(?:en)?|geht|gehen|zählte[n]?|rechne\w+|schätz\w+|Reporter|nannte\w*|verkündet\w*|beziffert\w*|widersprach|widersprechen|rechnete|zufolge|laut|berichte\w*|spoke|"
    r"speak|estimated?|put|counted|claimed?|said)\b",
    re.IGNORECASE,
)
COUNTED_HEADS = frozenset(("crowd", "dead", "hurt"))
"""What rival figures are told of in one sentence."""
_DISPUTES = regex(
    r"\b(?:widers(?:prach|pricht|prachen|prechen)|bestritt(?:en)?|bestreite[tn]|wies(?:en)?\b.*\bzurück|dagegen|hingegen|demgegenüber|"
    r"contradict\w*|disput\w+|counter(?:ed|s)|reject(?:ed|s)|by contrast)\b",
    re.IGNORECASE,
)
_CORRECTS = regex(
    r"\b(?:erste[nr]?|frühere[nr]?|vorherige[nr]?|ursprüngliche[nr]?) (?:Fassung|Version|Meldung)|\bhieß es zunächst|"
    r"\birrtümlich|\bfälschlich|\b(?:an )?earlier (?:version|report)|\bcorrection\b|\bmisstated\b",
    re.IGNORECASE,
)
"""What takes back a number that was printed before."""
_BEGAN = regex(r"\b(?:beg[ao]nn\w*|gestartet|seit|gegründet|beg[au]n|started|since|launched|founded)\b", re.IGNORECASE)
"""The time that such a sentence names is that of a beginning, not of what it counts."""
_NEXT = regex(r"\s*,?\s*(?:und|sowie|and)\s*$", re.IGNORECASE)
_MONEY_NOUN = regex(r"stellig|digit", re.IGNORECASE)
_PLACED = regex(r"\b(?:im|in|bei|nahe|near|at)\s+(?:der\s+|the\s+)?[\w-]+", re.IGNORECASE)
_LISTED = regex(r":\s|\s[–—-]\s|,\s*(?:davon|darunter|of (?:them|whom))\b")


@dataclass(frozen=True)
class NumberAnswer:
    """A quantity of a statement's sentence that answers; `limit` and `plan` say in what manner it is meant.

    `disputed` says that the sentence contradicts another, or the next one it.
    """

    statement: Statement
    quantity: Quantity
    limit: bool
    plan: bool
    places: frozenset[str]
    disputed: bool

    @property
    def attributed(self) -> bool:
        """Whether somebody says the number, or only guesses it."""
        quantity = self.quantity
        half_known = quantity.low != quantity.high and not quantity.modifier
        return half_known or bool(_SAYS_NUMBER.search(self.statement.text))

    @property
    def span(self) -> tuple[int, int]:
        """The value's place in the article."""
        start = self.statement.span[0]
        return start + self.quantity.start, start + self.quantity.end


def number_answers(asked: NumberAsked, statement: Statement, words: Sequence[QuestionWord]) -> Iterator[NumberAnswer]:
    """The numbers of the sentence that answer."""
    found = find_quantities(statement.text, statement.article.language)
    if not any(_counts_the_same(asked, quantity, statement, False) for quantity in found):
        return
    if not _in_period(asked, statement) or _CORRECTS.search(statement.text):
        return
    disputed = _disputed(statement)
    if not on_topic(asked, statement, words, disputed):  # what costs most comes last
        return
    taken = False
    for quantity in found:
        if (
            (quantity.former and not asked.limit)
            or _BASE.search(statement.text, 0, quantity.start)
            or not _counts_the_same(asked, quantity, statement, taken)
        ):
            continue
        clause, at = _clause(statement.text, quantity, found)
        end = quantity.end + len(clause) - at
        limit, plan = bool(LIMIT.search(statement.text)), bool(PLAN.search(clause))
        if limit != asked.limit and not asked.event:
            continue
        if not asked.limit and not asked.event and plan != asked.plan:
            continue
        if _PART.search(clause[at:]) and not _PART.search(asked.text):
            continue
        if not _of_the_same(asked, statement, quantity, clause, at):
            continue
        where = places(statement.text[:end])
        if not _at_the_place(asked, statement, clause, where, quantity is found[0]):
            continue
        taken = taken or not quantity.former
        yield NumberAnswer(statement, quantity, limit, plan, where, disputed)


def _at_the_place(asked: NumberAsked, statement: Statement, clause: str, where: frozenset[str], first: bool) -> bool:
    """Whether the number is of the place asked for, and of no other."""
    if (asked.places or asked.countries) and where - asked.places:
        return False
    if not asked.places or any(place in clause for place in asked.places):
        return True
    end = statement.text.find(clause) + len(clause)
    around = f"{statement.title} {statement.before} {statement.text[:end]}"
    elsewhere = any(place in statement.text[end:] for place in asked.places)  # another number is told of it
    return first and not elsewhere and all(place in around for place in asked.places)


def _clause(text: str, quantity: Quantity, found: Sequence[Quantity]) -> tuple[str, int]:
    """The part of the sentence between stops of the quantity, and where it stands there; „und rd. 60 in Tadschi“ is another."""
    start, end = 0, len(text)
    for stop in _CLAUSE.finditer(text):
        if stop.end() <= quantity.start:
            start = stop.end()
        elif stop.start() >= quantity.whole[1]:
            end = stop.start()
            break
    for other in found:
        if quantity.whole[1] <= other.start < end and (joint := _NEXT.search(text, 0, other.start)):
            end = max(joint.start(), quantity.whole[1])
    return text[start:end], quantity.end - start


def _counts_the_same(asked: NumberAsked, quantity: Quantity, statement: Statement, taken: bool) -> bool:
    if quantity.share != ("share" in asked.wanted):
        return False
    if quantity.unit:
        same = bool(asked.noun) and _stem(asked.noun) == _stem(quantity.unit)
        return same or bool(asked.wanted & groups(quantity.unit))
    return quantity.share or _bare_counts_the_same(asked, quantity, statement, taken)


def _bare_counts_the_same(asked: NumberAsked, quantity: Quantity, statement: Statement, taken: bool) -> bool:
    """Whether a number without a unit may count what is asked for."""
    if whole := _whole_of(quantity, statement):
        return _counts_the_same(asked, whole, statement, taken)
    vague = quantity.low != quantity.high and quantity.modifier == ""
    if "money" in asked.wanted:
        return vague and bool(_MONEY_NOUN.search(statement.text, quantity.start, quantity.end))
    if "crowd" in asked.wanted and (vague or _SAYS_NUMBER.search(statement.text)):
        return True
    return not taken and asked.limit and bool(LIMIT.search(statement.text))


def _whole_of(quantity: Quantity, statement: Statement) -> Quantity | None:
    """„160 Soldaten: 100 in Erbil und 60 in Tadschi“: the 160, of which the others are parts and have their unit."""
    found = find_quantities(statement.text, statement.article.language)
    whole = next((each for each in found if each.unit), None)
    if whole is None or quantity.unit or whole.start >= quantity.start or quantity.high >= whole.low:
        return None
    return whole if _LISTED.search(statement.text, whole.whole[1], quantity.start) else None


def _stem(word: str) -> str:
    return stem(search_form(word, "de"), "de")


def _of_the_same(asked: NumberAsked, statement: Statement, quantity: Quantity, clause: str, at: int) -> bool:
    """Whether what is counted is of the country asked for, and of no other."""
    begin = at - (quantity.end - quantity.start)
    whole = _whole_of(quantity, statement)
    if whole and (not asked.places or not _of_the_same(asked, statement, whole, *_clause(statement.text, whole, (whole,)))):
        return False
    around = counted_countries(clause[:begin]) | countries(quantity.unit)
    around |= (
        countries(_PLACED.sub("", clause[at : at + 40])) if quantity.unit_span is None else _between(statement.text, quantity)
    )
    if around - asked.countries:
        return False
    if "crowd" in asked.wanted:
        return True
    whole_article = asked.limit or ("money" in asked.wanted and _disputed(statement))
    about = f"{statement.title} {statement.article.text if whole_article else statement.text}"
    return asked.owners <= countries(about)


def _disputed(statement: Statement) -> bool:
    return bool(_DISPUTES.search(statement.text) or _DISPUTES.search(statement.after))


def _between(text: str, quantity: Quantity) -> frozenset[str]:
    assert quantity.unit_span
    return countries(text[quantity.end : quantity.unit_span[1]])


def _in_period(asked: NumberAsked, statement: Statement) -> bool:
    """Whether the sentence, or its article, is of the period that the question names."""
    if asked.period is None:
        return True
    published = (statement.published,) if statement.published else ()
    times = published if published and not asked.event and _BEGAN.search(statement.text) else statement.told or published
    return any(asked.period.overlaps(time) for time in times)
