"""The contract refuses what cannot be honoured, and survives the trip through JSON."""

from __future__ import annotations

import pickle

import pytest

from kd_edge import contract
from kd_edge.contract import Butterworth, Envelope, Normalisation, Notch, SignalSpec, StreamSpec
from kd_edge.errors import ContractError, KdEdgeError, MissingExtraError

EMG = StreamSpec(
    "emg",
    900_000,
    ("flexor", "extensor"),
    filters=(Butterworth("bandpass", (20.0, 450.0), 4), Notch(50.0)),
    envelope=Envelope(Butterworth("lowpass", (6.0,)), "sqrt"),
)
SPEC = SignalSpec((EMG,), 20_000_000, 150, 5, Normalisation((0.0, 0.1), (1.0, 3.0)))


def test_json_round_trip_is_exact() -> None:
    assert contract.decode(contract.encode(SPEC), SignalSpec, source="test") == SPEC


def test_derived_quantities() -> None:
    assert EMG.sample_rate_hz == pytest.approx(1111.11, abs=0.01)
    assert SPEC.frame_rate_hz == 50
    assert SPEC.window_duration_s == pytest.approx(2.98)
    assert SPEC.features == ("emg.flexor", "emg.extensor")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: StreamSpec("emg", 5_000_000, ("a",), filters=(Butterworth("lowpass", (100.0,)),)), "Nyquist"),
        (lambda: StreamSpec("emg", 5_000_000, ("a",), filters=(Notch(120.0),)), "Nyquist"),
        (lambda: StreamSpec("imu", 20_000_000, ("a",), envelope=Envelope(Butterworth("lowpass", (25.0,)))), "Nyquist"),
        (lambda: StreamSpec("emg", 900_000, ("a", "a")), "unique"),
        (lambda: StreamSpec("emg", 900_000, ("a", "b"), scale=(1.0,)), "one scale per channel"),
        (lambda: StreamSpec("imu", 900_000, ("x", "y"), bodies=(((0, 1, 2),),)), "at most once"),
        (lambda: Butterworth("bandpass", (20.0,)), "2 cut-off"),
        (lambda: Butterworth("bandpass", (90.0, 20.0)), "rise"),
        (lambda: Envelope(Butterworth("highpass", (6.0,))), "low-pass"),
        (lambda: Normalisation((0.0,), (1.0, 2.0)), "one mean and one"),
        (lambda: Normalisation((float("nan"),), (1.0,)), "finite"),
        (lambda: SignalSpec((EMG, EMG), 20_000_000, 150, 5), "unique"),
        (lambda: SignalSpec((EMG,), 20_000_000, 150, 5, Normalisation((0.0,), (1.0,))), "every feature"),
        (lambda: SPEC.stream("imu"), "names"),
    ],
)
def test_what_cannot_be_honoured_is_an_error(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ContractError, match=message):
        make()


@pytest.mark.parametrize("damage", [b"{", b"\xff", b'{"streams": []}', contract.encode(SPEC).replace(b"450", b"950")])
def test_reading_names_the_source(damage: bytes) -> None:
    with pytest.raises(ContractError, match=r"signal\.json"):
        contract.decode(damage, SignalSpec, source="signal.json")


@pytest.mark.parametrize(
    "error",
    [ContractError("Rule", found=3, remedy="do it"), MissingExtraError("tensorflow", "train"), KdEdgeError("Rule")],
)
def test_errors_survive_pickling(error: KdEdgeError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
