"""A browser whose only serial port is a pseudo-terminal: Chromium's own Web Serial, with a board of the tests behind.

Chromium lists the serial devices that the system has, and no pseudo-terminal is one.  So the browser is started where
the pseudo-terminal lies in the place of the first of them: in a mount namespace of its own, so nobody else sees it.  A
policy, which lies in the place of the system's, allows the page that port, since headless browsers show no chooser.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from pathlib import Path

from tests.views.browser import browser_path

DEVICE = Path("/dev/ttyS0")
POLICIES = Path("/etc/chromium")

CHOOSE = """() => {
  Object.defineProperty(navigator.serial, "requestPort", { value: async () => {
    const [port] = await navigator.serial.getPorts();
    return port;
  } });
}"""
"""What a user's choice in the chooser comes to."""


def can_be_wired() -> bool:
    """Whether this system has such a device, and lets us replace it in a namespace."""
    if browser_path() is None or not (DEVICE.exists() and POLICIES.is_dir()) or not shutil.which("unshare"):
        return False
    tried = ["unshare", "--mount", "mount", "--bind", "/dev/null", str(DEVICE)]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def wired_browser(folder: Path, port: str, origin: str) -> Path:
    """A program that starts the browser with the pseudo-terminal ``port``, which pages of ``origin`` may open."""
    policy = folder / "policies" / "managed"
    policy.mkdir(parents=True)
    (policy / "serial.json").write_text(json.dumps({"SerialAllowAllPortsForUrls": [origin]}))
    mounts = f"mount --bind {shlex.quote(port)} {DEVICE} && mount --bind {shlex.quote(str(folder))} {POLICIES}"
    program = folder / "browser"
    inside = shlex.quote(f'{mounts} && exec {browser_path()} "$@"')
    program.write_text(f'#!/bin/sh\nexec unshare --mount sh -c {inside} browser "$@"\n')
    program.chmod(0o755)
    return program
