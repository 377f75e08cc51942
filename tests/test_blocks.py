import time

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import BlockKind
from corpus.blocks import find_blocks
from corpus.bylines import Byline

PIECES = st.sampled_from(
    "\n|\r\n|\r|\n\n|\r\n\r\n| |  |\t|\u2028|\x1c|Bild. XYZ|Foto: dpa|Von dpa/XYZ|Ein Satz.|Noch ohne Ende|"
    "Rat im Land: Viele Worte|Z\u200bw|a\u0308|\ufeff".split("|")
)
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in find_blocks(text)[0]]


@given(TEXTS)
def test_blocks_are_ordered_disjoint_and_hold_every_letter(text: str) -> None:
    blocks, _ = find_blocks(text)
    at = 0
    for block in blocks:
        assert not text[at : block.start].strip()
        assert block.start < block.end
        piece = text[block.start : block.end]
        assert piece == piece.strip()
        at = block.end
    assert not text[at:].strip()
    assert at <= len(text)


def test_the_furniture_of_a_broadcasters_article_is_told_from_its_prose() -> None:
    text = (
        "Zuletzt gab es wieder Streit im Rathaus. Nun sollen neue Stühle helfen.\n\n\n\n"
        "Von Erika Mustermann, ARD-Studio Brüssel\n\n"
        "Mehr Platz für alle ist das, was die Stadt sich eigenen Worten zufolge davon verspricht, und zwar sofort.\n\n"
        "Stühle aus Holz\n\n"
        "Stadtrat Max Mustermann: Hundert Stühle im Rathaus\n\n"
        "Das sei erst der Anfang.\n\n"
        "Erika Mustermann, ARD Brüssel\n\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["prose", "byline", "prose", "subhead", "caption", "prose", "byline"]
    assert find_blocks(text)[1] == (Byline(("Erika Mustermann",), "ARD", None), Byline(("Erika Mustermann",), "ARD", None))


def test_a_caption_before_its_credit_leaves_the_prose() -> None:
    first = "Vorab sei noch einmal gesagt, wer den Saal bezahlt: der Rat der Stadt im Rathaus."
    text = first + " Die alte Ordnung der Stühle\n\nBild. XYZ\n\nDann begann die Sitzung."
    assert kinds(text) == [
        ("prose", first),
        ("caption", "Die alte Ordnung der Stühle"),
        ("caption", "Bild. XYZ"),
        ("prose", "Dann begann die Sitzung."),
    ]


def test_an_ended_sentence_before_a_credit_stays_prose() -> None:
    assert kinds("Der Rat tagt im Rathaus.\n\nFoto: XYZ") == [("prose", "Der Rat tagt im Rathaus."), ("caption", "Foto: XYZ")]


def test_a_credit_at_the_end_makes_a_caption() -> None:
    assert kinds("Ein Satz steht hier.\n\nDer Saal am Abend (Foto: XYZ)")[1] == ("caption", "Der Saal am Abend (Foto: XYZ)")


def test_a_sentence_that_begins_with_bild_is_prose() -> None:
    assert kinds("Bilder zeigte der Redner keine.\n\nBildung ist das Thema.") == [
        ("prose", "Bilder zeigte der Redner keine."),
        ("prose", "Bildung ist das Thema."),
    ]


def test_title_subhead_and_prose() -> None:
    text = "Neue Stühle im Rathaus\nDer Rat hat sie bestellt.\nWer zahlt\nDas ist offen."
    assert [kind for kind, _ in kinds(text)] == ["title", "prose", "subhead", "prose"]


def test_a_text_of_one_line_is_prose_even_without_full_stop() -> None:
    assert kinds("Der Rat tagt") == [("prose", "Der Rat tagt")]


def test_a_hard_wrapped_paragraph_is_one_block() -> None:
    text = "Der Rat der Stadt hat am Montag neue Stühle\r\nbestellt, weil die alten nach langen Jahren\r\nnicht mehr halten."
    assert kinds(text) == [("prose", text)]


def test_only_prose_is_quotable_by_kind() -> None:
    assert {kind.value for kind in BlockKind} == {"prose", "title", "subhead", "caption", "byline", "dateline"}


def test_a_long_run_of_spaces_takes_no_long_time() -> None:
    start = time.perf_counter()
    find_blocks("Ein Satz\n" + " " * 200_000)
    assert time.perf_counter() - start < 5
