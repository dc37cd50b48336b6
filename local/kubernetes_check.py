"""Checks that no schema can make of deploy/kubernetes: `python -m local.kubernetes_check FOLDER`.

Images are one and the same, with the Airflow of `requirements.txt`; Secrets are listed, with the
keys that are asked for, and empty; containers are locked down and bounded; labels, ports and names
that one manifest uses are those of another. CI compares the manifests with Kubernetes' schemas;
docs/kubernetes.md says how the values are compared with the chart's.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUES = ("values.yaml", "values-kubernetes.yaml", "values-celery.yaml")
MANIFESTS = ("migrate", "webhooks")
_FROM = re.compile(r"^FROM +(\S+)", re.MULTILINE)
_AIRFLOW_PIN = re.compile(r"^apache-airflow==([^\s;]+)", re.MULTILINE)
_EXTRAS = re.compile(r'^ARG EXTRAS="(.+)"', re.MULTILINE)
_VERSION = re.compile(r'^__version__ = "(.+)"', re.MULTILINE)


def find_faults(folder: Path) -> list[str]:
    """Return what is wrong with deploy/kubernetes of a repository, each in one sentence."""
    values = {name: _read(folder / name)[0] for name in VALUES}
    manifests = [
        document
        for name in MANIFESTS
        for path in sorted((folder / name).glob("*.yaml"))
        for document in _read(path)
    ]
    return [
        *_image_faults(folder, values["values.yaml"], manifests),
        *_secret_faults(_read(folder / "secrets.yaml"), [*values.values(), *manifests]),
        *_optional_faults(values),
        *_pod_faults(manifests),
        *_reference_faults(manifests),
    ]


def _read(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def _image_faults(folder: Path, values: Any, manifests: list[Any]) -> Iterator[str]:
    repository = folder.parents[1]
    package = repository / "plugins" / "webinar_sync" / "__init__.py"
    version = _first(_VERSION, package)
    pin = _first(_AIRFLOW_PIN, repository / "requirements.txt")
    image = (values["defaultAirflowRepository"], values["defaultAirflowTag"])
    if image[1] != version:
        yield f"values.yaml has the image {image[1]}, and the package is {version}."
    if values["airflowVersion"] != pin:
        yield f"values.yaml has Airflow {values['airflowVersion']}, and requirements.txt has {pin}."
    pins = (repository / "requirements-extras.txt").read_text(encoding="utf-8")
    for extra in (_first(_EXTRAS, folder / "Dockerfile") or "").split():
        if f"apache-airflow-providers-{extra}==" not in pins:
            yield f"The Dockerfile installs {extra}, which requirements-extras.txt does not pin."
    for base in _FROM.findall((folder / "Dockerfile").read_text(encoding="utf-8")):
        if not base.startswith(f"apache/airflow:slim-{pin}-"):
            yield f"The Dockerfile begins with {base}, and requirements.txt has Airflow {pin}."
    for document in manifests:
        for replaced in document.get("images", []):
            if (replaced["newName"], replaced["newTag"]) != image:
                yield f"A kustomization has the image {replaced['newName']}:{replaced['newTag']}."
        for container in _containers(document):
            if container["image"] != "webinar-sync":
                yield f"{_name(document)} has the image {container['image']}."


def _first(pattern: re.Pattern[str], path: Path) -> str | None:
    match = pattern.search(path.read_text(encoding="utf-8"))
    return match[1] if match else None


def _secret_faults(secrets: list[Any], documents: list[Any]) -> Iterator[str]:
    keys = {secret["metadata"]["name"]: set(secret["stringData"]) for secret in secrets}
    used = set()
    for name, key in _secret_references(documents):
        used.add(name)
        if name not in keys and name.startswith("webinar-sync-"):
            yield f"The Secret {name} is not in secrets.yaml."
        elif key is not None and key not in keys.get(name, ()):
            yield f"The Secret {name} has no key {key} in secrets.yaml."
    for name in sorted(keys.keys() - used):
        yield f"The Secret {name} is used nowhere."
    for secret in secrets:
        if any(secret["stringData"].values()):
            yield f"The Secret {secret['metadata']['name']} is filled in."


def _optional_faults(values: dict[str, Any]) -> Iterator[str]:
    """Tell where values ask for a Secret that may be missing: the chart leaves that word out."""
    for name, document in values.items():
        for variables in _variables(document):
            for variable in variables:
                if "optional" in variable.get("valueFrom", {}).get("secretKeyRef", {}):
                    yield f"{name}: {variable['name']} is optional, and the chart drops that."


def _variables(part: Any) -> Iterator[list[Any]]:
    """Yield each list of environment variables in a document of values."""
    if isinstance(part, dict):
        for key, inner in part.items():
            if key == "env":
                yield inner
            else:
                yield from _variables(inner)


def _secret_references(part: Any) -> Iterator[tuple[str, str | None]]:
    """Yield the name of each Secret in a document, and the key that is asked for."""
    if isinstance(part, list):
        for inner in part:
            yield from _secret_references(inner)
    elif isinstance(part, dict):
        for key, inner in part.items():
            if key == "secretKeyRef":
                yield inner["name"], inner["key"]
            elif key in _KEYS_OF_THE_CHART:
                yield inner, _KEYS_OF_THE_CHART[key]
            elif key == "secretName" and not inner.endswith("-tls"):
                yield inner, None
            else:
                yield from _secret_references(inner)


_KEYS_OF_THE_CHART = {
    "metadataSecretName": "connection",
    "fernetKeySecretName": "fernet-key",
    "apiSecretKeySecretName": "api-secret-key",
    "jwtSecretName": "jwt-secret",
}


def _name(document: Any) -> str:
    return f"The {document['kind']} {document['metadata']['name']}"


def _pod(document: Any) -> Any:
    """Return the specification of a document's pods; None: it has none."""
    return document.get("spec", {}).get("template", {}).get("spec")


