"""Settings: defaults, environment, .env, and the example file that documents them."""

import re
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings, SettingsError, TelegramSettings, load_settings, load_telegram_settings

EXAMPLE = Path(__file__).parent.parent / "config.example.env"


def test_the_example_documents_every_key_and_no_other() -> None:
    documented = re.findall(rf"^#? ?{PREFIX}([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    telegram = [f"TELEGRAM_{name.upper()}" for name in TelegramSettings.model_fields]
    assert sorted(documented) == sorted([*(name.upper() for name in Settings.model_fields), *telegram])


def test_the_examples_values_are_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = re.findall(rf"^# ({PREFIX}[A-Z_]+=.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    for name in ("DATA_DIR", "CACHE_DIR"):
        monkeypatch.delenv(PREFIX + name)
    settings = load_settings()
    assert (settings.model, settings.lang, settings.top_k) == ("bundled", "de", 5)
    assert settings.data_dir == Path("~/archive/wortlaut").expanduser()
    telegram = load_telegram_settings()
    assert telegram.allowed == {123456789, -1001234567890} and (telegram.rate, telegram.keep_hours) == (20, 24)
    assert telegram.token is not None and telegram.token.get_secret_value() not in repr(telegram)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("WORTLAUT_TOP_K=3\nWORTLAUT_LANG=en\n", encoding="utf-8")
    monkeypatch.setenv("WORTLAUT_TOP_K", "7")
    assert (load_settings().top_k, load_settings().lang) == (7, "en")


@pytest.mark.parametrize(
    ("variable", "value", "takes"),
    [
        ("WORTLAUT_TOP_K", "viele", "eine ganze Zahl von 1 bis 50"),
        ("WORTLAUT_TOP_K", "0", "eine ganze Zahl von 1 bis 50"),
        ("WORTLAUT_LANG", "fr", "de oder en"),
        ("WORTLAUT_DATA_DIR", "~niemand-dieses-namens/x", "ein Ordner"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(
    variable: str, value: str, takes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.say("de") == f"{variable}={value!r} ist ungültig; möglich: {takes}."
    assert "\n" not in caught.value.say("en")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("ALLOWED", "ich", "'ich'"),
        ("RATE", "0", "'0'"),
        ("WEBHOOK_URL", "http://unverschluesselt.example", "'http://unverschluesselt.example'"),
        ("WEBHOOK_SECRET", "", None),
    ],
)
def test_a_wrong_telegram_setting_is_named(name: str, value: str, shown: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"WORTLAUT_TELEGRAM_{name}", value)
    if shown is None:
        assert load_telegram_settings().webhook_secret is None  # an empty variable is none
        return
    with pytest.raises(SettingsError, match=f"WORTLAUT_TELEGRAM_{name}={shown} is not valid"):
        load_telegram_settings()
