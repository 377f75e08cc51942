"""Who signs a quotation: a name behind a dash or in brackets at the end, as „…“ – Jens Stoltenberg, or … (dpa, 9. Juli)."""

from dataclasses import dataclass

from corpus.patterns import regex
from retrieval.asking.outlets import Names, asked_source

_SIGNED = regex(
    r"(?P<close>[“”\"«’‘']?)[.,]?\s*(?:(?P<dash>\s[-–—]+)|[(\[])\s*(?P<who>[^()\[\]\n„“”\"»«]{2,80}?)[)\]]?[.\s]*\Z"
)
_NAME = regex(r"(?:(?:ein|eine|der|die|an?|the) )?(?:[A-ZÄÖÜ][\w’'-]+)(?: (?:von|van|de|der|zu|al|bin|[A-ZÄÖÜ][\w.’'-]*)){0,4}")


@dataclass(frozen=True)
class Signature:
    """Where the quotation ends, and whose it is said to be behind that."""

    at: int
    speaker: str = ""
    source: str = ""


def signature_of(text: str, names: Names) -> Signature | None:
    """The signature at the end of a text, where there is one: an outlet, or a person behind a closed quotation."""
    found = _SIGNED.search(text)
    if not found or not found.start():
        return None
    at = found.end("close")
    asked, remarks = asked_source(f"laut {found['who']}", names)
    unknown = next((remark.text for remark in remarks if remark.code == "unknown_source"), "")
    if asked or unknown:
        return Signature(at, source=asked.name if asked else unknown)
    is_name = _NAME.fullmatch(found["who"].strip()) and (found["dash"] or " " in found["who"].strip())
    return Signature(at, speaker=found["who"].strip()) if found["close"] and is_name else None
