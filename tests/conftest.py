"""What tests share: the real bundled encoder, and the sample archive built once."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot import opening, wiring
from bot.settings import Settings
from retrieval import Retriever
from retrieval.encoder import Encoder, Kind, Vectors, default_cache, load_encoder
from tests.postgres import Server, own_schema, running_server

FROM_ENVIRONMENT = os.environ.get("WORTLAUT_CACHE_DIR")
CACHE = Path(FROM_ENVIRONMENT).expanduser() if FROM_ENVIRONMENT else default_cache()


@pytest.fixture(autouse=True)
def _only_the_tests_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests, no archive of theirs; the model's cache alone is shared."""
    for name in list(os.environ):
        if name.startswith("WORTLAUT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(tmp_path / "archive"))
    monkeypatch.setenv("WORTLAUT_CACHE_DIR", str(CACHE))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled model in its runtime form."""
    return load_encoder("bundled", CACHE)


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an archive that holds the sample articles; tests must not change it."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("sample"), cache_dir=CACHE)
    wiring.ingest(settings, [wiring.sample_folder()])
    return settings


@pytest.fixture(scope="session")
def sample_retriever(sample_settings: Settings) -> Retriever:
    """The retriever over the sample archive."""
    return opening.open_retriever(sample_settings)


@pytest.fixture
def telegram_settings(sample_settings: Settings, tmp_path: Path) -> Settings:
    """The sample archive with a state of the Telegram bot of its own."""
    folder = tmp_path / "telegram"
    shutil.copytree(sample_settings.data_dir, folder, ignore=shutil.ignore_patterns("telegram.db*"))
    return sample_settings.model_copy(update={"data_dir": folder})


class HashEncoder:
    """A fast stand-in where vectors only have to be distinct: unit vectors that a text's words decide."""

    identity = "words"
    dimension = 32

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, sum(word.encode()) % self.dimension] += 1.0
        progress(len(texts))
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def words_encoder() -> HashEncoder:
    """See HashEncoder."""
    return HashEncoder()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server that all tests share; who kills one makes his own."""
    with running_server() as server:
        yield server


@pytest.fixture
def database_url(postgres_server: Server) -> Iterator[str]:
    """The URL of an empty schema on the shared server."""
    with own_schema(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def either_database(request: pytest.FixtureRequest) -> str:
    """For what must be the same in both databases: the URL of an empty one, "" for that in the data folder."""
    return str(request.getfixturevalue("database_url")) if request.param == "postgres" else ""
