"""A board that learns one person's signs: the host's bits, whatever happens to its power."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace as with_fields

from kd_edge.bench.on_device.measure import require_as_flashed
from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.contract import WearerProfile
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.images.learner import CANNOT
from kd_edge.deploy.images.network import write_network
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import DeployError, RecordingError
from kd_edge.files import firmware_root
from kd_edge.learn.config import config_files, learning_hop, windows_at_most
from kd_edge.learn.head import HeadFile
from kd_edge.learn.lesson import learn
from kd_edge.learn.person import Person
from kd_edge.link.protocol import BoardMode, CommandCode, LearnPass, LearnStep, Status
from kd_edge.personalise.on_board import as_played, forget, read_person, sessions_of, teach_board
from kd_edge.personalise.takes import Takes, takes_of
from kd_edge.play.session import Session, packets
from kd_edge.recordings.recording import Dataset
from kd_edge.render import write_sources
from kd_edge.source import StreamInfo
from tests.deploy.conftest import needs_compiler, needs_qemu
from tests.firmware.conftest import assert_says_what_the_host_says, write_bundle

STRICT = ("-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-ffp-contract=off")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
PASSES = (LearnPass.SURVEY, LearnPass.WAYS, LearnPass.SIGNS)


@pytest.fixture(scope="module")
def bundle(psl18_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """One that wants to know how the sensors are worn."""
    manifest = psl18_bundle.manifest
    folder = tmp_path_factory.mktemp("bundle") / "learns"
    signal = manifest.signal.worn(WearerProfile())
    return write_bundle(folder, signal, psl18_bundle.read(INT8_MODEL), manifest.model.labels)


@pytest.fixture(scope="module")
def dataset(psl18: Dataset) -> Dataset:
    """A person's first three takes of three signs."""
    mine = [take for take in psl18.recordings if take.subject == "p07" and take.label < 3 and take.repetition < 3]
    return replace(psl18, recordings=mine)


def shown(bundle: Bundle, dataset: Dataset) -> Takes:
    takes = takes_of(bundle, as_played(dataset), hop=learning_hop(bundle.manifest.signal))
    return takes.chosen(takes.repetitions < 2)


# -- the C code on this host ----------------------------------------------------


