"""A collection: what its fields are, what it was made with, and how a generation is named after it.

An archive's collections are `wortlaut_<archive>_<serial>`; another is made for another model, splitter or a rebuild, beside the
one that answers. A generation is a collection after so many updates of the archive: `milvus-<collection>-<number>`.
"""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import IndexDamaged
from corpus.language import Language
from retrieval.analysis import LANGUAGES
from retrieval.milvus.client import WRITING, Client

FORMAT = 1
"""Raise it when what a collection holds is another: an older one is then built anew."""
LONGEST_TEXT, LONGEST_NAME = 60_000, 1_000
"""Bytes. Milvus takes 65,535 of a text."""
NO_YEAR, SEVERAL_YEARS = 0, 1
"""What the partition key is of an article without a date, and of one that may be of one year or another."""


@dataclass(frozen=True)
class Named:
    """The parts of a generation's name."""

    collection: str
    number: int

    @classmethod
    def of(cls, name: str | None) -> "Named | None":
        """None where it is no generation of Milvus."""
        found = re.fullmatch(r"milvus-(wortlaut_[0-9a-f]+_[0-9]+)-([0-9]+)", name or "")
        return cls(found[1], int(found[2])) if found else None

    @property
    def serial(self) -> int:
        """The collection's."""
        return int(self.collection.rpartition("_")[2])

    def __str__(self) -> str:
        return f"milvus-{self.collection}-{self.number:06d}"


@dataclass(frozen=True)
class MadeWith:
    """What a collection was made with: kept as its description."""

    model: str
    probe: str
    dimension: int
    splitter: int
    format: int = FORMAT


def words_of(language: Language) -> str:
    """The field of BM25 vectors over the text of the same language, which is the field `language`."""
    return f"{language}_words"


def make(client: Client, name: str, made_with: MadeWith) -> None:
    """Make the collection. German text is stemmed as German, English as English; stop words are left out of questions, not of
    texts, so that „Das ist nicht so“ can be looked for.
    """
    from pymilvus import DataType, Function, FunctionType, MilvusClient

    fields: Any = MilvusClient.create_schema(auto_id=False, description=json.dumps(asdict(made_with)))
    fields.add_field("id", DataType.INT64, is_primary=True)
    fields.add_field("vector", DataType.FLOAT_VECTOR, dim=made_with.dimension)
    for language, stemmer in LANGUAGES.items():
        analyzer = {"tokenizer": "standard", "filter": ["lowercase", {"type": "stemmer", "language": stemmer}]}
        fields.add_field(language, DataType.VARCHAR, max_length=65_535, enable_analyzer=True, analyzer_params=analyzer)
        fields.add_field(words_of(language), DataType.SPARSE_FLOAT_VECTOR)
        function = Function(f"{language}_bm25", FunctionType.BM25, [language], [words_of(language)])
        fields.add_function(function)
    for number in ("first", "last", "not_before"):
        fields.add_field(number, DataType.INT32)
    for text in ("source", "origin"):
        fields.add_field(text, DataType.VARCHAR, max_length=LONGEST_NAME)
    partitioned = {} if client.is_lite else {"is_partition_key": True}  # Milvus Lite finds nothing by key where there is one
    fields.add_field("year", DataType.INT64, **partitioned)
    indexes: Any = MilvusClient.prepare_index_params()
    indexes.add_index("vector", index_type="FLAT" if client.is_lite else "AUTOINDEX", metric_type="IP")
    for language in LANGUAGES:
        settings = {"bm25_k1": 1.2, "bm25_b": 0.75}
        indexes.add_index(words_of(language), index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=settings)
    client("create_collection", name, schema=fields, index_params=indexes, seconds=WRITING)


def described(client: Client, name: str, model: str | None) -> MadeWith:
    """What the collection was made with. Raises IndexDamaged where it is not there, of another `model` or version."""
    if not client("has_collection", name):
        raise damaged(f"die Sammlung {name} gibt es in {client.url} nicht", f"there is no collection {name} in {client.url}")
    try:
        found = MadeWith(**json.loads(client("describe_collection", name)["description"]))
    except (ValueError, TypeError, KeyError) as error:
        raise damaged(f"{name} ist nicht von Wortlaut", f"{name} is not of Wortlaut's making") from error
    if found.format != FORMAT:
        raise damaged(f"Format {found.format}, erwartet {FORMAT}", f"format {found.format}, expected {FORMAT}")
    if model is not None and found.model != model:
        raise damaged(
            f"er gehört zum Modell {found.model}, eingestellt ist {model}",
            f"it belongs to the model {found.model}, set is {model}",
        )
    return found


def damaged(reason_de: str, reason_en: str) -> IndexDamaged:
    """The error of a collection that cannot be used."""
    return IndexDamaged(reason_de=reason_de, reason_en=reason_en)
