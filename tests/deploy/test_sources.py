"""A bundle as C sources: they compile on their own, and give the host's results."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.cli import main
from kd_edge.deploy.sources import write_standalone
from kd_edge.engines import open_engine
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.golden_session import golden_session
from kd_edge.play.session import Session, packets

STRICT = ("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror")

PROGRAM = """\
#include <inttypes.h>
#include <stdio.h>
#include "kd_recogniser.h"

int main(void)
{
    static kd_recogniser_t recogniser;
    static float samples[1024];
    struct {
        int32_t stream, count;
        int64_t start_ns;
    } head;
    kd_result_t result;
    kd_recogniser_init(&recogniser);
    while (fread(&head, sizeof head, 1, stdin) == 1) {
        const size_t row_bytes = (size_t)kd_stream_row_bytes(&kd_streams[head.stream]);
        if (fread(samples, row_bytes, (size_t)head.count, stdin) != (size_t)head.count) {
            return 1;
        }
        kd_recogniser_push(&recogniser, head.stream, samples, head.count, head.start_ns);
        while (kd_recogniser_next(&recogniser, &result) == KD_RECOGNISER_RESULT) {
            if (result.sign != KD_REST) {
                printf("%d %u %" PRId64 "\\n", (int)result.sign, (unsigned)result.window, result.time_ns);
            }
        }
    }
    return 0;
}
"""


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return open_bundle(Path(__file__).parents[2] / "export" / "reference")


@pytest.fixture(scope="module")
def session(bundle: Bundle) -> Session:
    session = golden_session(bundle, 1 << 20)
    assert session is not None
    return session


def blocks(session: Session) -> bytes:
    """The session as the program above reads it."""
    return b"".join(
        np.array([number, len(samples)], np.int32).tobytes() + np.int64(start_ns).tobytes() + samples.tobytes()
        for _, number, samples, start_ns in packets(session)
    )


@pytest.mark.parametrize(
    "options", [("-O2",), ("-O3", "-march=native", "-ffp-contract=fast"), ("-O1", "-fsanitize=address,undefined")]
)
def test_a_program_around_them_recognises_what_the_host_does(
    options: tuple[str, ...], bundle: Bundle, session: Session, tmp_path: Path
) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("no gcc on this machine")
    files, _ = write_standalone(bundle, tmp_path / "sources")
    (tmp_path / "main.c").write_text(PROGRAM)
    parts = [tmp_path / "main.c", *(path for path in files if path.suffix == ".c")]
    program = tmp_path / "program"
    command = ["gcc", *STRICT, *options, f"-I{tmp_path / 'sources'}", *map(str, parts), "-o", str(program)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    said = subprocess.run([program], input=blocks(session), capture_output=True, check=True).stdout.decode()
    expected = replay(LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), "tflm")), session)
    assert expected
    assert [tuple(map(int, line.split())) for line in said.splitlines()] == [
        (sign.label, sign.window, sign.time_ns) for sign in expected
    ]


def test_the_command_writes_them(bundle: Bundle, tmp_path: Path) -> None:
    out = tmp_path / "sources"
    result = CliRunner().invoke(main, ["sources", str(bundle.folder), "--out", str(out)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "cc -std=c99 -O2 -c" in result.output
    assert {"kd_model.c", "kd_signal.h", "kd_decide.c", "kd_recogniser.h"} <= {path.name for path in out.iterdir()}
