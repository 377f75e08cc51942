"""A generation: all that is derived from the store for searching, in one folder with a manifest.

Its name ends in the digest of its manifest, which holds the digest of every other file; the store names the generation in
the transaction that holds its articles. So a changed bit anywhere, a missing file or files of another generation are noticed:
on opening, or, in large files of vectors, before the bit is used (`retrieval.block_sums`).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import IndexDamaged, WortlautError
from corpus.snapshot import Snapshot
from retrieval.block_sums import digested
from retrieval.dense_writer import Dense, load_dense
from retrieval.encoder import Vectors
from retrieval.lexical import LexicalIndex
from retrieval.passage_index import Scores, Sought
from retrieval.rows import Rows
from retrieval.selection import Selection
from retrieval.sentence_vectors import SentenceVectors
from retrieval.stamps import Stamps
from retrieval.text_keys import TextKeys

FORMAT_VERSION = 4
"""Raise it when what a generation holds is another: an older one is then built anew."""
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a generation holds and what it was made with. `files` maps each file's relative path to its SHA-256, or to that of
    its checksums where it has some; `probe` is a vector of its encoder (`retrieval.probe`), "" in one that was made before.
    """

    format: int
    model: str
    dimension: int
    splitter: int
    passages: int
    sentences: int
    files: dict[str, str]
    probe: str = ""


@dataclass(frozen=True)
class Generation:
    """An opened generation. `home` is its folder; `rows` are those of the store that belong to it."""

    name: str
    home: Path
    manifest: Manifest
    dense: Dense
    sentences: SentenceVectors
    lexical: LexicalIndex
    rows: Rows = field(default_factory=Rows, compare=False)

    @property
    def model(self) -> str:
        """See `retrieval.passage_index.PassageIndex`, of which this is an implementation; also for what follows."""
        return self.manifest.model

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self.manifest.dimension

    @property
    def probe(self) -> str:
        """A vector of the encoder."""
        return self.manifest.probe

    @property
    def splitter(self) -> int:
        """The version of the splitter."""
        return self.manifest.splitter

    @property
    def vocabulary(self) -> LexicalIndex:
        """The words."""
        return self.lexical

    def at(self, snapshot: Snapshot) -> "Generation":
        """Itself: its files are of its own state."""
        return self

    def search(self, sought: Sought, count: int, only: Selection | None = None) -> tuple[Scores, Scores]:
        """Both legs."""
        allowed = only.ids if only else None
        dense = self.dense.search(sought.vector, count, allowed)
        return dense, self.lexical.search(sought.text, count, sought.asked, allowed)

    def near(self, text: str, count: int) -> Scores:
        """By words alone."""
        return self.lexical.near(text, count)

    def by_words(self, text: str, count: int) -> Scores:
        """By all that words count for."""
        return self.lexical.search(text, count)

    def cosines(self, sought: Sought, ids: Sequence[int]) -> dict[int, float]:
        """From the vectors."""
        return {key: float(row @ sought.vector) for key, row in zip(ids, self.dense.vectors(ids), strict=True)}

    def passage_vectors(self, ids: Sequence[int]) -> Vectors:
        """As FAISS has them."""
        return self.dense.vectors(ids)

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """As they are mapped from the disk."""
        return {key: self.sentences.of(key) for key in ids}

    @classmethod
    def open(cls, folder: Path, name: str, *, model: str | None = None, thorough: bool = False) -> "Generation":
        """Open `folder/name` after checking it. Raises IndexDamaged, also for another `model`'s vectors.

        Of large files that have not changed since they were checked, and of blocks of vectors that no question has asked for,
        that is put off, unless the check is to be `thorough`.
        """
        home = folder / name
        try:
            raw = (home / MANIFEST).read_bytes()
            if not name.endswith(hashlib.sha256(raw).hexdigest()[:16]):
                raise _damaged(f"{name}/{MANIFEST}: Prüfsumme falsch", f"{name}/{MANIFEST}: wrong digest")
            manifest = Manifest(**json.loads(raw))
            stamps = Stamps(folder, [digested(home / file) for file in manifest.files], trusted=not thorough)
            for file, digest in manifest.files.items():
                (home / file).stat()
                if stamps.digest(digested(home / file)) != digest:
                    raise _damaged(f"{name}/{file}: Prüfsumme falsch", f"{name}/{file}: wrong digest")
            for path in home.rglob("*"):  # parts are opened by their folder, so one too many would be searched
                name_inside = path.relative_to(home).as_posix()
                if name_inside not in manifest.files and name_inside != MANIFEST and path.suffix != ".lock" and path.is_file():
                    raise _damaged(f"{name}/{name_inside}: gehört nicht dazu", f"{name}/{name_inside}: does not belong to it")
            if manifest.format != FORMAT_VERSION:
                raise _damaged(
                    f"Format {manifest.format}, erwartet {FORMAT_VERSION}",
                    f"format {manifest.format}, expected {FORMAT_VERSION}",
                )
            if model is not None and manifest.model != model:
                raise _damaged(
                    f"er gehört zum Modell {manifest.model}, eingestellt ist {model}",
                    f"it belongs to the model {manifest.model}, set is {model}",
                )
            dense, sentences = load_dense(home), SentenceVectors.load(home, manifest.dimension)
            if thorough:
                for checked in (*dense.files, *sentences.files, *TextKeys.load(home).files):
                    checked.check_all()
            stamps.save()
            return cls(name, home, manifest, dense, sentences, LexicalIndex.load(home))
        except OSError as error:
            missing = Path(error.filename or home).name
            raise _damaged(f"{missing}: {error.strerror}", f"{missing}: {error.strerror}") from error
        except (ValueError, TypeError, KeyError, RuntimeError) as error:
            raise _damaged(str(error), str(error)) from error


@contextmanager
def told_as_damage(folder: Path, name: str | None) -> Iterator[None]:
    """What the libraries say of a damaged file becomes IndexDamaged, also their panics: where they fail without an error of
    ours, everything is read and checked, the files too that an opening trusts.
    """
    try:
        yield
    except BaseException as error:
        is_known = isinstance(error, (WortlautError, OSError, MemoryError))
        is_end = isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit))
        if name is not None and not is_known and not is_end:
            Generation.open(folder, name, thorough=True)
        raise


def index_folder(archive: Path) -> Path:
    """Where an archive keeps its generations."""
    return archive / "index"


def generation_names(folder: Path) -> list[str]:
    """The names of all whole generations in `folder`, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and re.match(r"[0-9]{6,}-", path.name))


def generation_before(folder: Path, current: str | None) -> str | None:
    """The generation that readers may still hold beside the `current` one: the last that is older. A newer one was never
    current, its update died before the store named it.
    """
    if current is None:
        return None
    numbers = {name: int(name.split("-")[0]) for name in generation_names(folder) if name != current}
    named = re.match(r"[0-9]+(?=-)", current)
    older = [name for name, number in numbers.items() if named is None or number < int(named[0])]
    return older[-1] if older else None


def _damaged(reason_de: str, reason_en: str) -> IndexDamaged:
    return IndexDamaged(reason_de=reason_de, reason_en=reason_en)
