"""All settings, from the environment and `.env`. `config.example.env` documents every key; a test holds the two together."""

from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import WortlautError

PREFIX = "WORTLAUT_"


class SettingsError(WortlautError):
    """A variable has a value it does not take."""

    de = "{variable}={value!r} ist ungültig; möglich: {takes_de}."
    en = "{variable}={value!r} is not valid; it takes: {takes_en}."


class Settings(BaseSettings):
    """Where things are and how Wortlaut speaks. Each field is the variable WORTLAUT_<FIELD>."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("wortlaut", appauthor=False))
    cache_dir: Path = Field(default_factory=lambda: platformdirs.user_cache_path("wortlaut", appauthor=False))
    model: str = Field(default="bundled", min_length=1)
    reader: Literal["unsure", "always", "never"] = "unsure"
    lang: Literal["de", "en"] = "de"
    top_k: int = Field(default=5, ge=1, le=50)


_TAKES = {
    "data_dir": ("ein Ordner", "a folder"),
    "cache_dir": ("ein Ordner", "a folder"),
    "model": ("bundled, ein Modellname oder ein Modellordner", "bundled, a model's name or a model's folder"),
    "reader": ("unsure, always oder never", "unsure, always or never"),
    "lang": ("de oder en", "de or en"),
    "top_k": ("eine ganze Zahl von 1 bis 50", "a whole number from 1 to 50"),
}


def load_settings() -> Settings:
    """The settings in force. Raises SettingsError naming the first wrong variable and what it takes."""
    try:
        settings = Settings()
    except UnicodeDecodeError as error:
        raise SettingsError(variable=".env", value="…", takes_de="Text in UTF-8", takes_en="text in UTF-8") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).lower()
        takes = _TAKES[name]
        raise SettingsError(
            variable=f"{PREFIX}{name.upper()}", value=first["input"], takes_de=takes[0], takes_en=takes[1]
        ) from error
    return settings.model_copy(update={name: _folder(name, getattr(settings, name)) for name in ("data_dir", "cache_dir")})


def _folder(name: str, path: Path) -> Path:
    """The folder with ~ resolved. Raises SettingsError for a person who does not exist and for a name that is no text."""
    try:
        str(path).encode()
        return path.expanduser()
    except (RuntimeError, UnicodeEncodeError) as error:
        takes = _TAKES[name]
        shown = str(path).encode("utf-8", "replace").decode()
        raise SettingsError(variable=f"{PREFIX}{name.upper()}", value=shown, takes_de=takes[0], takes_en=takes[1]) from error
