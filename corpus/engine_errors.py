"""What is said where another search engine is set and cannot be asked: errors of an archive, whose articles are not touched."""

from corpus.errors import ArchiveError


class EngineError(ArchiveError):
    de = "Die Suche unter {url} antwortet nicht ({reason}). Ob der Dienst läuft und WORTLAUT_INDEX_URL stimmt, bitte prüfen."
    en = "The search at {url} does not answer ({reason}). Check that the service runs and WORTLAUT_INDEX_URL is right."


class EngineRefused(EngineError):
    de = "Die Suche unter {url} weist das Token zurück. WORTLAUT_INDEX_TOKEN prüfen."
    en = "The search at {url} refuses the token. Check WORTLAUT_INDEX_TOKEN."


class EngineBusy(EngineError):
    de = "{url} hat schon ein anderer Vorgang offen: Milvus Lite dient einem zur Zeit. Ihn beenden, oder einen Server nehmen."
    en = "Another process has {url} open: Milvus Lite serves one at a time. End it, or use a server."


class EngineMissing(EngineError):
    de = 'Für {url} fehlt {library}; bitte installieren: pip install "wortlaut[milvus]"'
    en = '{library} is missing for {url}; please install it: pip install "wortlaut[milvus]"'
