"""Checks the Compose file without Docker: `python -m local.compose_check docker-compose.yaml`.

First against the Compose Specification's JSON schema, then for what the schema cannot know: pinned
images, ports on loopback only, variables that `.env.example` names, paths and services that exist,
and one version of Airflow in the image and in `requirements.txt`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for

if TYPE_CHECKING:
    from collections.abc import Iterator

# $$ (a plain dollar), $NAME, ${NAME}, ${NAME:-default}, ${NAME:?words}, ${NAME:+other}
_VARIABLE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)(?:(:?[-?+])([^}]*))?\})")
_NAMED = re.compile(r"^(?:# *)?([A-Za-z_]\w*)=", re.MULTILINE)
_FROM = re.compile(r"^FROM +(?:--\S+ +)*(\S+)", re.MULTILINE | re.IGNORECASE)
_AIRFLOW_IMAGE = re.compile(r"(?:^|/)apache/airflow:(?:slim-)?([^-@]+)")
_AIRFLOW_PIN = re.compile(r"^apache-airflow==([^\s;]+)", re.MULTILINE)
_LOOPBACK = ("127.0.0.1", "::1")


def find_faults(path: Path) -> list[str]:
    """Return what is wrong with the Compose file and what it refers to, each in one sentence."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        return [f"{path} cannot be read: {error}"]
    if faults := list(_schema_faults(document)):
        return faults  # what follows relies on the file's shape
    folder = path.resolve().parent
    return [
        *_variable_faults(document, folder),
        *_image_faults(document, folder),
        *_port_faults(document),
        *_mount_faults(document, folder),
        *_dependency_faults(document),
    ]


def _schema_faults(document: Any) -> Iterator[str]:
    found = find_spec("check_jsonschema")  # it carries the schema; nothing of it is run
    if found is None or found.origin is None:
        yield "The Compose schema is missing: install check-jsonschema (see requirements-dev.txt)."
        return
    schema_path = Path(found.origin).parent / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    for fault in validator_for(schema)(schema).iter_errors(document):
        nearest = best_match([fault])
        where = ".".join(str(part) for part in nearest.absolute_path) or "the file"
        yield f"{where}: {nearest.message}"


def _variable_faults(document: Any, folder: Path) -> Iterator[str]:
    example = folder / ".env.example"
    named = set(_NAMED.findall(example.read_text(encoding="utf-8"))) if example.exists() else set()
    needed = {name for text in _texts(document) for name in _variables_without_default(text)}
    for service in document["services"].values():
        variables = service.get("environment") or {}
        if isinstance(variables, dict):
            needed |= {name for name, value in variables.items() if value is None}
        else:
            needed |= {one for one in variables if "=" not in one}
    for name in sorted(needed - named):
        yield f"The variable {name} has no default and is not named in .env.example."