class Learner:
    """``firmware/tests/learn_filter.c`` with the code of one bundle, under sanitizers."""

    def __init__(self, bundle: Bundle, folder: Path) -> None:
        root = firmware_root()
        write_sources(bundle, folder, ("kd_signal_config.h",))
        live = write_network(bundle, folder, without_last_layer=True)
        for name, text in config_files(bundle).items():
            (folder / name).write_text(text)
        sources = [
            root / "tests" / "learn_filter.c",
            *(path for path in sorted((root / "learn").glob("*.c")) if path.name != CANNOT),
            *(root / "runtime" / name for name in ("kd_head.c", live.inference.runtime_source)),
            *(root / "protocol" / "kd_crc.c", folder / "kd_model.c"),
            *sorted((root / "signal").glob("*.c")),
            *sorted((root / "recognise").glob("*.c")),
        ]
        parts = ("learn", "runtime", "runtime/c", "protocol", "signal", "recognise", "boards")
        includes = [f"-I{folder}", *(f"-I{root / part}" for part in parts)]
        self._program = folder / "learner"
        command = ["gcc", *STRICT, *SANITIZERS, "-DKD_HEAD_APART", *includes, *map(str, sources)]
        built = subprocess.run([*command, "-o", str(self._program)], capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr

    def run(self, commands: bytes) -> bytes:
        found = subprocess.run([self._program], input=commands, capture_output=True, check=False)
        assert found.returncode == 0, found.stderr.decode()
        return found.stdout


@pytest.fixture(scope="module")
def learner(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Learner:
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    return Learner(bundle, tmp_path_factory.mktemp("learner"))


def letter(name: str, *numbers: int) -> bytes:
    return name.encode() + struct.pack(f"<{len(numbers)}i", *numbers)


def take(label: int, session: Session) -> list[bytes]:
    """The commands for one take."""
    types = [StreamInfo.from_spec(stream).dtype for stream in session.signal.streams]
    found = [letter("T", label)]
    for _, number, samples, at in packets(session):
        data = samples.astype(types[number]).tobytes()
        found.append(letter("D", number, len(samples)) + struct.pack("<q", at) + data)
    return found


def lesson(sessions: Sequence[tuple[int, Session]], passes: Sequence[LearnPass] = PASSES) -> list[bytes]:
    return [
        command
        for each in passes
        for command in (letter("B", each), *(part for taken in sessions for part in take(*taken)))
    ]


def statuses(answer: bytes, count: int) -> list[int]:
    return list(struct.unpack_from(f"<{count}i", answer))


def test_c_has_the_bits_of_the_reference(learner: Learner, bundle: Bundle, dataset: Dataset) -> None:
    takes = shown(bundle, dataset)
    commands = [*lesson(sessions_of(takes, bundle)), b"K", b"R"]
    answer = learner.run(b"".join(commands))
    assert statuses(answer, len(commands) - 1) == [0] * (len(commands) - 1)
    expected, _ = learn(bundle, takes.frames, takes.labels)
    assert answer[4 * (len(commands) - 1) :] == struct.pack("<i", len(expected.pack())) + expected.pack()


def test_a_lesson_is_counted_and_forgotten(learner: Learner, bundle: Bundle, dataset: Dataset) -> None:
    takes = shown(bundle, dataset)
    one = sessions_of(takes.chosen(takes.labels == 0), bundle)
    whole = b"".join([*lesson(one), b"K"])
    block = 4 + len(expected_of(bundle, takes))
    first, second = learner.run(whole + b"R")[-block:], learner.run(whole * 2 + b"R")[-block:]
    sizes = struct.unpack_from("<i", first), struct.unpack_from("<i", second)
    assert sizes[0] == sizes[1] == (block - 4,)
    assert struct.unpack_from("<I", first[4:], 16) == (1,)
    assert struct.unpack_from("<I", second[4:], 16) == (2,)
    assert learner.run(whole + b"FR")[-8:] == struct.pack("<ii", Status.OK, 0)


def test_a_take_after_a_lesson_was_kept_is_learnt_too(learner: Learner, bundle: Bundle, dataset: Dataset) -> None:
    takes = shown(bundle, dataset)
    first = takes.recordings == takes.recordings[0]
    one = sessions_of(takes.chosen(first), bundle)
    more = [b"K", *take(*one[0]), b"K"]
    answer = learner.run(b"".join([*lesson(one), *more, b"R"]))
    block = answer[-len(expected_of(bundle, takes)) :]
    assert struct.unpack_from("<II", block, 16) == (2, 2 * int(first.sum()))  # the second time, twice the windows


def expected_of(bundle: Bundle, takes: Takes) -> bytes:
    return learn(bundle, takes.frames, takes.labels)[0].pack()


def test_steps_out_of_order_are_refused_and_change_nothing(learner: Learner, bundle: Bundle, dataset: Dataset) -> None:
    takes = shown(bundle, dataset)
    one = sessions_of(takes.chosen(takes.labels == 0), bundle)[:1]
    failed, bad = Status.FAILED, Status.BAD_ARGUMENT
    commands = [letter("B", 2), letter("B", 0), letter("B", 4), letter("T", 0), b"K", letter("B", 1), letter("B", 2)]
    assert statuses(learner.run(b"".join(commands)), 7) == [failed, bad, bad, failed, failed, 0, failed]
    begun = [*lesson(one, PASSES[:1]), letter("B", 3), b"K", letter("T", -1), letter("T", 18)]
    answer = learner.run(b"".join(begun))
    assert statuses(answer, len(begun))[-4:] == [failed, failed, bad, bad]
    nothing = [*lesson(one, PASSES[:2]), letter("B", 3), b"K", b"R"]
    assert learner.run(b"".join(nothing))[-8:] == struct.pack("<ii", failed, 0)


def test_a_lesson_ends_where_there_is_no_more_room(learner: Learner, bundle: Bundle, dataset: Dataset) -> None:
    takes = shown(bundle, dataset)
    one = sessions_of(takes, bundle)[:1]
    windows = int((takes.recordings == takes.recordings[0]).sum())
    room = windows_at_most(len(bundle.manifest.model.labels)) // windows
    commands = [*lesson(one, PASSES[:2]), letter("B", 3), *(part for _ in range(room + 1) for part in take(*one[0]))]
    found = statuses(learner.run(b"".join(commands)), len(commands))
    assert set(found[: -len(take(*one[0]))]) == {0}
    assert Status.FAILED in found[-len(take(*one[0])) :]


@pytest.mark.parametrize("seed", range(3))
def test_power_that_fails_at_any_step_loses_nothing(
    learner: Learner, bundle: Bundle, dataset: Dataset, seed: int
) -> None:
    answer = learner.run(letter("X", seed))
    kept, forgot = struct.unpack("<4i4i", answer)[:4], struct.unpack("<4i4i", answer)[4:]
    words = len(expected_of(bundle, shown(bundle, dataset))) // 4
    old, new, nothing, other = kept
    assert (nothing, other) == (0, 0)
    assert old + new == 2 + words  # two pages are erased
    assert old >= 2 + words - 1
    old, new, nothing, other = forgot
    assert (new, other) == (0, 0)
    assert old + nothing == 4
    assert old >= 2


# -- an emulated board ----------------------------------------------------------


@needs_compiler
@needs_qemu
def test_a_board_learns_the_host_s_bits_and_forgets(
    bundle: Bundle, dataset: Dataset, psl18_session: Session, tmp_path: Path
) -> None:
    board, labels = load_board("mps2-an386"), bundle.manifest.model.labels
    image = build_firmware(board, bundle, tmp_path / "image", find_toolchain(), learn=True)
    few = replace(dataset, recordings=[take for take in dataset.recordings if take.label < 2])
    with emulated_board(board, image.elf) as port, Device(port) as device:
        assert_says_what_the_host_says(device.inject(psl18_session), bundle, psl18_session)
        device.stop()
        assert read_person(device, bundle) is None
        require_as_flashed(device)
        report = teach_board(device, bundle, few, judge=False)
        assert (report.taught, report.sequence, report.unseen) == (4, 1, labels[2:])
        assert report.profile is not None
        kept = read_person(device, bundle)
        assert kept is not None
        with pytest.raises(DeployError, match=r"has learnt a person's signs.*--reset"):
            require_as_flashed(device)
        learnt = taught_bundle(bundle, kept, report.profile, tmp_path / "learnt")
        device.request(CommandCode.REBOOT, b"\0")
        assert_says_what_the_host_says(device.inject(psl18_session), learnt, psl18_session)
        with pytest.raises(DeployError, match=r"status -3.*stop what the board does"):
            device.request(CommandCode.LEARN, bytes((LearnStep.FORGET,)))
        device.stop()
        device.request(CommandCode.LEARN, bytes((LearnStep.BEGIN, LearnPass.SURVEY)))
        forget(device, bundle)
        assert device.info().mode == BoardMode.IDLE
        assert read_person(device, bundle) is None
        assert device.info().mode == BoardMode.IDLE


def taught_bundle(bundle: Bundle, person: Person, profile: WearerProfile, folder: Path) -> Bundle:
    """A bundle whose flatbuffer has what a board has learnt, for TensorFlow Lite Micro."""
    manifest = bundle.manifest
    model = HeadFile.of(bundle.read(INT8_MODEL)).written_integers(person.layer.weights, person.layer.biases)
    return write_bundle(folder, with_fields(manifest.signal, wearer=profile), model, manifest.model.labels)


@needs_compiler
def test_boards_without_room_are_refused(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=r"8,192 bytes of flash.*Found: microbit without.*kd-edge boards"):
        build_firmware(load_board("microbit"), bundle, tmp_path, find_toolchain(), learn=True)


def test_more_takes_than_there_is_room_for_are_refused(bundle: Bundle, psl18: Dataset) -> None:
    class Silent:
        def info(self) -> object:
            return type("Info", (), {"bundle_sha256": bundle.digest})()

    many = replace(psl18, recordings=[take for take in psl18.recordings if take.subject == "p01"])
    with pytest.raises(RecordingError, match=r"between 1 and 72 windows.*--takes 1"):
        teach_board(Silent(), bundle, many, takes=9)  # type: ignore[arg-type]


def test_takes_that_would_make_it_worse_are_refused(bundle: Bundle, psl18: Dataset) -> None:
    """The weights of this network come from elsewhere, so its features tell nothing about labels that are shuffled."""

    class Silent:
        def info(self) -> object:
            return type("Info", (), {"bundle_sha256": bundle.digest})()

    mine = [take for take in psl18.recordings if take.subject == "p01" and take.repetition < 2]
    shuffled = np.random.default_rng(0).permutation([take.label for take in mine])
    wrong = [replace(take, label=int(label)) for take, label in zip(mine, shuffled, strict=True)]
    with pytest.raises(RecordingError, match=r"make recognition better|resemble each other"):
        teach_board(Silent(), bundle, replace(psl18, recordings=wrong))  # type: ignore[arg-type]
