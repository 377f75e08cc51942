"""Metadata that a user keeps beside a file: NAME.toml beside NAME.txt."""

import tomllib
from pathlib import Path

from corpus.errors import FileUnreadable, MetadataError
from corpus.metadata import NOTHING, Metadata, metadata_from


def sidecar_path(article: Path) -> Path:
    """NAME.toml for NAME.txt."""
    return article.with_suffix(".toml")


def read_sidecar(article: Path) -> tuple[Metadata, bytes]:
    """What the sidecar of `article` says, and its bytes (empty without one). Raises MetadataError naming the key."""
    path = sidecar_path(article)
    try:
        if path.exists() and not path.is_file():
            raise FileUnreadable(reason=f"{path.name}: keine gewöhnliche Datei / not a regular file")
        raw = path.read_bytes()
    except FileNotFoundError:
        return NOTHING, b""
    except OSError as error:
        raise FileUnreadable(reason=f"{path.name}: {error.strerror}") from error
    try:
        values = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise MetadataError(
            where=path.name, name="TOML", value=str(error), expected_de="gültiges TOML", expected_en="valid TOML"
        ) from error
    return metadata_from(path.name, values), raw
