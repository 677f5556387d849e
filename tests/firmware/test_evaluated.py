"""Event figures of a board are those of the host."""

from __future__ import annotations

from dataclasses import replace as with_fields
from pathlib import Path

import pytest
from msgspec.structs import replace

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.contract import WearerProfile
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import open_engine
from kd_edge.errors import EvaluationError
from kd_edge.evaluate.material import Amount, fragments, held_out, resting, signing
from kd_edge.evaluate.on_board import _require_wearer, decided_by
from kd_edge.evaluate.traces import decide, trace_sessions
from kd_edge.recordings.recording import Dataset
from tests.deploy.conftest import needs_compiler, needs_qemu


@needs_compiler
@needs_qemu
def test_a_board_finds_misses_and_errs_like_the_host(psl18_bundle: Bundle, psl18: Dataset, tmp_path: Path) -> None:
    takes = held_out(psl18_bundle, psl18, "within", person="p02")
    takes = with_fields(takes, recordings=takes.recordings[::3])
    amount = Amount(rest_hours=10 / 3600, movement_hours=30 / 3600)
    played = [*signing(takes, amount), *resting(takes, amount), *fragments(takes, amount)]
    engine = open_engine(psl18_bundle.read(INT8_MODEL))
    host = decide(trace_sessions(psl18_bundle, engine, played), psl18_bundle)
    board = load_board("mps2-an386")
    image = build_firmware(board, psl18_bundle, tmp_path, find_toolchain())
    with emulated_board(board, image.elf) as port, Device(port) as device:
        assert decided_by(device, psl18_bundle, played) == host
    assert host.events.takes == len(takes.recordings)
    assert host.events.right + host.events.wrong + host.alarms["movement"].reports > 5


def test_another_wearer_than_the_image_s_is_refused(psl18: Dataset) -> None:
    played = signing(with_fields(psl18, recordings=psl18.recordings[:1]), Amount())[0]
    _require_wearer(played, WearerProfile())
    worn = type(played)(**{**vars(played), "wearer": replace(WearerProfile(), roll_deg=45.0)})
    with pytest.raises(EvaluationError, match=r"for one wearer.*kd-edge wearer apply"):
        _require_wearer(worn, WearerProfile())
