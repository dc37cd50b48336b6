"""What a project that is thrown away needs beside our Compose files: secrets, ports, an image."""

from __future__ import annotations

import json
import re
import secrets
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet

from local.stack.compose import sandbox_lines
from local.stack.containers import MIGRATION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ASSIGNED = re.compile(r"^(?:# *)?([A-Z]\w*)=", re.MULTILINE)


def fill_in_example(example: str, ports: Mapping[str, int]) -> dict[str, str]:
    """Return the variables of .env: what docs/docker.md fills in, the sandbox, and ports."""
    empty = re.findall(r"^(\w+)=$", example, re.MULTILINE)
    filled = {name: secrets.token_hex(32) for name in empty}
    filled["AIRFLOW_FERNET_KEY"] = Fernet.generate_key().decode()
    return {**filled, **sandbox_lines(example), **{name: str(port) for name, port in ports.items()}}


def env_file(variables: Mapping[str, str]) -> str:
    """Return variables as a file for Compose."""
    return "".join(f"{name}='{value}'\n" for name, value in variables.items())


def override(services: Mapping[str, Any], image: str, webhooks_file: Path) -> str:
    """Return a Compose file that has our services use an image and an environment of their own."""
    ours = services[MIGRATION]["image"]
    lines = [f"  {name}: {{image: '{image}'}}\n" for name, service in services.items()
             if service["image"] == ours and not service.get("env_file")]  # fmt: skip
    lines += [
        f"  {name}: {{image: '{image}', env_file: !override [{json.dumps(str(webhooks_file))}]}}\n"
        for name, service in services.items()
        if service.get("env_file")
    ]
    return "".join(["services:\n", *lines])


def without_variables_of(example: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment less what .env may have: to Compose, it would win over the file."""
    named = set(_ASSIGNED.findall(example))
    return {name: value for name, value in environment.items() if name not in named}
