"""A certificate of one's own, so that phones in the same network open the page over https."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.errors import DeployError, MissingToolError
from kd_edge.files import write_bytes

_DAYS: Final = "397"
"""Browsers refuse what is valid for longer."""

_SECRET: Final = 0o600


@dataclass(frozen=True)
class Certificate:
    """A certificate of a server, and the authority that signed it, which a phone is told to trust.

    Attributes:
        chain: certificate of the server and of the authority, PEM.
        key: of the server, PEM.
        authority: certificate of the authority, PEM.
    """

    chain: Path
    key: Path
    authority: Path


def make_certificate(folder: Path, address: str) -> Certificate:
    """A certificate for ``address``, signed by the authority in ``folder``, which is made there if it is not.

    The authority stays, so that a phone is told to trust it once.  Its key lies there, too, for nobody else to read.

    Args:
        folder: where keys and certificates are kept.
        address: an IP address or a name, by which phones reach this computer.

    Raises:
        DeployError: openssl fails.
        MissingToolError: there is no openssl.
        OSError: the folder cannot be written.
    """
    if shutil.which("openssl") is None:
        raise MissingToolError(
            "A certificate is made by openssl",
            found="no openssl",
            remedy="apt install openssl; or leave out --https and use adb reverse, see docs/phone.md",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Certificate(folder / "server.crt", folder / "server.key", folder / "authority.crt")
    authority_key = folder / "authority.key"
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        work = Path(name)
        if not (made.authority.is_file() and authority_key.is_file()):
            _openssl(
                *("req", "-x509", *_NEW_KEY, "-days", "3650", "-subj", "/CN=kd-edge on this computer"),
                *("-addext", "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext", "keyUsage=critical,keyCertSign"),
                *("-keyout", str(work / "ca.key"), "-out", str(work / "ca.crt")),
            )
            _keep_secret(authority_key, (work / "ca.key").read_bytes())
            write_bytes(made.authority, (work / "ca.crt").read_bytes())
        kind = "IP" if address.replace(".", "").isdigit() or ":" in address else "DNS"
        (work / "extensions").write_text(
            f"basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n"
            f"subjectAltName={kind}:{address},DNS:localhost,IP:127.0.0.1\n"
        )
        _openssl(
            *("req", *_NEW_KEY, "-subj", f"/CN={address}", "-keyout", str(work / "key"), "-out", str(work / "request"))
        )
        _openssl(
            *("x509", "-req", "-in", str(work / "request"), "-CA", str(made.authority), "-CAkey", str(authority_key)),
            *("-CAcreateserial", "-CAserial", str(work / "serial"), "-days", _DAYS, "-sha256"),
            *("-extfile", str(work / "extensions"), "-out", str(work / "crt")),
        )
        _keep_secret(made.key, (work / "key").read_bytes())
        write_bytes(made.chain, (work / "crt").read_bytes() + made.authority.read_bytes())
    return made


_NEW_KEY: Final = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _keep_secret(path: Path, data: bytes) -> None:
    path.touch(_SECRET)
    path.chmod(_SECRET)
    write_bytes(path, data)
    path.chmod(_SECRET)


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DeployError(
            "openssl makes a certificate",
            found=done.stderr.strip(),
            remedy="leave out --https and use adb reverse, see docs/phone.md",
        )
