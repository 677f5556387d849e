"""Known labels decide how a file's name is read, and nothing is guessed."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.errors import RecordingError
from kd_edge.recordings.file_names import FileNames, file_names

UNDERSCORES = "{subject}_{label}_{repetition}.csv"


def names(template: str, *labels: str, streams: tuple[str, ...] = ("emg", "imu")) -> FileNames:
    return file_names(template, {"label": labels, "stream": streams}, {"label"})


@pytest.mark.parametrize(
    ("labels", "path", "subject", "label"),
    [
        (("hand_open", "fist"), "P1_hand_open_1.csv", "P1", "hand_open"),
        (("THUMB_UP",), "P1_THUMB_UP_1.csv", "P1", "THUMB_UP"),
        (("UP",), "P1_THUMB_UP_1.csv", "P1_THUMB", "UP"),
        (("A",), "subj_01_A_7.csv", "subj_01", "A"),
        (("A", "AB"), "p_AB_7.CSV", "p", "AB"),
        (("A.b", "Axb"), "p_A.b_7.csv", "p", "A.b"),
    ],
)
def test_known_labels_decide(labels: tuple[str, ...], path: str, subject: str, label: str) -> None:
    read = names(UNDERSCORES, *labels).read(PurePosixPath(path))
    assert read is not None
    assert (read["subject"], read["label"]) == (subject, label)


@pytest.mark.parametrize("label", ["Dzie\u0144", "Dzien\u0301"])
@pytest.mark.parametrize("subject", ["Jose\u0301", "Jos\u00e9"])
def test_an_accent_counts_however_it_is_written(label: str, subject: str) -> None:
    """macOS stores it apart from its letter: the same person must not become two."""
    for written in ("Dzie\u0144", "Dzien\u0301"):
        read = names(UNDERSCORES, label).read(PurePosixPath(f"{subject}_{written}_1.csv"))
        assert read == {"subject": "Jos\u00e9", "label": "Dzie\u0144", "repetition": "1"}


@pytest.mark.parametrize(
    ("template", "labels", "path"),
    [
        (UNDERSCORES, ("UP", "THUMB_UP"), "P1_THUMB_UP_1.csv"),
        ("{subject}_{session}_{label}.csv", ("A",), "p_1_mon_A.csv"),
        ("{subject}{repetition}-{label}.csv", ("A",), "p12-A.csv"),
        ("{label}{subject}.csv", ("A", "AB"), "ABC.csv"),
    ],
)
def test_a_name_of_two_readings_is_an_error(template: str, labels: tuple[str, ...], path: str) -> None:
    with pytest.raises(RecordingError, match=r"can be read in one way.*subject '.*; or .*subject '"):
        names(template, *labels).read(PurePosixPath(path))


def test_an_unknown_label_is_an_error_and_a_foreign_name_is_none() -> None:
    with pytest.raises(RecordingError, match=r"one of fist, flat\. Found: hand_open"):
        names(UNDERSCORES, "fist", "flat").read(PurePosixPath("P1_hand_open_1.csv"))
    for path in ("notes.csv", "P1_fist_one.csv", "deep/er/P1_fist_1.txt"):
        assert names(UNDERSCORES, "fist").read(PurePosixPath(path)) is None
    assert names("{label}.{stream}.csv", "A").read(PurePosixPath("A.quaternion.csv")) is None


@pytest.mark.parametrize("template", ["{subject}.csv", "{label}{label}.csv", "{label}-{hand}.csv", "{label}{}.csv"])
def test_a_template_has_the_documented_placeholders(template: str) -> None:
    with pytest.raises(RecordingError, match="no placeholders but"):
        names(template, "A")


@given(
    subject=st.text("abcP_1", min_size=1, max_size=6),
    label=st.sampled_from(["UP", "UP_1", "c", "hand_open"]),
    repetition=st.integers(0, 99),
)
def test_what_is_read_without_an_error_is_what_was_written(subject: str, label: str, repetition: int) -> None:
    path = PurePosixPath(f"{subject}_{label}_{repetition}.csv")
    try:
        read = names(UNDERSCORES, "UP", "UP_1", "c", "hand_open").read(path)
    except RecordingError as error:
        read = None
        ambiguous = str(error)
    if read is None:
        assert subject in ambiguous
    else:
        assert read == {"subject": subject, "label": label, "repetition": str(repetition)}
