"""Archives of others: what NumPy wrote is read, everything else is one clear error."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kd_edge.arrays import read_arrays
from kd_edge.errors import RecordingError

LIMIT = 1 << 30


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_wrote_is_read(save: object, tmp_path: Path) -> None:
    written = {"a": np.arange(6.0).reshape(2, 3), "b.c": np.array(["ż", "y"]), "none": np.zeros((0, 4))}
    save(tmp_path / "x.npz", **written)  # type: ignore[operator]
    read = read_arrays(tmp_path / "x.npz", LIMIT, RecordingError)
    assert list(read) == list(written)
    for name, array in written.items():
        np.testing.assert_array_equal(read[name], array)
        assert read[name].dtype == array.dtype


def npy(header: str, data: bytes = b"") -> bytes:
    """A ``.npy`` file with a header of one's own."""
    padded = (header + " " * (-(len(header) + 11) % 64) + "\n").encode()
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded + data


def as_npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def shaped(shape: str, descr: str = "'<i4'") -> str:
    return f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"


MEMBERS = {
    "short": (npy(shaped("(3,)"), b"1234"), "EOF"),
    "long": (npy(shaped("(1,)"), b"12345"), "more bytes than its shape"),
    "2^60 elements": (npy(shaped(f"({2**60},)")), ""),
    "2^70 elements": (npy(shaped(f"({2**70},)")), ""),
    "negative": (npy(shaped("(-3,)")), ""),
    "elements without a size": (npy(shaped(f"({10**12},)", "'<U0'")), "without a size"),
    "objects": (npy(shaped("(1,)", "'|O'"), b"1"), "allow_pickle"),
    "deep header": (npy("(" * 5000), ""),
    "deep header of version 1": (npy("{'descr': " + "-" * 5000 + "1}"), ""),
    "not a dictionary": (npy("[1]"), ""),
    "no header": (b"\x93NUMPY\x09\x00", "version"),
    "not an array": (b"hello", "magic string"),
    "empty": (b"", ""),
}


@pytest.mark.parametrize("case", MEMBERS)
def test_a_crafted_array_is_one_clear_error(case: str, tmp_path: Path) -> None:
    content, message = MEMBERS[case]
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr("a.npy", content)
    with pytest.raises(RecordingError, match=f"complete npz archive.*{message}") as caught:
        read_arrays(tmp_path / "x.npz", LIMIT, RecordingError)
    assert "x.npz: ." not in str(caught.value)


def test_an_archive_that_expands_enormously_is_refused_before_it_does(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "bomb.npz", a=np.zeros(100_000_000, np.uint8))
    assert (tmp_path / "bomb.npz").stat().st_size < 200_000
    with pytest.raises(RecordingError, match="would expand from"):
        read_arrays(tmp_path / "bomb.npz", LIMIT, RecordingError)
    np.savez_compressed(tmp_path / "many.npz", **{f"a{i}": np.zeros(60_000_000, np.uint8) for i in range(3)})
    with pytest.raises(RecordingError, match="more than 100,000,000 bytes"):
        read_arrays(tmp_path / "many.npz", 100_000_000, RecordingError)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["readme.txt", "a.npy"])
def test_members_are_arrays_with_names_of_their_own(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        for member in ("a.npy", name):
            archive.writestr(member, as_npy(np.arange(3)))
    with pytest.raises(RecordingError, match=f"member '{name}'"):
        read_arrays(tmp_path / "x.npz", LIMIT, RecordingError)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mutation_is_a_traceback(data: st.DataObject, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, a=np.arange(300), b=np.array(["x", "yy"]))
    content = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[position] = data.draw(st.integers(0, 255))
        else:
            del content[position : position + data.draw(st.integers(1, 40))]
    (tmp_path / "x.npz").write_bytes(content)
    with suppress(RecordingError):
        read_arrays(tmp_path / "x.npz", LIMIT, RecordingError)
