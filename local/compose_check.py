"""Checks that no schema can make of Compose files: `python -m local.compose_check FILE [OVERRIDE]`.

Images are pinned, with the Airflow of `requirements.txt`; ports are on loopback only; variables are
named in `.env.example`; what a file mounts, names, or waits for exists. The first file is checked
by itself, and with each further one. `make lint` has check-jsonschema compare the files with the
Compose Specification first, so their shape is taken as right; only the short forms of ports and
mounts are understood, and others are reported.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.compose_files import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# $$ (a plain dollar), $NAME, ${NAME}, ${NAME:-default}, ${NAME:?message}, ${NAME:+other}
_VARIABLE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)(?:(:?[-?+])([^}]*))?\})")
_NAMED = re.compile(r"^(?:# *)?([A-Za-z_]\w*)=", re.MULTILINE)
_FROM = re.compile(r"^FROM +(?:--\S+ +)*(\S+)", re.MULTILINE | re.IGNORECASE)
_AIRFLOW_IMAGE = re.compile(r"^apache/airflow:(?:slim-)?([^-@]+)")
_AIRFLOW_PIN = re.compile(r"^apache-airflow==([^\s;]+)", re.MULTILINE)


def find_faults(*paths: Path) -> list[str]:
    """Return what is wrong with Compose files and what they refer to, each in one sentence.

    :param paths: of files that are used together; the first one's folder is the repository
    """
    document = load(paths)
    folder = paths[0].resolve().parent
    faults = [*_variable_faults(document, folder), *_airflow_faults(folder)]
    for name, service in document["services"].items():
        for fault in (
            *_image_faults(service),
            *_env_file_faults(service, folder),
            *_port_faults(service),
            *_mount_faults(service, document, folder),
            *_dependency_faults(service, document["services"]),
        ):
            faults.append(f"The service {name} {fault}.")
    return faults


def _variable_faults(document: Any, folder: Path) -> Iterator[str]:
    named = set(_NAMED.findall((folder / ".env.example").read_text(encoding="utf-8")))
    needed = {name for text in _texts(document) for name in _variables_without_default(text)}
    for service in document["services"].values():
        variables = service.get("environment") or {}
        needed |= {name for name, value in variables.items() if value is None}
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


def _with_defaults(value: object) -> str:
    """Return a text with the defaults of its variables, and nothing where there is none."""
    return _VARIABLE.sub(
        lambda match: (match[4] or "") if match[3] in ("-", ":-") else "", str(value)
    )


def _airflow_faults(folder: Path) -> Iterator[str]:
    dockerfile = (folder / "Dockerfile").read_text(encoding="utf-8")
    pin = _AIRFLOW_PIN.search((folder / "requirements.txt").read_text(encoding="utf-8"))
    images = _FROM.findall(dockerfile)
    versions = [match[1] for image in images if (match := _AIRFLOW_IMAGE.search(image))]
    for image in images:
        if not _is_pinned(image):
            yield f"Dockerfile uses the image {image}, which no tag with a version pins."
    if pin is None:
        yield "requirements.txt does not pin apache-airflow."
    elif versions != [pin[1]]:
        version = ", ".join(versions) or "without a version"
        yield f"Dockerfile has Airflow {version}, and requirements.txt has {pin[1]}."


def _image_faults(service: dict[str, Any]) -> Iterator[str]:
    image = _with_defaults(service.get("image", ""))
    if not _is_pinned(image):
        yield f"uses the image {image}, which no tag with a version pins"
    build = service.get("build", ".")
    context = build.get("context", ".") if isinstance(build, dict) else build
    if context != ".":
        yield f"is built from {context}, not from the Dockerfile beside the Compose file"


def _is_pinned(image: str) -> bool:
    tag = image.rsplit("/", 1)[-1].partition(":")[2]
    return "@sha256:" in image or any(character.isdigit() for character in tag)


def _env_file_faults(service: dict[str, Any], folder: Path) -> Iterator[str]:
    for file in service.get("env_file") or []:
        if file.get("required", True):
            yield f"cannot start without {file['path']}, which is not in the repository"
        if not (folder / f"{file['path']}.example").exists():
            yield f"reads {file['path']}, of which there is no example"


def _port_faults(service: dict[str, Any]) -> Iterator[str]:
    if service.get("network_mode") == "host":
        yield "is on the host's network, with all its ports"
    for port in map(_with_defaults, service.get("ports") or []):
        if not port.startswith("127.0.0.1:"):
            yield f"opens the port {port} beyond 127.0.0.1"


def _mount_faults(service: dict[str, Any], document: Any, folder: Path) -> Iterator[str]:
    for volume in map(_with_defaults, service.get("volumes") or []):
        source = volume.partition(":")[0]
        if not source.startswith((".", "/", "~")):
            if source not in document["volumes"]:
                yield f"mounts the volume {source}, which is not declared"
        elif not (folder / source).resolve().is_relative_to(folder):
            yield f"mounts {source}, which is outside the repository"
        elif not (folder / source).exists():
            yield f"mounts {source}, which does not exist in the repository"
    for config in service.get("configs") or []:
        if config["source"] not in document["configs"]:
            yield f"names {config['source']}, which is not among the configs"


def _dependency_faults(service: dict[str, Any], services: dict[str, Any]) -> Iterator[str]:
    for target, options in (service.get("depends_on") or {}).items():
        if target not in services:
            yield f"depends on {target}, which is not a service"
        elif options.get("condition") == "service_healthy" and (
            "healthcheck" not in services[target]
        ):
            yield f"waits for the health of {target}, which has no check"


def main(paths: Sequence[Path]) -> int:
    """Print the faults of a Compose file, and of it with each override; 0 if there are none."""
    first, *overrides = paths
    faults = find_faults(first)
    for override in overrides:
        faults += [fault for fault in find_faults(first, override) if fault not in faults]
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    print(f"{', '.join(map(str, paths))}: fits this repository")
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
