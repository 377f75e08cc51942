import json
import math
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.article import Article, Passage
from retrieval import Retriever, reader
from retrieval.encoder import default_cache, open_session
from retrieval.evidence import FEATURES, Evidence, PassageCandidate, SentenceCandidate
from retrieval.models import adapted, bundled
from retrieval.models.pieces import Pieces
from retrieval.reader import (
    QUESTION,
    QUESTION_TOKENS,
    SENTENCE_TOKENS,
    SEPARATOR,
    Reader,
    Reading,
    contenders,
    in_reading_order,
    load_reader,
    log_shares,
    read_logits,
    reading_input,
    sentence_text,
)
from retrieval.understood import Understood

FROM_ENVIRONMENT = os.environ.get("WORTLAUT_CACHE_DIR")
CACHE = Path(FROM_ENVIRONMENT).expanduser() if FROM_ENVIRONMENT else default_cache()
TEXTS = ["Erster Satz. Zweiter Satz. Dritter Satz.", "Vierter Satz. Fünfter Satz."]


class Says:
    """A reader that gives fixed scores by sentence and remembers what it read."""

    def __init__(self, scores: dict[str, float]) -> None:
        self.given = scores
        self.read: list[str] = []

    def scores(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        self.read = list(sentences)
        return np.array([self.given[sentence] for sentence in sentences])


@pytest.fixture
def evidence() -> Evidence:
    pool, candidates = [], []
    for number, text in enumerate(TEXTS):
        starts = [0, *(at + 1 for at in range(len(text)) if text[at - 1 : at + 1] == ". ")]
        spans = tuple((start, text.index(".", start) + 1) for start in starts)
        article = Article(str(number), f"/{number}.txt", text, "de")
        passage = Passage(number, article.id, 0, len(text), spans)
        pool.append(PassageCandidate(passage, article, 0.8, 1.0, 0.9, np.zeros((len(spans), 2), dtype=np.float32)))
        candidates += [SentenceCandidate(number, at) for at in range(len(spans))]
    features = np.zeros((len(candidates), len(FEATURES)))
    return Evidence(Understood("de", None, None, None), pool, candidates, features, ["same", "same"], [], 100)


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "load_readings", lambda: {"same": Reading(0.5, 2.0), "cross": Reading(0.25, 1.0)})


@cache
def opened_pieces() -> Pieces:
    return Pieces(bundled.runtime_folder(CACHE))


@pytest.fixture
def pieces() -> Pieces:
    return opened_pieces()


def test_shares_by_hand() -> None:
    """Shares 3/4 and 1/4 over an equal share of 1/2."""
    assert log_shares(np.log([3.0, 1.0])) == pytest.approx([math.log(1.5), math.log(0.5)])


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=6), st.floats(-100, 100))
def test_shares_keep_the_order_and_ignore_what_is_added_to_all(scores: list[float], added: float) -> None:
    given_scores = np.array(scores)
    shares = log_shares(given_scores)
    assert log_shares(given_scores + added) == pytest.approx(shares, abs=1e-6)
    order = np.argsort(given_scores, kind="stable")
    assert (np.diff(shares[order]) >= -1e-9).all()
    assert shares.min() >= -6 + math.log(len(scores)) - 1e-9


def test_sentences_are_read_as_printed_the_best_passage_first(evidence: Evidence) -> None:
    assert in_reading_order(evidence, [4, 2, 0, 3]) == [3, 4, 0, 2]
    assert [sentence_text(evidence, number) for number in (3, 4)] == ["Vierter Satz.", "Fünfter Satz."]


def test_only_the_best_sentences_article_is_read(evidence: Evidence) -> None:
    """Copies and rivals in other articles are left to the judge."""
    assert contenders(evidence, np.array([0.0, 2.0, 0.5, 3.0, 0.0])) == [3, 4]
    assert contenders(evidence, np.array([0.0, 2.0, 0.5, 1.0, 0.0])) == [1, 2, 0]


