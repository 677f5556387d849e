"""Offer an exported page to browsers, on this computer or in its network."""

from __future__ import annotations

import ssl
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from kd_edge.errors import StreamError
from kd_edge.phone.certificate import Certificate

AUTHORITY: Final = "/authority.crt"
"""Where a phone finds the certificate that it is told to trust."""


class PageServer(ThreadingHTTPServer):
    """Serves the files of one folder.

    Args:
        folder: the page.
        host: address to listen on.
        port: 0 for any that is free.
        certificate: serve by https with it.

    Attributes:
        port: that is listened on.

    Raises:
        StreamError: the address cannot be had.
    """

    daemon_threads = True

    def __init__(self, folder: Path, host: str, port: int, certificate: Certificate | None = None) -> None:
        self.authority = None if certificate is None else certificate.authority.read_bytes()
        try:
            super().__init__((host, port), partial(_Files, directory=str(folder)))
        except OSError as error:
            raise StreamError(
                "The page is served on a free address of this computer",
                found=f"{host}:{port}: {error.strerror or error}",
                remedy="name another --port; 0 takes any that is free",
            ) from error
        self.port = self.server_address[1]
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.chain, certificate.key)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes a connection or does not trust the certificate is nothing to report."""


class _Files(SimpleHTTPRequestHandler):
    """Files with the types that browsers insist on, and a clock of microseconds for the page."""

    extensions_map = {  # noqa: RUF012 - as the base class has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".webmanifest": "application/manifest+json",
    }

    def do_GET(self) -> None:
        """Send a file, or the authority's certificate."""
        authority = self.server.authority if isinstance(self.server, PageServer) else None
        if self.path != AUTHORITY or authority is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/x-x509-ca-cert")
        self.send_header("Content-Length", str(len(authority)))
        self.end_headers()
        self.wfile.write(authority)

    def end_headers(self) -> None:
        """Every answer is this page's alone, and is asked for anew."""
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """No folder is listed."""
        self.send_error(404)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing about each file."""
