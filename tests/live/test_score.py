import math
import random

import pytest

from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Sign
from kd_edge.live.listen import Listener
from kd_edge.live.on_host import HostRecogniser
from kd_edge.live.score import Score, score_session
from kd_edge.live.summary import SETTLED, Tally
from kd_edge.play.session import build_session
from kd_edge.source import Truth
from kd_edge.sources.replay import Replay

TRUTHS = [(0.0, None), (1.0, "a"), (3.0, None), (4.0, "b"), (6.0, None), (7.0, "c"), (9.0, None), (10.0, "d")]


def test_reports_belong_to_a_take_from_its_start_to_half_a_second_after_its_end():
    """By hand; an evaluation matches in the same way, which another test works out."""
    reports = [
        (0.5, "b"),  # in rest
        (3.5, "a"),  # just within the grace of a
        (5.5, "a"),  # within b: wrong
        (6.51, "b"),  # too late for b
    ]
    assert score_session(TRUTHS, reports) == Score(signs=3, correct=1, wrong=1, missed=1, spurious=2)


@pytest.mark.parametrize("order", [1, -1])
def test_another_label_inside_a_take_is_wrong_whether_the_right_one_comes_too_or_not(order):
    reports = list(zip((3.0, 3.5), ["b", "a"][::order], strict=True))
    assert score_session(TRUTHS[:3], reports) == Score(signs=1, correct=1, wrong=1, missed=0, spurious=0)


def test_every_wrong_label_counts():
    """A recogniser that babbles is right about every sign, and wrong most of the time."""
    takes = [(float(at), label) for at in range(0, 20, 2) for label in "abcd"]
    truths = [(0.0, "a"), (20.0, None)]
    assert score_session(truths, takes) == Score(signs=1, correct=1, wrong=30, missed=0, spurious=9)


def test_the_same_sign_reported_again_within_a_take_is_too_many():
    reports = [(3.0, "a"), (3.5, "a"), (3.6, "a")]
    assert score_session(TRUTHS[:3], reports) == Score(signs=1, correct=1, wrong=0, missed=0, spurious=2)


def test_a_sign_still_under_way_does_not_count():
    assert score_session(TRUTHS, [(12.0, "d")]).signs == 3


def test_takes_of_a_label_of_rest_are_no_signs(tiny_bundle, tiny_dataset, linear_engine):
    chosen = [take for take in tiny_dataset.recordings if take.repetition == 0]  # two persons, three labels
    counted = []
    for rest in ((), ("SIGN2",)):
        classifier = LiveClassifier(tiny_bundle, linear_engine)
        source = Replay(build_session(tiny_dataset, chosen), classifier.spec, speed=math.inf)
        listener = Listener(HostRecogniser(classifier), source)
        tally = Tally(listener, rest)
        for event in listener.events():
            if event is not None:
                tally.add(event)
        counted.append(tally.summary().score.signs)
    assert counted == [6, 4]


@pytest.mark.parametrize("takes", [3, 4 * SETTLED, 1500])
def test_a_long_session_is_scored_as_a_whole_and_nothing_piles_up(tiny_bundle, tiny_dataset, linear_engine, takes):
    recogniser = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
    session = build_session(tiny_dataset, tiny_dataset.recordings[:1])
    tally = Tally(Listener(recogniser, Replay(session, recogniser.spec)))
    draw = random.Random(takes)
    events, truths, reports = [], [], []
    for take in range(takes):
        for at, label in ((4.0 * take, None), (4.0 * take + 1.5, draw.choice("abc"))):
            truths.append((at, label))
            events.append(Truth(label, at))
            for late in sorted(draw.uniform(0.0, 3.0) for _ in range(draw.randint(0, 2))):
                reports.append((at + late, draw.choice("abc")))
                events.append(Sign(reports[-1][1], 0, 0.9, at + late, 0.1))
    for event in events:
        tally.add(event)
    summary = tally.summary()
    assert summary.score == score_session(truths, reports)
    assert summary.signs == len(reports)
    assert len(tally._truths) < 4 * SETTLED
    assert len(tally._reports) < 12 * SETTLED


def test_a_device_that_is_restarted_is_scored_on_each_of_its_clocks(tiny_bundle, tiny_dataset, linear_engine):
    recogniser = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
    session = build_session(tiny_dataset, tiny_dataset.recordings[:1])
    tally = Tally(Listener(recogniser, Replay(session, recogniser.spec)))
    for label, begin_s in (("a", 10.0), ("b", 20.0), ("c", 1.0), ("d", 5.0)):  # anew after b
        tally.add(Truth(None, begin_s - 1.0))
        tally.add(Truth(label, begin_s))
        tally.add(Sign(label, 0, 0.9, begin_s + 1.0, 0.1))
        tally.add(Truth(None, begin_s + 2.0))
    assert tally.summary().score == Score(signs=4, correct=4, missed=0, wrong=0, spurious=0)


def test_reports_that_nothing_true_goes_with_do_not_pile_up(tiny_bundle, tiny_dataset, linear_engine):
    recogniser = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
    session = build_session(tiny_dataset, tiny_dataset.recordings[:1])
    tally = Tally(Listener(recogniser, Replay(session, recogniser.spec)))
    for at in range(5000):
        tally.add(Sign("a", 0, 0.9, float(at), 0.1))
    assert tally.signs == tally.summary().signs == 5000
    assert tally.summary().score is None
    assert len(tally._reports) < 2000
    tally.add(Truth(None, 5000.0))
    for at in range(5000, 9000):  # and nothing more is told
        tally.add(Sign("a", 0, 0.9, at + 0.5, 0.1))
    assert tally.summary().score == Score(signs=0, correct=0, missed=0, wrong=0, spurious=4000)
    assert len(tally._reports) < 2000
