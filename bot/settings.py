"""All settings, from the environment and `.env`. `config.example.env` documents every key; a test holds the two together."""

from pathlib import Path
from typing import Annotated, Literal, TypeVar

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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

    database_url: SecretStr = SecretStr("")
    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("wortlaut", appauthor=False))
    cache_dir: Path = Field(default_factory=lambda: platformdirs.user_cache_path("wortlaut", appauthor=False))
    model: str = Field(default="bundled", min_length=1)
    encoder_form: Literal["auto", "int8", "float32"] = "auto"
    reader: Literal["unsure", "always", "never"] = "unsure"
    lang: Literal["de", "en"] = "de"
    top_k: int = Field(default=5, ge=1, le=50)
    index_url: str = Field(default="", pattern=r"^(https?://[^\s@]+|[^:]+\.db|)$")
    index_token: SecretStr | None = None


class TelegramSettings(BaseSettings):
    """How `wortlaut telegram` runs. Each field is the variable WORTLAUT_TELEGRAM_<FIELD>."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX + "TELEGRAM_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        defer_build=True,  # a question needs nothing of it
    )

    token: SecretStr | None = None
    base_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://\S+$")
    allowed: Annotated[frozenset[int], NoDecode] = frozenset()
    closed: bool = False
    rate: int = Field(default=20, ge=1, le=1000)
    keep_hours: float = Field(default=24, gt=0, le=24 * 366)
    workers: int = Field(default=2, ge=1, le=64)
    deadline: float = Field(default=60, gt=0, le=600)
    timeout: float = Field(default=20, gt=0, le=600)
    log_questions: bool = False
    status_port: int = Field(default=0, ge=0, le=65535)
    webhook_url: str | None = Field(default=None, pattern=r"^https://\S+$")
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=1, le=65535)
    webhook_secret: SecretStr | None = Field(default=None, min_length=1)

    @field_validator("allowed", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        return [int(part) for part in value.replace(",", " ").split()] if isinstance(value, str) else value


_TAKES = {
    "database_url": (
        "postgresql+psycopg://ROLLE:KENNWORT@RECHNER/DATENBANK",
        "postgresql+psycopg://ROLE:PASSWORD@HOST/DATABASE",
    ),
    "data_dir": ("ein Ordner", "a folder"),
    "cache_dir": ("ein Ordner", "a folder"),
    "model": ("bundled, ein Modellname oder ein Modellordner", "bundled, a model's name or a model's folder"),
    "encoder_form": ("auto, int8 oder float32", "auto, int8 or float32"),
    "reader": ("unsure, always oder never", "unsure, always or never"),
    "lang": ("de oder en", "de or en"),
    "top_k": ("eine ganze Zahl von 1 bis 50", "a whole number from 1 to 50"),
    "index_url": (
        "eine Adresse mit http(s):// oder eine Datei, die auf .db endet",
        "an address with http(s):// or a file ending in .db",
    ),
    "index_token": ("das Token des Servers", "the server's token"),
}
_TELEGRAM_TAKES = {
    "token": ("das Token von @BotFather", "the token from @BotFather"),
    "base_url": ("eine Adresse mit http(s)://", "an address with http(s)://"),
    "allowed": ("Nummern von Personen und Chats, durch Komma getrennt", "ids of people and chats, with commas between"),
    "closed": ("true oder false", "true or false"),
    "rate": ("eine ganze Zahl von 1 bis 1000", "a whole number from 1 to 1000"),
    "keep_hours": ("Stunden, mehr als 0", "hours, more than 0"),
    "workers": ("eine ganze Zahl von 1 bis 64", "a whole number from 1 to 64"),
    "deadline": ("Sekunden, mehr als 0 bis 600", "seconds, more than 0 up to 600"),
    "timeout": ("Sekunden, mehr als 0 bis 600", "seconds, more than 0 up to 600"),
    "log_questions": ("true oder false", "true or false"),
    "status_port": ("eine Portnummer, 0 für keinen", "a port number, 0 for none"),
    "webhook_url": ("eine Adresse mit https://", "an address with https://"),
    "webhook_listen": ("eine IP-Adresse", "an IP address"),
    "webhook_port": ("eine Portnummer", "a port number"),
    "webhook_secret": ("Buchstaben, Ziffern, _ und -", "letters, digits, _ and -"),
}
_HIDDEN = {"token", "webhook_secret", "database_url", "index_token"}
_Read = TypeVar("_Read", Settings, TelegramSettings)


def load_settings() -> Settings:
    """The settings in force. Raises SettingsError naming the first wrong variable and what it takes."""
    settings = _read(Settings, PREFIX, _TAKES)
    return settings.model_copy(update={name: _folder(name, getattr(settings, name)) for name in ("data_dir", "cache_dir")})


def load_telegram_settings() -> TelegramSettings:
    """The Telegram front's settings in force. Raises SettingsError as `load_settings` does; a secret is never in it."""
    return _read(TelegramSettings, PREFIX + "TELEGRAM_", _TELEGRAM_TAKES)


def _read(kind: type[_Read], prefix: str, takes: dict[str, tuple[str, str]]) -> _Read:
    try:
        return kind()
    except UnicodeDecodeError as error:
        raise SettingsError(variable=".env", value="…", takes_de="Text in UTF-8", takes_en="text in UTF-8") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).lower()
        value = "…" if name in _HIDDEN else first["input"]
        raise SettingsError(
            variable=f"{prefix}{name.upper()}", value=value, takes_de=takes[name][0], takes_en=takes[name][1]
        ) from (None if name in _HIDDEN else error)


def _folder(name: str, path: Path) -> Path:
    """The folder with ~ resolved. Raises SettingsError for a person who does not exist and for a name that is no text."""
    try:
        str(path).encode()
        return path.expanduser()
    except (RuntimeError, UnicodeEncodeError) as error:
        takes = _TAKES[name]
        shown = str(path).encode("utf-8", "replace").decode()
        raise SettingsError(variable=f"{PREFIX}{name.upper()}", value=shown, takes_de=takes[0], takes_en=takes[1]) from error