@pytest.mark.usefixtures("weighed")
def test_what_the_reader_says_is_added_by_its_weight(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SENTENCES", 2)
    says = Says({"Zweiter Satz.": 0.0, "Dritter Satz.": math.log(3)})
    logits = np.array([0.0, 2.0, 0.5, 1.9, 0.0])
    changed = read_logits(says, "Frage?", evidence, logits, "unsure")
    assert says.read == ["Zweiter Satz.", "Dritter Satz."]
    assert changed == pytest.approx([0.0, 2.0 + 0.5 * math.log(0.5), 0.5 + 0.5 * math.log(1.5), 1.9, 0.0])
    assert logits[1] == 2.0, "the judge's own logits stay as they are"


@pytest.mark.usefixtures("weighed")
def test_a_sure_judge_is_not_asked_again(evidence: Evidence) -> None:
    says = Says(dict.fromkeys(["Erster Satz.", "Zweiter Satz.", "Dritter Satz."], 0.0))
    logits = np.array([0.0, 5.0, 3.0, 4.9, 0.0])  # leads by 2.0 in its article
    assert read_logits(says, "Frage?", evidence, logits, "unsure") is logits
    assert says.read == []
    closer = logits - [0, 0.05, 0, 0, 0]
    assert read_logits(says, "Frage?", evidence, closer, "unsure") == pytest.approx(closer)
    assert says.read == ["Erster Satz.", "Zweiter Satz.", "Dritter Satz."]
    says.read = []
    read_logits(says, "Frage?", evidence, logits, "always")
    assert len(says.read) == 3


def test_a_reader_that_is_never_used_is_not_made() -> None:
    assert load_reader("never", "bundled", CACHE) is None
    assert load_reader("always", "other/model", CACHE) is None


def test_tokens_know_their_sentence(pieces: Pieces) -> None:
    ids, part = reading_input(pieces, "Wer leitet die Mission?", ["Kanada leitet sie.", "Es regnet."])
    question = pieces.inputs(["Wer leitet die Mission?"], "query")[0]
    first, second = pieces.plain(["Kanada leitet sie.", "Es regnet."])
    marks = pieces.plain(["passage:"])[0]
    assert ids == [*question, *marks, *first, pieces.end, *second, pieces.end]
    expected = [QUESTION] * len(question) + [SEPARATOR] * len(marks) + [0] * len(first) + [SEPARATOR]
    assert part.tolist() == [*expected, *[1] * len(second), SEPARATOR]


def test_long_texts_are_cut_a_question_at_its_beginning(pieces: Pieces) -> None:
    question = "Wort " * 200 + "und wer leitet die Mission?"
    ids, part = reading_input(pieces, question, ["Kanada " * 300])
    assert (part == QUESTION).sum() == QUESTION_TOKENS
    assert (part == 0).sum() == SENTENCE_TOKENS
    whole = pieces.inputs([question], "query")[0]
    asked = [token for token, of in zip(ids, part, strict=True) if of == QUESTION]
    assert asked == whole[:3] + whole[3 - QUESTION_TOKENS :]


@pytest.mark.slow
def test_five_long_sentences_fit_the_model(pieces: Pieces) -> None:
    """More than 512 tokens would be refused by the graph; the end of a question of 1,200 words is read all the same."""
    question = "Wort " * 1200 + "und wer leitet die Mission?"
    ids, part = reading_input(pieces, question, ["Kanada " * 300] * 5)
    assert len(ids) <= pieces.most == 512
    assert {int((part == number).sum()) for number in range(5)} == {int((part == 0).sum())}
    assert (part == 0).sum() > 80
    end = pieces.plain(["leitet die Mission?"])[0]
    assert [token for token, of in zip(ids, part, strict=True) if of == QUESTION][-len(end) - 1 : -1] == end
    assert len(Reader(CACHE).scores(question, ["Kanada " * 300] * 5)) == 5


@settings(deadline=None)  # the first example waits for the tokenizer
@given(st.text(max_size=80))
def test_spans_of_tokens_are_the_text(text: str) -> None:
    pieces = opened_pieces()
    spans = pieces.spans(text)
    assert len(spans) == len(pieces.plain([text])[0])
    ends = [end for _, end in spans]
    assert ends == sorted(ends)
    assert all(0 <= start <= end <= len(text) for start, end in spans)


@pytest.mark.slow
def test_the_graph_is_the_model_with_its_adapters(pieces: Pieces) -> None:
    """Against torch in full precision: the 8-bit graph's scores of every token go the same way."""
    import torch

    from retrieval.models.q4 import read_packed

    weights = bundled.weights_path()
    assert weights is not None
    packed = read_packed(weights)
    model = bundled.bert(packed, np.zeros((packed.vocabulary.pad + 1, packed.shape.hidden), dtype=np.float32))
    changed = adapted.adapters()
    assert sum(name.endswith(".A") for name in changed) == 6 * packed.shape.layers
    for name, parameter in model.named_parameters():
        adapter = name.removesuffix(".weight")
        if f"{adapter}.A" in changed:
            parameter.data += torch.from_numpy(changed[f"{adapter}.B"] @ changed[f"{adapter}.A"])
        elif name in changed:
            parameter.data = torch.from_numpy(changed[name])
    texts = ["Kanada leitet die Mission.", "Die Mission kostet 20 Millionen Euro.", "Es regnet in Brüssel."]
    ids, part = reading_input(pieces, "Wer leitet die Mission?", texts)
    words = pieces.vectors(np.array([ids]))
    segments = (part != QUESTION).astype(np.int64)[None]
    with torch.inference_mode():
        states = model(inputs_embeds=torch.from_numpy(words), token_type_ids=torch.from_numpy(segments)).last_hidden_state
        expected = states[0].numpy() @ changed["head.weight"].T + changed["head.bias"]
    session = open_session(adapted.reader_folder(CACHE) / adapted.GRAPH)
    got = session.run(["scores"], {"words": words, "segments": segments})[0][0]
    assert np.corrcoef(got.ravel(), expected.ravel())[0, 1] > 0.98
    assert np.abs(got - expected).mean() < 0.25 * expected.std()


def test_the_reader_prefers_what_answers() -> None:
    read = Reader(CACHE)
    texts = ["Die Mission begann im Oktober 2018.", "Die Mission leitet der Kanadier Dany Fortin.", "In Brüssel regnete es."]
    assert int(np.argmax(read.scores("Wer leitet die Mission?", texts))) == 1
    assert int(np.argmax(read.scores("Wann begann die Mission?", texts))) == 0
    assert int(np.argmax(read.scores("Who leads the mission?", texts))) == 1


@pytest.mark.slow
def test_reading_changes_which_quote_comes_first(sample_retriever: Retriever) -> None:
    """Over the judged questions of the sample archive; quotes stay quotes."""
    lines = (Path(__file__).parents[1] / "corpus/sample/questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines[:12]]
    first = {}
    uses: tuple[reader.ReaderUse, ...] = ("never", "always")
    for use in uses:
        made = load_reader(use, "bundled", CACHE)
        asked = Retriever(sample_retriever._store, sample_retriever._encoder, made, use)
        answers = [asked.answer(question) for question in questions]
        quotes = [quote for answer in answers for quote in answer.quotes]
        assert len(quotes) > 40
        assert all(quote.text == quote.article.text[quote.start : quote.end] for quote in quotes)
        first[use] = [answer.quotes[0].text for answer in answers if answer.quotes]
    assert first["never"] != first["always"]
