"""The fuzz targets under firmware/tests/fuzz: built, run under libFuzzer, and their corpus kept.

``python -m tests.firmware.fuzz --seconds 600`` fuzzes every target and packs what it found worth keeping.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import struct
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kd_edge import contract
from kd_edge.bundle import MANIFEST, SCHEMA_VERSION, Bundle, Manifest, Provenance, Quantisation
from kd_edge.contract import Butterworth, DecisionSpec, Envelope, ModelSpec, Normalisation, SignalSpec, StreamSpec
from kd_edge.decision.gates import Gates
from kd_edge.deploy.images.bundle_header import bundle_header
from kd_edge.files import firmware_root, sha256
from kd_edge.link.description import describe
from kd_edge.render.signal_config import signal_config
from kd_edge.source import StreamInfo

# What each target drives.
TARGETS: Final = {
    "frame": ("protocol/*.c",),
    "mlperf": ("mlperf/*.c", "boards/common/kd_clock.c"),
    "app": (
        *("app/kd_*.c", "recognise/*.c", "report/*.c", "mlperf/*.c", "protocol/*.c", "signal/*.c"),
        "learn/kd_learn_none.c",
        *("boards/common/kd_clock.c", "sources/kd_sense_synthetic.c"),
    ),
    "usb": ("usb/*.c",),
}

# Whose headers it includes.
FOLDERS: Final = (
    *("app", "learn", "recognise", "report", "mlperf", "protocol", "signal", "sources", "runtime"),
    *("boards", "boards/common"),
    "usb",
)

HOME: Final = firmware_root() / "tests" / "fuzz"
VECTORS: Final = Path(__file__).parents[1] / "vectors" / "protocol.json"

STRICT: Final = ("-std=gnu99", "-O1", "-g", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-ffp-contract=off")
DEFINES: Final = ("-DKD_RUNTIME_OWNS_MEMORY",)  # the network is a stub
_SANITIZE: Final = ("-fsanitize=address,undefined,float-cast-overflow", "-fno-sanitize-recover=all")
# Five times as fast on the signal path, which compares much and parses nothing.
_UNTRACED: Final = {"app": ("-fno-sanitize-coverage=trace-cmp",)}
_LONGEST: Final = {"frame": 600, "app": 2000, "mlperf": 400, "usb": 2000}
_WORDS: Final = ("name", "profile", "timestamp", "help", "db", "load", "print", "infer", "results", "%")

LABELS: Final = ("LEFT", "RIGHT", "STOP")
SIGNAL: Final = SignalSpec(
    streams=(
        StreamSpec(
            name="emg",
            sample_period_ns=1_000_000,
            channels=("a", "b"),
            filters=(Butterworth("bandpass", (20.0, 400.0)),),
            envelope=Envelope(Butterworth("lowpass", (6.0,)), "sqrt"),
        ),
        StreamSpec(name="imu", sample_period_ns=7_000_000, channels=("x", "y", "z"), sample_type="float32"),
        StreamSpec(name="touch", sample_period_ns=5_000_000, channels=("t",), sample_type="int8"),
    ),
    frame_period_ns=20_000_000,
    window_size=4,
    window_increment=2,
    normalisation=Normalisation((0.0,) * 6, (1.0,) * 6),
)
"""Small, so that an input soon completes a window; one stream of every sample type."""


def write_bundle_headers(folder: Path, signal: SignalSpec = SIGNAL, labels: tuple[str, ...] = LABELS) -> Bundle:
    """``kd_signal_config.h`` and ``kd_bundle.h`` of a bundle without a network."""
    folder.mkdir(parents=True, exist_ok=True)
    decision = DecisionSpec(min_confidence=0.5, votes=2, min_activity=0.1)
    scores, inputs = Quantisation(1 / 256, -128), Quantisation(1 / 16, 0)
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name="fuzz",
        signal=signal,
        model=ModelSpec("none", signal.window_size, signal.feature_count, labels, 1, 1),
        decision=decision,
        input_quantisation=inputs,
        output_quantisation=scores,
        operators=(),
        tflm_arena_bytes=1,
        files={},
        metrics={},
        provenance=Provenance("fuzz", "", True, "within", 0, "", {}),
    )
    bundle = Bundle(folder, manifest, {MANIFEST: contract.encode(manifest)})
    config = signal_config(signal, (inputs, scores), Gates.of(decision, scores, labels), labels)
    (folder / "kd_signal_config.h").write_text(config)
    (folder / "kd_bundle.h").write_text(bundle_header(bundle, "host", "fuzz"))
    return bundle


def build(
    target: str,
    folder: Path,
    compiler: Sequence[str],
    harness: Sequence[Path],
    *,
    firmware: Path | None = None,
) -> Path:
    """Compile what ``target`` drives with the small bundle, on a host in a board's place, together with ``harness``.

    Args:
        target: one of ``TARGETS``.
        folder: where the program goes.
        compiler: with options of its own, such as libFuzzer's.
        harness: C files with the main program and what it needs.
        firmware: the sources, if not the project's own.
    """
    write_bundle_headers(folder)
    return compile_for_host(target, folder, compiler, harness, firmware=firmware)


def compile_for_host(
    target: str, folder: Path, compiler: Sequence[str], harness: Sequence[Path], *, firmware: Path | None = None
) -> Path:
    """As :func:`build`, with the headers of a bundle that ``folder`` holds already."""
    root = firmware or firmware_root()
    parts = [*(root / part for part in FOLDERS), HOME]
    driven = [path for pattern in TARGETS[target] for path in sorted(root.glob(pattern))]
    program = folder / target
    subprocess.run(
        [
            *compiler, *STRICT, *DEFINES, *_SANITIZE, f"-I{folder}", *(f"-I{part}" for part in parts),
            *map(str, (*driven, HOME / "host.c", HOME / "host_serial.c", *harness)), "-o", str(program),
        ],
        check=True,
    )  # fmt: skip
    return program


def harness_of(target: str) -> Path:
    """The C file with the fuzz target."""
    return HOME / f"fuzz_{target}.c"


def corpus_path(target: str) -> Path:
    """The kept inputs of ``target``."""
    return HOME / "corpus" / f"{target}.tar.xz"


def unpack_corpus(target: str, folder: Path) -> list[Path]:
    """The kept inputs of ``target`` as files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    if corpus_path(target).is_file():
        shutil.unpack_archive(corpus_path(target), folder)
    return sorted(folder.iterdir())


