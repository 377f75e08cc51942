"""An index that grew step by step is the one that all at once would give."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import tantivy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.language import Language
from retrieval import lexical_writer
from retrieval.analysis import all_words, stem
from retrieval.compounds import _RESPELT, compound_parts, may_split_otherwise
from retrieval.lexical import LexicalIndex
from retrieval.lexical_dead import COUNTS_FILE, Dead, load_entries, save_entries
from retrieval.lexical_writer import LexicalWriter
from retrieval.vocabulary import FIELDS

WORDS = """ausbildung mission ausbildungsmission wasser werk wasserwerk wasserwerke kraft kraftwerk wasserkraftwerk bund tag
    bundestag bundestage wahl bundestagswahl haus häuser rathaus rathäuser rat gemeinderat europäer trophäenschrank trophäen
    schrank regen die der und 2018""".split()
Document = tuple[Language, str, str]
DOCUMENTS = st.tuples(
    st.sampled_from(["de", "de", "en"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join),
)
STEPS = st.lists(st.tuples(st.lists(st.integers(0, 30), max_size=3), st.lists(DOCUMENTS, max_size=4)), min_size=1, max_size=6)


def write(folder: Path, added: dict[int, Document], old: Path | None = None, removed: list[int] | None = None) -> int:
    with LexicalWriter(folder, old, removed or []) as writer:
        for key, (language, text, context) in added.items():
            writer.add(key, language, text, context)
        return writer.finish()


def contents(folder: Path) -> dict[int, dict[str, Any]]:
    """All that is stored of each passage, but the number of its entry."""
    index = LexicalIndex.load(folder)
    documents = lexical_writer._in_order(index._searcher, tantivy.Query.all_query())
    found = [index._searcher.doc(address).to_dict() for address in documents]
    return {d["id"][0]: {field: values for field, values in d.items() if field != "entry"} for d in found}


def frequencies(folder: Path) -> dict[tuple[str, str], int]:
    """How often every stem stands in every field, without those that stand nowhere."""
    index = LexicalIndex.load(folder)
    stems = [(field, term) for field in FIELDS for term, _ in index._searcher.terms_with_prefix(field, "")]
    return {key: count for key in stems if (count := index.frequency(*key))}


@pytest.mark.slow
@pytest.mark.parametrize("most_dead", [lexical_writer.MOST_DEAD, 1000.0])
@given(STEPS)
@settings(max_examples=20, deadline=None)
@example(
    [([], [("de", "wasserkraftwerk regen", ""), ("de", "wasser regen", "")]), ([], [("de", "kraft werk", "")]), ([2, 2], [])]
)
def test_step_by_step_is_as_all_at_once(
    tmp_path_factory: pytest.TempPathFactory, most_dead: float, steps: list[tuple[list[int], list[Document]]]
) -> None:
    home = tmp_path_factory.mktemp("lexical")
    there: dict[int, Document] = {}
    next_id, old = 1, None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexical_writer, "MOST_DEAD", most_dead)
        for step, (unwanted, wanted) in enumerate(steps):
            removed = [key for key in unwanted if key in there]
            added = dict(enumerate(wanted, start=next_id))
            next_id += len(added)
            there = {key: document for key, document in there.items() if key not in removed} | added
            assert write(home / str(step), added, old, removed) == len(there)
            old = home / str(step)
    assert old is not None
    write(home / "fresh", there)
    assert contents(old) == contents(home / "fresh")
    assert frequencies(old) == frequencies(home / "fresh")
    grown, fresh = LexicalIndex.load(old), LexicalIndex.load(home / "fresh")
    assert grown.count == fresh.count == len(there)
    for question in ("Wasserwerk", "Ausbildungsmission im Bundestag 2018", "rathaus wahl mission regen", "Wasserwek"):
        found, expected = grown.search(question, 100), fresh.search(question, 100)
        assert found.keys() == expected.keys()
        if most_dead < 1:
            assert load_entries(old)[1] == {}  # of so few passages none may be dead
            assert found == pytest.approx(expected, rel=1e-5)
    shutil.rmtree(home)


def test_an_index_that_is_held_writes_nothing_of_its_own(tmp_path: Path) -> None:
    index = lexical_writer._new(tmp_path / "a")
    writer = index.writer(15_000_000, 1)
    writer.add_document(lexical_writer._document(1, {"id": 1, "language": "de", "de": "regen"}))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    (lock,) = (tmp_path / "a").glob(".tantivy-meta.lock")
    lock.unlink()
    time.sleep(1.2)  # tantivy's watcher would have looked twice, and taken the lock
    assert not lock.exists()


def test_the_dead_change_no_score_where_passages_are_of_equal_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical_writer, "MOST_DEAD", 0.3)
    texts = ["Regen in Bonn", "Regen in Köln", "Sonne in Bonn", "Wind auf See", "Sturm auf See", "Nebel auf See", "Eis im See"]
    documents: dict[int, Document] = {key: ("de", text, "") for key, text in enumerate(texts, start=1)}
    write(tmp_path / "a", documents)
    write(tmp_path / "b", {8: ("de", "Regen am Rhein", "")}, tmp_path / "a", [2])
    assert len(load_entries(tmp_path / "b")[1]) == 1
    write(tmp_path / "fresh", {key: d for key, d in documents.items() if key != 2} | {8: ("de", "Regen am Rhein", "")})
    for question in ("Regen", "Bonn", "Köln", "Wo fällt Regen in Bonn am See?"):
        expected = LexicalIndex.load(tmp_path / "fresh").search(question, 10)
        assert LexicalIndex.load(tmp_path / "b").search(question, 10) == pytest.approx(expected, rel=1e-5)
    assert not LexicalIndex.load(tmp_path / "b").mentions("Köln")
    write(tmp_path / "c", {}, tmp_path / "b", [1, 3])  # three of eight: too many
    assert load_entries(tmp_path / "c")[1] == {}
    assert contents(tmp_path / "c").keys() == {4, 5, 6, 7, 8}


@pytest.mark.slow
def test_a_merge_of_segments_forgets_the_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical_writer, "MOST_DEAD", 1000.0)
    old, there = None, {}
    for step in range(20):
        folder = tmp_path / str(step)
        there = {key: d for key, d in there.items() if key != step - 1} | {step: ("de", f"wort{step} immer", "")}
        write(folder, {step: there[step]}, old, [step - 1] if old else [])
        old = folder
        assert contents(folder).keys() == there.keys()
        assert LexicalIndex.load(folder).frequency("de", "imm") == 1
    assert len(load_entries(old)[1]) < 19


def test_a_new_word_splits_old_compounds(tmp_path: Path) -> None:
    documents: dict[int, Document] = {key: ("de", f"wasser nebel{key}", "") for key in range(1, 200)}
    write(tmp_path / "a", documents | {200: ("de", "Das Wasserwerk", "")})
    assert LexicalIndex.load(tmp_path / "a").search("Werk", 5) == {}
    write(tmp_path / "b", {201: ("de", "Ein Werk", "")}, tmp_path / "a")
    assert list(LexicalIndex.load(tmp_path / "b").search("Werk", 5)) == [201, 200]
    assert len(load_entries(tmp_path / "b")[1]) == 1  # the passage with the compound, before it had its parts
    write(tmp_path / "c", {}, tmp_path / "b", [201])
    assert LexicalIndex.load(tmp_path / "c").search("Werk", 5) == {}
    assert contents(tmp_path / "c")[200] == contents(tmp_path / "a")[200]


@pytest.mark.slow
@given(st.lists(st.sampled_from([word for word in WORDS if word.isalpha()]), min_size=2, max_size=4).map("".join), st.data())
@settings(max_examples=200, deadline=None)
def test_no_word_that_may_split_otherwise_is_missed(word: str, data: st.DataObject) -> None:
    (form,) = all_words(word, "de")
    stems = sorted({stem(one, "de") for word in WORDS for one in all_words(word, "de")})
    before = data.draw(st.fixed_dictionaries({one: st.integers(0, 5) for one in stems}))
    changes = data.draw(st.dictionaries(st.sampled_from(stems), st.integers(0, 5), max_size=4))
    after = before | changes

    def parts(frequency: dict[str, int]) -> list[str]:
        return compound_parts(form, lambda part: stem(part, "de"), lambda one: frequency.get(one, 0))

    changed = [one for one in stems if before[one].bit_length() != after[one].bit_length()]
    if parts(before) != parts(after):
        assert may_split_otherwise([form], changed) == [form]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join))
def test_a_stem_is_a_beginning_of_its_word_but_where_it_is_respelt(word: str) -> None:
    for one in all_words(word, "de"):
        assert one.startswith(stem(one, "de")) or _RESPELT.search(one)


ENTRIES = st.dictionaries(
    st.integers(1, 99), st.dictionaries(st.sampled_from(FIELDS), st.lists(st.sampled_from(WORDS)).map(" ".join), max_size=3)
)


@given(ENTRIES, st.integers(1, 999))
def test_the_dead_are_noted_and_counted(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[int, dict[str, str]], next_entry: int
) -> None:
    folder = tmp_path_factory.mktemp("dead")
    save_entries(folder, next_entry, entries)
    assert load_entries(folder) == (next_entry, entries)
    dead = Dead.load(folder)
    (folder / COUNTS_FILE).unlink()  # as before there were any
    for each in (dead, Dead.load(folder)):
        assert each.count == len(entries)
        for field in FIELDS:
            for word in WORDS:
                holding = [fields for fields in entries.values() if word in fields.get(field, "").split()]
                assert each.frequency(field, word) == len(holding)
