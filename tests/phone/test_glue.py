"""The module's own C under sanitizers: good bytes, damaged ones and noise, in pieces of many sizes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.sources import copy_firmware, write_recogniser
from kd_edge.phone.recording import wire_bytes
from kd_edge.play.golden_session import play_goldens

OPTIONS = ("-std=c99", "-O1", "-Wall", "-Wextra", "-Wconversion", "-Werror")
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
FILES = ("protocol/*.[ch]", "receive/kd_intake.[ch]", "web/kd_web.[ch]")


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")
def test_any_bytes_in_any_pieces(reference: Bundle, tmp_path: Path) -> None:
    write_recogniser(reference, tmp_path)
    copy_firmware(tmp_path, *FILES)
    sources = [Path(__file__).parent / "feed.c", *sorted(tmp_path.glob("*.c"))]
    program = tmp_path / "feed"
    subprocess.run(["gcc", *OPTIONS, *SANITIZERS, f"-I{tmp_path}", *sources, "-o", program], check=True)
    played = play_goldens(reference, 1 << 18)
    assert played is not None
    good = wire_bytes(played.session)
    rng = np.random.default_rng(9)
    damaged = bytearray(good)
    for index in rng.choice(len(good), 300, replace=False).tolist():
        damaged[index] ^= int(rng.integers(1, 256))
    said = {}
    for name, data in {"good": good, "damaged": bytes(damaged) + good, "noise": rng.bytes(100_000)}.items():
        (tmp_path / name).write_bytes(data)
        done = subprocess.run([program, tmp_path / name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        *said[name], mistakes, last = done.stdout.splitlines()
        assert mistakes == "mistakes 0 -1 -4"
        assert last == "frame 11, infer 0"
    assert len(said["good"]) > 50
    assert not any("refused" in line for line in said["good"])
    assert said["noise"] == []
