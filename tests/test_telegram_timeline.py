"""Time lines on Telegram: what is sent, whole and literal, and what happens without a picture."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.formatting import plot
from bot.opening import open_store
from bot.settings import Settings
from bot.telegram.archive import Archive
from bot.telegram.limits import MAX_TEXT, units
from bot.telegram.markup import emphasised, plain
from bot.telegram.timeline import timeline_html, timeline_picture
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.errors import IndexDamaged
from corpus.provenance import Provenance, Sourced
from retrieval import Quote, Retriever, Timeline
from retrieval.timeline import Entry
from tests.telegram_bot import BotProcess
from tests.telegram_inside import FakeArchive, Inside
from tests.telegram_people import Human
from tests.telegram_server import TelegramServer
from tests.test_timeline_plot import timeline

ANNA, GROUP = Human(7), -1007
TRAINERS = "Ausbilder der Nato im Irak"
DE = Texts("de")


@pytest.mark.slow
def test_the_running_bot_sends_a_picture_and_the_entries(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer()
    with BotProcess(telegram_settings, server.start(), tmp_path / "bot.log", rate=500) as bot:
        bot.wait_until_ready(server)
        server.say(ANNA, f"/zeitleiste {TRAINERS}")
        server.wait(
            lambda: any(
                sent.text.rstrip().endswith("32_hintergrund.txt") or "undatiert" in sent.text
                for sent in server.shown(ANNA.id)
                if not sent.photo
            )
        )
        picture, *messages = server.shown(ANNA.id)
        assert picture.photo is not None and picture.photo.startswith(b"\x89PNG")
        assert picture.text.startswith(f"„{TRAINERS}“\n") and picture.text.endswith("Artikel zum Thema")
        text = "\n\n".join(sent.text for sent in messages)
        assert text.startswith("1 · 9. Juli 2016\nWarschau (Beispiel-Agentur) – Die Nato wird")
        assert text.index("2 · 15. Februar 2018") < text.index("4. Januar 2020") < text.index("26. März 2020")
        assert "Undatiert, darum ohne Platz in der Zeitleiste:" in text
        before = len(server.shown(ANNA.id))
        server.say(ANNA, "/seit 2020-02")
        server.wait(lambda: len(server.shown(ANNA.id)) > before)
        before = len(server.shown(ANNA.id))
        server.say(ANNA, "Wer übernahm im November 2019 das Kommando der Nato-Mission?")
        server.wait(lambda: len(server.shown(ANNA.id)) > before)
        before = len(server.shown(ANNA.id))
        server.say(ANNA, "/timeline")  # of the last question, within the filter
        server.wait(lambda: len(server.shown(ANNA.id)) > before)
        assert "Eingeschränkt auf: ab 1. Februar 2020" in server.shown(ANNA.id)[before].text
        assert "November 2019" in server.shown(ANNA.id)[before].text.splitlines()[0]
        assert bot.stop() == 0
        assert "Traceback" not in bot.said() and TRAINERS not in bot.said()
    server.stop()
    assert server.rejected == []


@pytest.fixture
def archive(sample_retriever: Retriever, sample_settings: Settings) -> Any:
    store = open_store(sample_settings)
    yield Archive(sample_retriever, store, 5, lambda texts: None)
    store.close()


def test_without_matplotlib_the_words_say_it_all(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(width: float, height: float) -> Any:
        raise plot.PlottingMissing()

    monkeypatch.setattr("bot.formatting.timeline_plot.new_figure", missing)
    bot = Inside(tmp_path, archive)
    bot.run(lambda: bot.say(ANNA, f"/zeitleiste {TRAINERS}"))
    assert [method for method, _ in bot.telegram.calls if method.startswith("sendP")] == []
    assert bot.telegram.texts()[0].startswith(f"<b>„{TRAINERS}“</b>\n")
    assert "<b>1 · 9. Juli 2016</b>" in bot.telegram.texts()[0]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/zeitleiste", "Das Thema fehlt. Beispiel: /zeitleiste"),
        ("/timeline ?!", "Die Frage ist leer"),
        ("/zeitleiste " + "x" * 2500, "Die Frage hat 2500 Zeichen"),
        ("/zeitleiste Fischerei in der Nordsee", "<b>Nicht im Archiv gefunden.</b>\nDurchsucht: 36 Artikel"),
    ],
)
def test_what_is_no_topic_or_not_there_is_said_in_one_message(said: str, answer: str, archive: Archive, tmp_path: Path) -> None:
    bot = Inside(tmp_path, archive)
    bot.run(lambda: bot.say(ANNA, said, group=GROUP))
    sent = bot.telegram.texts()
    assert len(sent) == 1 and sent[0].startswith(answer)


@pytest.mark.parametrize(
    ("deadline", "error", "answer"),
    [
        (10.0, IndexDamaged(reason_de="x", reason_en="x"), "Das Archiv lässt sich gerade nicht"),
        (0.05, None, "Das hat zu lange"),
    ],
)
def test_a_time_line_goes_through_the_desk(deadline: float, error: Exception | None, answer: str, tmp_path: Path) -> None:
    class Slow(FakeArchive):
        def timeline(self, topic: str, filters: object) -> Timeline:
            import time

            if error:
                raise error
            time.sleep(0.5)
            raise AssertionError

    bot = Inside(tmp_path, Slow(), deadline=deadline)
    bot.run(lambda: bot.say(ANNA, "/zeitleiste Hafen"))
    assert [text[: len(answer)] for text in bot.telegram.texts()] == [answer]


def test_time_lines_count_within_the_rate(tmp_path: Path) -> None:
    topics: list[str] = []

    class Asked(FakeArchive):
        def timeline(self, topic: str, filters: object) -> Timeline:
            topics.append(topic)
            raise IndexDamaged(reason_de="x", reason_en="x")

    bot = Inside(tmp_path, Asked(), rate=2)

    async def scene() -> None:
        for number in range(5):
            await bot.say(ANNA, f"/zeitleiste Hafen {number}")

    bot.run(scene)
    assert topics == ["Hafen 0", "Hafen 1"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80), st.integers(1, 60)
        ),
        min_size=1,
        max_size=25,
    )
)
def test_every_message_fits_and_every_quote_stands_whole_in_one(words: list[tuple[str, int]]) -> None:
    entries = []
    for number, (word, times) in enumerate(words):
        text = f"<b>{word}</b> & {number} " * times
        days = DateInterval.of(2018, 1, 1 + number)
        source = Sourced(f"A&B <{number}>", Provenance.HEADER)
        article = Article(f"a{number}", f"/{number}.txt", text, "de", source=source, published=Sourced(days, Provenance.HEADER))
        entries.append(Entry(days, (Quote(article, 0, len(text), ((0, len(text)),), 0.5),)))
    base = timeline([(DateInterval.of(2018), "x")])
    made = Timeline(base.topic, base.understood, tuple(entries), (), base.written, 0.9, None, base.coverage)
    messages = timeline_html(made, DE, with_head=True)
    assert all(units(plain(message)) <= MAX_TEXT for message in messages)
    shown = [plain(message) for message in messages]
    for number, entry in enumerate(entries, start=1):
        text = entry.quotes[0].text.replace("\u030a", "")
        if units(text) < 3000 and "\u030a" not in entry.quotes[0].text:
            assert sum(text in message for message in shown) >= 1
        assert sum(f"{number} · {number}. Januar 2018" in message for message in shown) >= 1


@given(st.text("ab<&x", max_size=30), st.data())
def test_bold_and_underlined_leave_the_text(text: str, data: st.DataObject) -> None:
    spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends))), max_size=4)
    made = emphasised(text, 0, len(text), data.draw(spans), data.draw(spans))
    assert plain(made.replace("&lt;", "\x01").replace("&amp;", "\x02")).replace("\x01", "<").replace("\x02", "&") == text
    assert made.count("<u>") == made.count("</u>") and made.count("<b>") == made.count("</b>")


def test_a_figure_is_underlined_within_the_bold_sentence() -> None:
    assert emphasised("rund 20 Leute, ja", 0, 17, [(0, 13)], [(5, 7), (15, 17)]) == "<b>rund <u>20</u> Leute</b>, <u>ja</u>"


def test_what_could_not_be_taken_and_what_differs_is_said(archive: Archive, tmp_path: Path) -> None:
    bot = Inside(tmp_path, archive)
    bot.run(lambda: bot.say(ANNA, "/zeitleiste Wie viele Menschen protestierten im Januar 2020 in Bagdad?"))
    lines = "\n".join(bot.telegram.texts()).splitlines()
    assert any(line.startswith("Das gibt nur den Vorrang; ") for line in lines)
    (differing,) = [line for line in lines if line.startswith("≠ ")]
    assert differing.startswith("≠ Die Quellen widersprechen sich: ") and "bis zu vier Millionen" in differing


def test_the_picture_is_a_png_and_none_without_dates() -> None:
    picture = timeline_picture(timeline([(DateInterval.of(2018), "x")]), DE)
    assert picture is not None and picture.startswith(b"\x89PNG")
    assert timeline_picture(timeline([(None, "x")]), DE) is None