def pack_corpus(target: str, folder: Path) -> None:
    """Keep the files in ``folder``, under the hashes of their contents; equal corpora give equal archives."""
    corpus_path(target).parent.mkdir(exist_ok=True)
    inputs = {sha256(data)[:16]: data for data in (path.read_bytes() for path in folder.iterdir())}
    with tarfile.open(corpus_path(target), "w:xz") as archive:
        for name in sorted(inputs):
            entry = tarfile.TarInfo(name)
            entry.size = len(inputs[name])
            archive.addfile(entry, io.BytesIO(inputs[name]))


def seeds(target: str) -> list[bytes]:
    """What a new corpus starts from: the vectors that Python and C share, and sessions."""
    if target == "usb":
        return [_bus_session(random.Random(seed)) for seed in range(60)]
    vectors = json.loads(VECTORS.read_text())
    if target == "mlperf":
        window = bytes(range(SIGNAL.window_size * SIGNAL.feature_count)).hex()
        load = f"db load {len(window) // 2}%db {window}%"
        return [f"name%profile%help%timestamp%{load}db print%infer 2 1%results%".encode(), b"db 00%infer x%nothing%"]
    if target == "frame":
        return [bytes.fromhex(vector["wire"]) for vector in (*vectors["frames"], *vectors["bad"])]
    frames = [(vector["type"], bytes.fromhex(vector["body"])) for vector in vectors["frames"]]
    described = [
        (0x01, part.pack())
        for number, stream in enumerate(SIGNAL.streams)
        for part in describe(number, StreamInfo.from_spec(stream))
    ]
    return [
        b"".join(_record(kind, body) for kind, body in frames),
        *(_session(mode, described) for mode in (1, 2, 3)),
        _record(0x10, b"\1\7") + _record(0xFF, seeds("mlperf")[0]) + _record(0x10, b"\2\3") + _record(0x10, b"\3\6\0"),
    ]


