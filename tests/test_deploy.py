"""The files that containers and systemd run from name settings that there are."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings, TelegramSettings

DEPLOY = Path(__file__).parent.parent / "deploy"
COMPOSED = ("compose.yaml", "compose.cluster.yaml")


def services(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))["services"]
    return found


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_setting_named_is_one(path: Path) -> None:
    known = {f"WORTLAUT_{name.upper()}" for name in Settings.model_fields}
    known |= {f"WORTLAUT_TELEGRAM_{name.upper()}" for name in TelegramSettings.model_fields}
    named = set(re.findall(r"WORTLAUT_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))
    assert named
    assert named <= known


@pytest.mark.parametrize("name", COMPOSED)
def test_what_a_service_waits_for_and_mounts_is_there(name: str) -> None:
    volumes = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))["volumes"]
    for service in services(name).values():
        assert set(service.get("depends_on", ())) <= services(name).keys()
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= volumes.keys()


def test_the_extras_of_the_cluster_are_the_project_s() -> None:
    import tomllib

    extras = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for service in ("bot1", "bot2", "ingest"):
        asked = services("compose.cluster.yaml")[service]["build"]["args"]["EXTRAS"].split(",")
        assert set(asked) <= extras.keys()
        assert {"postgres", "milvus"} <= set(asked)


def test_both_bots_are_one_service_twice_and_the_proxy_knows_them_and_their_path() -> None:
    found = services("compose.cluster.yaml")
    assert found["bot1"] == found["bot2"]
    port = found["bot1"]["environment"]["WORTLAUT_TELEGRAM_WEBHOOK_PORT"]
    text = (DEPLOY / "compose.cluster.yaml").read_text(encoding="utf-8")
    proxy = yaml.safe_load(text)["configs"]["proxy"]["content"]
    assert f"reverse_proxy /wortlaut bot1:{port} bot2:{port} {{" in proxy
    assert proxy.count("{") == proxy.count("}")
    assert re.findall(r"WEBHOOK_URL=https://[^/]+(/\S+)", text) == ["/wortlaut"]
