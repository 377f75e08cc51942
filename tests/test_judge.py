import numpy as np
import pytest

from corpus.article import Article, Passage
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from retrieval import judge
from retrieval.evidence import FEATURES, Evidence, PassageCandidate, SentenceCandidate
from retrieval.judge import Logistic, load_judges, sentence_logits
from retrieval.understood import AskedPeriod, AskedSource, Understood

NONE = np.zeros((0, 0), dtype=np.float32)


def candidate(published: DateInterval | None = None, source: str | None = None) -> PassageCandidate:
    article = Article(
        "1",
        "/a.txt",
        "Kurz. Knapp.",
        "de",
        source=Sourced(source, Provenance.USER) if source else None,
        published=Sourced(published, Provenance.USER) if published else None,
    )
    return PassageCandidate(Passage(1, "1", 0, 12, ((0, 5), (6, 12))), article, 0.8, 1.0, 0.9, NONE)


def test_logistic_by_hand() -> None:
    values = {"mean": [1.0, 2.0], "scale": [2.0, 0.5], "weights": [3.0, -1.0], "bias": 0.25}
    # (3 - 1) / 2 · 3 + (2.5 - 2) / 0.5 · (-1) + 0.25 = 3 - 1 + 0.25
    assert Logistic.of(values, 2).logits(np.array([[3.0, 2.5], [1.0, 2.0]])).tolist() == [2.25, 0.25]


@pytest.mark.parametrize("short", ["mean", "scale", "weights"])
def test_a_list_of_another_length_is_refused(short: str) -> None:
    values = {"mean": [1.0, 2.0], "scale": [2.0, 0.5], "weights": [3.0, -1.0], "bias": 0.25}
    with pytest.raises(ValueError, match="weights for 2 features"):
        Logistic.of(values | {short: [1.0]}, 2)


def test_each_passage_is_judged_by_its_relation_and_what_the_question_names() -> None:
    class Constant:
        def __init__(self, value: float) -> None:
            self.value = value

        def logits(self, features: np.ndarray) -> np.ndarray:
            return features[:, 0] + self.value

    pool = [candidate(), candidate(DateInterval.of(2019, 11), "Morgenblatt")]
    candidates = [SentenceCandidate(0, 0), SentenceCandidate(1, 0), SentenceCandidate(1, 1)]
    features = np.zeros((3, len(FEATURES)))
    features[:, 0] = [1, 2, 3]
    understood = Understood("de", AskedPeriod.of(DateInterval.of(2019)), AskedSource("Morgenblatt", ("Morgenblatt",)))
    evidence = Evidence(understood, pool, candidates, features, ["same", "cross"], (), 100)
    logits = sentence_logits(evidence, {"same": Constant(10), "cross": Constant(20)})
    assert logits.tolist() == [11, 22 + 1 + 3, 23 + 1 + 3]


def test_the_weights_in_the_package_fit() -> None:
    for model in load_judges().values():
        assert model.mean.shape == model.scale.shape == model.weights.shape == (len(FEATURES),)
        assert (model.scale > 0).all()
        assert np.isfinite(model.logits(np.zeros((1, len(FEATURES))))).all()


def test_weights_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "FEATURES", tuple(reversed(FEATURES)))
    with pytest.raises(ValueError, match=r"weights\.json belongs to other features"):
        load_judges.__wrapped__()
