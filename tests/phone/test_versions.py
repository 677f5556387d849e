"""The page on the device when the server has another version, half of one, or one that the browser cannot run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from kd_edge.phone.write import MODULE, Page, fill_worker
from tests.phone.conftest import served

WORKER = "sw.js"
STATIC = Path(__file__).parents[2] / "kd_edge" / "phone" / "static"


def publish(folder: Path, files: Mapping[str, bytes], without: str | None = None) -> None:
    """Put a version of the page onto the server, one file perhaps not yet."""
    folder.mkdir(exist_ok=True)
    for name, data in {**files, WORKER: fill_worker((STATIC / WORKER).read_bytes(), files)}.items():
        if name != without:
            (folder / name).write_bytes(data)


def visit_until(opened: Any, address: str, bundle: str) -> None:
    """Visit the page until it is the one of ``bundle``: mostly at once, but a browser may finish other work first."""
    for _ in range(10):
        with suppress(Error):  # a navigation that the page's own ends, which loads the new version; or too early
            opened.goto(address)
            opened.wait_for_function(
                f"() => kdEdge.ready && document.getElementById('bundle').textContent === '{bundle}'", timeout=6_000
            )
            return
    raise AssertionError(f"{bundle} never comes")


@pytest.mark.quiet
def test_a_new_version_takes_over_whole_or_not_at_all(chromium: Any, page: Page, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in page.folder.iterdir() if path.name != WORKER}
    about = json.loads(first["bundle.json"])
    second = {**first, "bundle.json": json.dumps({**about, "bundle": "second"}).encode()}
    second["phone.js"] = first["phone.js"] + b"window.second = true;\n"
    site = tmp_path / "web"
    publish(site, first)
    opened = chromium.new_page()
    seen = "() => [document.getElementById('bundle').textContent, window.second === true]"
    with served(site) as server:
        address = f"http://127.0.0.1:{server.port}/"
        opened.goto(address)
        opened.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        publish(site, second, without="phone.js")
        opened.goto(address)
        opened.wait_for_function("() => kdEdge.ready")
        update = "async () => (await navigator.serviceWorker.ready).update().then(() => '', (error) => error.name)"
        assert opened.evaluate(REFUSED_UPDATE) == "redundant"
        assert opened.evaluate(seen) == [about["bundle"], False], "all of the old, though half of the new is there"
        publish(site, second)
        visit_until(opened, address, "second")
        assert opened.evaluate(seen) == ["second", True]
        opened.click("#recording")
        third = {**second, "bundle.json": json.dumps({**about, "bundle": "third"}).encode()}
        publish(site, third)
        opened.evaluate(update)
        opened.wait_for_function("async () => (await navigator.serviceWorker.ready).waiting !== null")
        assert opened.evaluate(seen) == ["second", True], "nothing is taken away from who uses it"
        visit_until(opened, address, "third")
        assert len(opened.evaluate("() => caches.keys()")) == 1
    opened.close()


REFUSED_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const found = new Promise((resolve) => {
    registration.addEventListener("updatefound", () => resolve(registration.installing), { once: true });
    if (registration.installing) resolve(registration.installing);
  });
  await registration.update().catch(() => {});
  const worker = await found;
  while (worker.state === "installing") await new Promise((resolve) => setTimeout(resolve, 10));
  return worker.state;
}"""
"""Looks for another version, waits until its installation is over, and says how that ended."""

NO_STORAGE = b"""caches.open = async () => { throw new DOMException("no space", "QuotaExceededError"); };"""
NOTICE = "(text) => document.getElementById('notice').textContent.includes(text)"


def test_what_a_browser_cannot_do_is_said(chromium: Any, page: Page, tmp_path: Path) -> None:
    """A module that it does not understand, as one with SIMD is for an old browser; then no space for the page."""
    files = {path.name: path.read_bytes() for path in page.folder.iterdir() if path.name != WORKER}
    site = tmp_path / "web"
    publish(site, {**files, MODULE: files[MODULE][:-1]})
    with served(site) as server:
        opened = chromium.new_page()
        opened.goto(f"http://127.0.0.1:{server.port}/")
        opened.wait_for_function(NOTICE, arg="no SIMD")
        opened.close()
    publish(site, files)
    (site / WORKER).write_bytes(NO_STORAGE + (site / WORKER).read_bytes())
    with served(site) as server:
        opened = chromium.new_page()
        opened.goto(f"http://127.0.0.1:{server.port}/")
        opened.wait_for_function(NOTICE, arg="Not kept for offline use")
        opened.wait_for_function("() => kdEdge.ready")
        opened.close()
