"""`kd-edge phone serve --https`: the page by a certificate that its own authority vouches for."""

from __future__ import annotations

import json
import shutil
import ssl
import stat
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from kd_edge.errors import StreamError
from kd_edge.phone.certificate import make_certificate
from kd_edge.phone.serve import AUTHORITY, PageServer
from kd_edge.phone.write import Page


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_whoever_trusts_the_authority_has_the_page(page: Page, tmp_path: Path) -> None:
    first = make_certificate(tmp_path / "keys", "127.0.0.1")
    authority = first.authority.read_bytes()
    certificate = make_certificate(tmp_path / "keys", "192.0.2.7")  # another day, another address
    assert certificate.authority.read_bytes() == authority, "so that a phone is told to trust it once"
    for key in (tmp_path / "keys").glob("*.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with PageServer(page.folder, "127.0.0.1", 0, certificate) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"https://127.0.0.1:{server.port}"
        trusting = ssl.create_default_context(cadata=authority.decode())
        with urllib.request.urlopen(f"{address}/", context=trusting) as answer:
            assert answer.read() == (page.folder / "index.html").read_bytes()
            assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        with urllib.request.urlopen(f"{address}{AUTHORITY}", context=trusting) as answer:
            assert answer.read() == authority
            assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        with urllib.request.urlopen(f"{address}/manifest.webmanifest", context=trusting) as answer:
            assert json.load(answer)["display"] == "standalone"
        for hidden in ("/../authority.key", "/keys/", "/authority.key"):
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{address}{hidden}", context=trusting)
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(f"{address}/")
        with pytest.raises(StreamError, match="free address"):
            PageServer(page.folder, "127.0.0.1", server.port)
        server.shutdown()
