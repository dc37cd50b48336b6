"""The version stands in one place, `webinar_sync.__version__`; what must repeat it agrees."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from webinar_sync import __version__
from webinar_sync.airflow.provider import get_provider_info

REPOSITORY = Path(__file__).resolve().parents[3]


def test_the_package_takes_its_version_from_the_code() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert "version" not in project["project"]
    path = REPOSITORY / project["tool"]["hatch"]["version"]["path"]
    assert f'__version__ = "{__version__}"' in path.read_text(encoding="utf-8")


def test_the_provider_shows_it() -> None:
    assert get_provider_info()["versions"] == [__version__]


def test_the_compose_file_builds_an_image_of_it() -> None:
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yaml").read_text(encoding="utf-8"))
    images = {service["image"] for service in compose["services"].values()}
    own = {image for image in images if image.startswith("webinar-sync:")}
    assert own == {f"webinar-sync:{__version__}"}


def test_it_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", __version__)
