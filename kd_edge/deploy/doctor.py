"""Which tools for building, emulating and flashing this machine has, and how to get the others."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.deploy.emulators.qemu import qemu_version
from kd_edge.deploy.emulators.rp2040 import VERSION, find_rp2040js
from kd_edge.deploy.runners.programs import PROGRAMS
from kd_edge.deploy.toolchain import REMEDIES, available_toolchains
from kd_edge.errors import DeployError

RULE_FOLDERS: Final = ("/etc/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d")
"""Where Linux looks for udev's rules, the administrator's own first."""

SERIAL_GROUPS: Final = ("dialout", "uucp")
"""The group that serial ports belong to: on Debian and its like, and on Arch."""


@dataclass(frozen=True)
class Tool:
    """One tool, whether it is here or not.

    Attributes:
        name: what it is called.
        purpose: what kd-edge uses it for.
        found: its version, or None.
        needed: True if every board needs it.
        remedy: how to get it.
    """

    name: str
    purpose: str
    found: str | None
    needed: bool
    remedy: str


def examine() -> list[Tool]:
    """Every tool that building, emulating and flashing may use.

    A compiler counts as needed only while there is no other one.
    """
    compilers = available_toolchains()
    versions = {name: toolchain.version for name, toolchain in compilers.items()}
    return [
        Tool(
            "arm-none-eabi-gcc",
            "build firmware (preferred)",
            versions.get("gcc"),
            not compilers,
            REMEDIES["gcc"],
        ),
        Tool(
            "zig",
            "build firmware without it, and all for phones",
            versions.get("zig"),
            not compilers,
            REMEDIES["zig"],
        ),
        Tool("qemu-system-arm", "emulate boards, count instructions", _qemu(), True, "apt install qemu-system-arm"),
        Tool("rp2040js", "emulate the Pico", _rp2040js(), False, "apt install nodejs npm, then make rp2040js"),
        *_phones(),
        Tool("pyocd", "flash over a debug probe", _package("pyocd"), False, "pip install 'kd-edge[probe]'"),
        *_access(),
        *(
            Tool(
                program.name, program.purpose, _program([program.name, program.version_argument]), False, program.source
            )
            for program in PROGRAMS
        ),
    ]


def _phones() -> list[Tool]:
    """What runs a bundle on a phone, or without one."""
    return [
        Tool(
            name,
            purpose,
            _program([name, version]),
            False,
            f"apt install {package}",
        )
        for name, version, purpose, package in (
            ("adb", "--version", "run a bundle on a phone: bench --adb, phone serve by cable", "adb"),
            ("qemu-aarch64", "--version", "run it without one: bench --runner qemu", "qemu-user"),
            ("openssl", "version", "offer the page by https: phone serve --https", "openssl"),
        )
    ]


def _access() -> list[Tool]:
    """Whether this user may open boards' ports, where Linux decides about that."""
    if sys.platform != "linux":
        return []
    installed = next((path for folder in RULE_FOLDERS for path in Path(folder).glob("*kd-edge*.rules")), None)
    group = next((name for name in SERIAL_GROUPS if _exists(name)), SERIAL_GROUPS[0])
    return [
        Tool(
            "udev rules",
            "whoever is logged in may open boards and their boot loaders; ModemManager leaves them alone",
            None if installed is None else str(installed),
            False,
            f"kd-edge doctor --udev | sudo tee {RULE_FOLDERS[0]}/60-kd-edge.rules && sudo udevadm control --reload",
        ),
        Tool(
            f"group {group}",
            "open serial ports without these rules, also over the network",
            group if _is_member(group) else None,
            False,
            f"sudo usermod -aG {group} $USER, then log in again",
        ),
    ]


def _exists(group: str) -> bool:
    import grp  # on Unix alone

    return any(entry.gr_name == group for entry in grp.getgrall())


def _is_member(group: str) -> bool:
    import grp

    numbers = {*os.getgroups(), os.getegid()}
    return os.geteuid() == 0 or any(entry.gr_name == group and entry.gr_gid in numbers for entry in grp.getgrall())


def _qemu() -> str | None:
    try:
        return qemu_version()
    except DeployError:
        return None


def _rp2040js() -> str | None:
    try:
        find_rp2040js()
    except DeployError:
        return None
    return VERSION


def _package(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _program(command: Sequence[str]) -> str | None:
    """Version that ``command`` prints; None if the program is missing."""
    if shutil.which(command[0]) is None:
        return None
    result = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    match = re.search(r"\d+\.\d+[.\d]*", result.stdout + result.stderr)
    return match[0] if match else "unknown version"
