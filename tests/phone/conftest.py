"""The page of the committed bundle, and a browser that looks at it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kd_edge.bundle import Bundle, open_bundle
from kd_edge.deploy.toolchain import available_toolchains
from kd_edge.link.board_port import PtyPort
from kd_edge.phone.serve import PageServer
from kd_edge.phone.write import Page, write_page
from kd_edge.play.session import Session, build_session
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SMALL
from tests.phone.wired import can_be_wired, wired_browser
from tests.views.browser import browser_path


@pytest.fixture(scope="session")
def reference() -> Bundle:
    """The committed bundle: two streams with filters, an envelope and a decision that looks at the activity."""
    return open_bundle(Path(__file__).parents[2] / "export" / "reference")


@pytest.fixture(scope="session")
def page(reference: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Its page; not to be changed."""
    if "zig" not in available_toolchains():
        pytest.skip("no zig on this machine")
    return write_page(reference, tmp_path_factory.mktemp("page") / "web")


@pytest.fixture(scope="session")
def session(reference: Bundle) -> Session:
    """Movements that the bundle's network was not trained with, a minute of them."""
    dataset = synthesise(replace(SMALL, signs=6, sensors=2, subjects=1, repetitions=3, rest_repetitions=0, seed=11))
    assert dataset.labels == reference.manifest.model.labels
    return build_session(dataset, dataset.recordings, pause_s=0.4)


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[PageServer]:
    """``folder``, served on this computer."""
    with PageServer(folder, "127.0.0.1", port) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def wire() -> Iterator[PtyPort]:
    """The board's end of the only serial port that the browser has."""
    port = PtyPort()
    yield port
    with suppress(OSError):  # a test that pulls it out closes it
        port.close()


@pytest.fixture(scope="module")
def wired_port() -> int | None:
    """The TCP port of the pages that may open the browser's serial port; None where it cannot have one."""
    if not can_be_wired():
        return None
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    return number


@pytest.fixture(scope="module")  # no longer: its event loop is in the way of other tests
def chromium(wire: PtyPort, wired_port: int | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless browser like a phone's, with a profile, since nothing is installed into a private window."""
    if browser_path() is None:
        pytest.skip("no browser on this machine")
    from playwright.sync_api import sync_playwright

    program = browser_path()
    if wired_port is not None:
        program = str(wired_browser(tmp_path_factory.mktemp("wired"), wire.path, f"http://127.0.0.1:{wired_port}"))
    with sync_playwright() as play:
        opened = play.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--enable-features=WebBluetooth"],
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            has_touch=True,
            is_mobile=True,
        )
        yield opened
        opened.close()