def _bus_session(draw: random.Random) -> bytes:
    """A host that opens the port, sends, takes, and now and then asks for what there is not; and a main loop."""
    opened = ("0009010000000000", "2120000000000700", "2122030000000000")
    asked = (
        *("8006000100004000", "800600020000ff00", "800602030904ff00", "800603030904ff00", "8006000100000000"),
        *("0005050000000000", "0203000082000000", "0201000082000000", "0203000002000000", "0201000002000000"),
        *("2122000000000000", "2122030000000000", "a121000000000700", "2120000000000800", "0009000000000000"),
    )
    records = [(0, bytes.fromhex(request)) for request in opened]
    records.insert(2, (2, struct.pack("<IBBB", draw.choice((1200, 921600)), 0, 0, 8)))
    for _ in range(draw.randrange(20, 80)):
        kind = draw.choice((0, 1, 1, 1, 2, 3, 3, 4, 5, 5, 6))
        body = {
            0: bytes.fromhex(draw.choice((*asked, *opened))) if draw.random() < 0.8 else draw.randbytes(8),
            2: draw.randbytes(draw.choice((7, 7, 6, 8, 64))),
            3: bytes((draw.choice((0, 2, 2)),)) * draw.randrange(1, 90),
            4: bytes((draw.randrange(1, 30),)) + draw.randbytes(draw.randrange(0, 250)),
            5: bytes((draw.randrange(256),)),
            6: bytes((draw.randrange(3),)),
        }.get(kind, draw.randbytes(draw.randrange(65)))
        records += [(kind, body)] * draw.choice((1, 1, 1, 12 if kind == 1 else 1))
        if kind == 0:  # what often follows a request
            records += draw.choice((((3, bytes(5)),), ((2, draw.randbytes(draw.choice((7, 3)))),), ()))
    return b"".join(_record(kind, body) for kind, body in records)


def _record(kind: int, body: bytes) -> bytes:
    return bytes((kind, min(len(body), 255))) + body[:255]


def _session(mode: int, described: Sequence[tuple[int, bytes]]) -> bytes:
    """START, samples or time, every other command, STOP."""
    blocks = [
        (0x02, _data(stream, sequence, first_ns, values))
        for sequence, (stream, first_ns, values) in enumerate(
            (stream, block * 140_000_000, values)
            for block in range(3)
            for stream, values in enumerate((b"\1\2\3\4" * 50, b"\0\0\x80\x3f" * 60, b"\5" * 28))
        )
    ]
    rest = [(0xFE, bytes((250,)) * 3), (0x10, b"\2\3"), (0x10, b"\3\5"), (0x10, b"\4\4\0\2\0"), (0x10, b"\5\2")]
    start = (0x10, bytes((1, 1, mode, 3)))
    return b"".join(_record(kind, body) for kind, body in (start, *described, *blocks, *rest))


def _data(stream: int, sequence: int, time_ns: int, values: bytes) -> bytes:
    count = len(values) // (4, 12, 1)[stream]
    head = bytes((stream, count)) + sequence.to_bytes(4, "little") + bytes(4) + time_ns.to_bytes(8, "little")
    return head + values


def fuzz(target: str, folder: Path, seconds: int) -> None:
    """Search for inputs that break ``target``, from the kept ones on; then keep the fewest that cover as much.

    Raises:
        CalledProcessError: there is a finding; libFuzzer has said where it lies.
    """
    options = ("-fsanitize=fuzzer", *_UNTRACED.get(target, ()))
    program = build(target, folder, ("clang", *options), [harness_of(target)])
    kept, grown, least = (folder / name / target for name in ("kept", "grown", "least"))
    shutil.rmtree(least, ignore_errors=True)
    words = folder / f"{target}.dict"
    words.write_text("".join(f'"{word}"\n' for word in _WORDS))
    unpack_corpus(target, kept)
    for number, seed in enumerate(seeds(target)):
        (kept / f"seed{number}").write_bytes(seed)
    grown.mkdir(parents=True, exist_ok=True)
    least.mkdir(parents=True)
    limits = (f"-max_len={_LONGEST[target]}", "-timeout=20", f"-artifact_prefix={folder}/")
    hints = (f"-dict={words}",) if target == "mlperf" else ()
    subprocess.run(
        [program, grown, kept, f"-max_total_time={seconds}", "-print_final_stats=1", *limits, *hints], check=True
    )
    subprocess.run([program, "-merge=1", least, grown, kept, *limits], check=True)
    pack_corpus(target, least)


def main() -> None:
    """Fuzz every target, one after the other."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for each target (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"), help="for programs and findings")
    parser.add_argument("targets", nargs="*", default=list(TARGETS), help="default: all of them")
    options = parser.parse_args()
    for target in options.targets:
        fuzz(target, options.folder.resolve(), options.seconds)


if __name__ == "__main__":
    main()
