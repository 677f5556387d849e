import dataclasses

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kd_edge.contract import DecisionSpec
from kd_edge.link.description import describe
from kd_edge.link.messages import Data, encode_message
from kd_edge.link.receiving import Receiver
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.live.on_host import HostRecogniser
from kd_edge.play.session import Choice, build_session
from kd_edge.recordings.recording import REST
from kd_edge.source import StreamInfo


@pytest.fixture
def session(tiny_dataset):
    return build_session(tiny_dataset, Choice(seed=4).recordings(tiny_dataset), pause_s=0.3)


@pytest.fixture
def classifier(tiny_bundle, linear_engine):
    return LiveClassifier(tiny_bundle, linear_engine)


def push_in_blocks(classifier, session, size_s, rng):
    """Feed the session in turns of random length around ``size_s``."""
    at = dict.fromkeys(session.samples, 0)
    signs = []
    while any(at[name] < len(session.samples[name]) for name in at):
        for stream in session.signal.streams:
            count = 1 + rng.poisson(size_s * stream.sample_rate_hz)
            block = session.samples[stream.name][at[stream.name] : at[stream.name] + count]
            start_ns = session.start_ns[stream.name] + at[stream.name] * stream.sample_period_ns
            signs += classifier.push(stream.name, block, start_ns)
            at[stream.name] += count
    return signs


@pytest.mark.parametrize("size_s", [0.004, 0.05, 1.7])
def test_any_chunking_recognises_the_same_as_the_whole(classifier, session, size_s):
    whole = replay(classifier, session)
    windows = classifier.decisions.windows
    classifier.reset()
    assert push_in_blocks(classifier, session, size_s, np.random.default_rng(1)) == whole
    assert classifier.decisions.windows == windows
    assert len(whole) > 5


def test_windows_end_when_their_last_frame_was_taken(classifier, session):
    spec = classifier.spec
    for sign in replay(classifier, session):
        frame = sign.window * spec.window_increment + spec.window_size - 1
        assert sign.time_ns == frame * spec.frame_period_ns


def test_a_window_never_spans_a_long_gap_and_time_stays_right(classifier, session):
    spec = classifier.spec
    cut = {s.name: round(2e9 / s.sample_period_ns) for s in session.signal.streams}
    for name, samples in session.samples.items():
        classifier.push(name, samples[: cut[name]], 0)
    before = classifier.decisions.windows
    later_ns = 60_000_000_000
    signs = [s for name, samples in session.samples.items() for s in classifier.push(name, samples, later_ns)]
    assert classifier.path.restarts == 1
    assert signs
    for sign in signs:
        frame = (sign.window - before) * spec.window_increment + spec.window_size - 1
        assert sign.time_ns == later_ns + frame * spec.frame_period_ns


@pytest.mark.parametrize(("min_activity", "rests"), [(0.0, False), (0.05, True)])
def test_still_windows_are_rest(tiny_bundle, linear_engine, tiny_dataset, min_activity, rests):
    session = build_session(tiny_dataset, Choice(seed=4, count=1).recordings(tiny_dataset), pause_s=3.0)
    decision = DecisionSpec(min_confidence=0.0, votes=1, min_activity=min_activity)
    manifest = msgspec.structs.replace(tiny_bundle.manifest, decision=decision)
    classifier = LiveClassifier(dataclasses.replace(tiny_bundle, manifest=manifest), linear_engine)
    assert replay(classifier, session)
    assert (classifier.decisions.vote == REST) == rests


def test_every_push_that_completes_windows_is_timed(classifier, session):
    replay(classifier, session)
    times = classifier.times
    assert sum(times.windows) == classifier.decisions.windows
    assert len(times.signal) == len(times.inference) == len(times.decision) == len(times.windows)
    assert min(times.signal) > 0


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.integers(0, 2**32 - 1) | st.integers(0, 5),
            st.integers(0, 2**64 - 1) | st.integers(0, 3 * 10**9),
            st.binary(max_size=222),
        ),
        max_size=12,
    )
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undamaged_frames_with_absurd_contents_never_raise(tiny_bundle, linear_engine, frames):
    recogniser = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
    receiver = Receiver(recogniser.spec)
    for number, spec in enumerate(recogniser.spec.streams):
        receiver.feed(b"".join(map(encode_message, describe(number, StreamInfo.from_spec(spec)))))
    for stream, sequence, time_ns, values in frames:
        count = len(values) // (4 if stream == 0 else 12)
        samples = receiver.feed(encode_message(Data(stream, count, sequence, 0, time_ns, values)))
        list(recogniser.take(samples, 0))