def _texts(part: Any) -> Iterator[str]:
    """Yield every text in the document, keys aside."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


def _variables_without_default(text: str) -> Iterator[str]:
    for bare, braced, operator, _ in _VARIABLE.findall(text):
        name = bare or braced
        if name and operator not in ("-", ":-", "+", ":+"):
            yield name


def _filled(given: object) -> str:
    """Return the text with its defaults filled in, and nothing where there is none."""
    return _VARIABLE.sub(
        lambda found: (found[4] or "") if found[3] in ("-", ":-") else "", str(given)
    )


def _image_faults(document: Any, folder: Path) -> Iterator[str]:
    images: list[tuple[str, str]] = []
    for name, service in document["services"].items():
        if "image" in service:
            images.append((f"The service {name}", _filled(service["image"])))
        elif "build" not in service:
            yield f"The service {name} has neither an image nor a build."
        if "build" in service:
            build = service["build"]
            build = {"context": build} if isinstance(build, str) else build
            dockerfile = Path(build.get("context", "."), build.get("dockerfile", "Dockerfile"))
            if (folder / dockerfile).is_file():
                text = (folder / dockerfile).read_text(encoding="utf-8")
                images += [(str(dockerfile), image) for image in _FROM.findall(text)]
            else:
                yield f"The service {name} is built from {dockerfile}, which does not exist."
    for where, image in images:
        if not _is_pinned(image):
            yield f"{where} uses the image {image}, which no tag with a version pins."
    yield from _airflow_faults(images, folder)


def _is_pinned(image: str) -> bool:
    tag = image.rsplit("/", 1)[-1].partition(":")[2]
    return "@sha256:" in image or any(character.isdigit() for character in tag)


def _airflow_faults(images: list[tuple[str, str]], folder: Path) -> Iterator[str]:
    requirements = folder / "requirements.txt"
    text = requirements.read_text(encoding="utf-8") if requirements.exists() else ""
    pin = _AIRFLOW_PIN.search(text)
    found = [(where, match[1]) for where, one in images if (match := _AIRFLOW_IMAGE.search(one))]
    if pin is None:
        yield "requirements.txt does not pin apache-airflow."
    elif not found:
        yield "Nothing is built from an image apache/airflow with a version in its tag."
    else:
        for where, version in found:
            if version != pin[1]:
                yield f"{where} has Airflow {version}, and requirements.txt has {pin[1]}."


def _port_faults(document: Any) -> Iterator[str]:
    for name, service in document["services"].items():
        if service.get("network_mode") == "host":
            yield f"The service {name} is on the host's network, with all its ports."
        for port in service.get("ports") or []:
            if isinstance(port, dict):
                shown, address = str(port.get("published", port["target"])), port.get("host_ip", "")
            else:
                shown = _filled(port)
                address = shown.rsplit(":", 2)[0] if shown.count(":") > 1 else ""
            if _filled(address).strip("[]") not in _LOOPBACK:
                yield f"The service {name} opens the port {shown} beyond 127.0.0.1."


def _mount_faults(document: Any, folder: Path) -> Iterator[str]:
    for name, service in document["services"].items():
        for kind, source in _mounts(service):
            if kind == "bind":
                yield from _path_faults(f"The service {name} mounts", source, folder)
            elif kind == "volume" and source not in (document.get("volumes") or {}):
                yield f"The service {name} mounts the volume {source}, which is not declared."
        for kind in ("configs", "secrets"):
            for one in service.get(kind) or []:
                source = one if isinstance(one, str) else one["source"]
                if source not in (document.get(kind) or {}):
                    yield f"The service {name} names {source}, which is not among the {kind}."
    for kind in ("configs", "secrets"):
        for name, entry in (document.get(kind) or {}).items():
            if "file" in (entry or {}):
                yield from _path_faults(f"{kind}.{name} is", _filled(entry["file"]), folder)


def _mounts(service: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield kind (`bind`, `volume`, …) and source of every mount that has a source."""
    for volume in service.get("volumes") or []:
        if isinstance(volume, dict):
            if "source" in volume:
                yield volume["type"], _filled(volume["source"])
        elif ":" in (text := _filled(volume)):
            source = text.partition(":")[0]
            yield "bind" if source.startswith((".", "/", "~")) else "volume", source


def _path_faults(words: str, source: str, folder: Path) -> Iterator[str]:
    target = (folder / source).resolve()
    if source.startswith("~") or not target.is_relative_to(folder):
        yield f"{words} {source}, which is outside the repository."
    elif not target.exists():
        yield f"{words} {source}, which does not exist in the repository."


def _dependency_faults(document: Any) -> Iterator[str]:
    services = document["services"]
    for name, service in services.items():
        wanted = service.get("depends_on") or {}
        if isinstance(wanted, list):
            wanted = {target: {} for target in wanted}
        shared = str(service.get("network_mode", ""))
        if shared.startswith("service:"):
            wanted = {shared.removeprefix("service:"): {}, **wanted}
        for target, condition in wanted.items():
            if target not in services:
                yield f"The service {name} depends on {target}, which is not a service."
            elif (
                condition.get("condition") == "service_healthy"
                and "healthcheck" not in services[target]
            ):
                yield f"The service {name} waits for the health of {target}, which has no check."


def main(argv: list[str] | None = None) -> int:
    """Print the faults of the named file; 0 if there are none."""
    parser = argparse.ArgumentParser(
        prog="python -m local.compose_check", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("file", type=Path)
    path = parser.parse_args(argv).file
    faults = find_faults(path)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{path}: matches the Compose Specification and this repository")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
