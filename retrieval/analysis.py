"""How a text becomes the words and stems that are searched: one spelling, stop words, Snowball stems, by language."""

from functools import cache, lru_cache
from typing import Any

from corpus.language import Language
from retrieval.spelling import search_form

LANGUAGES: dict[Language, str] = {"de": "german", "en": "english"}
_STOP_WORDS = {
    "de": """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei
    bin bis bist da damit dann das dass dasselbe dazu dein deine dem den denn der derselbe des dessen die dies diese diesem
    diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euer für gegen gewesen hab habe haben
    hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist jede jedem jeden jeder
    jedes jene jetzt kann kein keine können könnte machen man manche mein mich mir mit muss musste nach nicht nichts noch nun
    nur ob oder ohne sehr sein seine seinem seinen seiner sich sie sind so solche soll sollte sondern sonst über um und uns
    unser unter viel vom von vor während war waren warst was weg weil weiter welche welchem welchen welcher welches wenn wer
    wem wen werde werden wie wieder will wir wird wirst wo wollen wollte würde würden wurde wurden zu zum zur zwar zwischen
    wann warum weshalb wieso wohin woher wessen viele wieviel wieviele""",
    "en": """a about above after again against all am an and any are as at be because been before being below between both but
    by can could did do does doing down during each few for from further had has have having he her here hers herself him
    himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or other our
    ours out over own same she should so some such than that the their theirs them themselves then there these they this those
    through to too under until up very was we were what when where which while who whom why will with would you your yours""",
}


@cache
def _splitter(language: Language, stopping: bool) -> Any:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    if stopping:
        builder = builder.filter(tantivy.Filter.custom_stopword(search_form(_STOP_WORDS[language], language).split()))
    return builder.build()


@cache
def _stemmer(language: Language) -> Any:
    import tantivy

    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.stemmer(LANGUAGES[language])).build()


@lru_cache(maxsize=100_000)
def stem(word: str, language: Language) -> str:
    """The stem of a word in its search form."""
    found: list[str] = _stemmer(language).analyze(word)
    return found[0] if found else word


@cache
def _stop_words(language: Language, form: Language) -> frozenset[str]:
    """The stop words of `language` as they are spelled when searched for in `form`."""
    return frozenset(search_form(_STOP_WORDS[language], form).split())


def content_words(text: str, language: Language, asked: Language | None = None) -> list[str]:
    """The content words of `text` in their search form; all words where nothing else is left.

    Of a question `asked` in another language its own stop words are left out, too: "the" and "what" are rare in German
    passages, and would count for much.
    """
    form = search_form(text, language)
    found: list[str] = _splitter(language, True).analyze(form) or _splitter(language, False).analyze(form)
    if asked is None or asked == language:
        return found
    foreign = _stop_words(asked, language)
    return [word for word in found if word not in foreign] or found


def terms(text: str, language: Language, asked: Language | None = None) -> list[str]:
    """The stems in `language` of the content words of `text`, in order; of all words where nothing else is left.

    `asked` is the language of a question that is looked for in texts of another one.
    """
    return [stem(word, language) for word in content_words(text, language, asked)]


def all_words(text: str, language: Language) -> list[str]:
    """Every word of `text` in its search form, stop words too."""
    found: list[str] = _splitter(language, False).analyze(search_form(text, language))
    return found


def stems_of(words: list[str], language: Language) -> list[str]:
    """The stems of words in their search form that occur in no text, as misspellings do: nothing of them is kept."""
    found: list[str] = _stemmer(language).analyze(" ".join(words))
    return found