def _containers(document: Any) -> list[Any]:
    return _pod(document)["containers"] if _pod(document) else []


def _pod_faults(manifests: list[Any]) -> Iterator[str]:
    for document in filter(_pod, manifests):
        pod, name = _pod(document), _name(document)
        if not pod["securityContext"].get("runAsNonRoot"):
            yield f"{name} may run as root."
        if pod.get("automountServiceAccountToken", True):
            yield f"{name} gets a token of Kubernetes."
        for volume in pod.get("volumes", []):
            if "hostPath" in volume:
                yield f"{name} mounts {volume['hostPath']['path']} of its node."
        for container in pod["containers"]:
            yield from (f"{name} {fault}." for fault in _container_faults(container))


def _container_faults(container: Any) -> Iterator[str]:
    context = container.get("securityContext", {})
    if context.get("allowPrivilegeEscalation", True):
        yield "may gain rights"
    if not context.get("readOnlyRootFilesystem"):
        yield "may write into its image"
    if context.get("capabilities", {}).get("drop") != ["ALL"]:
        yield "keeps capabilities"
    resources = container.get("resources", {})
    if "memory" not in resources.get("limits", {}) or set(resources["requests"]) != {
        "cpu",
        "memory",
    }:
        yield "has no bounds of memory, or asks for no CPU"
    for variable in container.get("env", []):
        if "AIRFLOW_CONN" in variable["name"] and "valueFrom" not in variable:
            yield f"has {variable['name']} as a plain value"


def _reference_faults(manifests: list[Any]) -> Iterator[str]:
    """Tell which names, labels and ports of one manifest no other has."""
    pods = [document["spec"]["template"] for document in filter(_pod, manifests)]
    services = {
        document["metadata"]["name"]: {port["name"] for port in document["spec"]["ports"]}
        for document in manifests
        if document["kind"] == "Service"
    }
    for document in manifests:
        for selector in _selectors(document):
            if not any(selector.items() <= pod["metadata"]["labels"].items() for pod in pods):
                yield f"{_name(document)} selects no pod: {selector}."
        if document["kind"] == "Service":
            ports = {
                port["name"]
                for pod in pods
                for port in pod["spec"]["containers"][0].get("ports", [])
            }
            for port in document["spec"]["ports"]:
                if port["targetPort"] not in ports:
                    target = port["targetPort"]
                    yield f"{_name(document)} sends to the port {target}, which no pod has."
        for path in _ingress_paths(document):
            backend = path["backend"]["service"]
            if backend["port"]["name"] not in services.get(backend["name"], ()):
                yield f"{_name(document)} sends {path['path']} to no Service, or no port of it."


def _selectors(document: Any) -> Iterator[dict[str, str]]:
    """Yield what a document selects pods by."""
    spec = document.get("spec", {})
    if document["kind"] == "Service":
        yield spec["selector"]
    for key in ("selector", "podSelector"):
        if "matchLabels" in spec.get(key, {}):
            yield spec[key]["matchLabels"]


def _ingress_paths(document: Any) -> Iterator[Any]:
    if document["kind"] == "Ingress":
        for rule in document["spec"]["rules"]:
            yield from rule["http"]["paths"]


def main(folder: Path) -> int:
    """Print the faults; 0 if there are none."""
    faults = find_faults(folder.resolve())
    print(
        "\n".join(faults) or f"{folder}: fits this repository", file=sys.stderr if faults else None
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
