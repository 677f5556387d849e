import pytest

from kd_edge.live.score import Score, score_session

TRUTHS = [(0.0, None), (1.0, "a"), (3.0, None), (4.0, "b"), (6.0, None), (7.0, "c"), (9.0, None), (10.0, "d")]


def test_reports_are_matched_by_the_middle_of_their_window():
    reports = [
        (3.5, "a"),  # middle 2.5: a
        (5.5, "a"),  # middle 4.5: b, wrong
        (7.1, "b"),  # middle 6.1: rest
        (0.5, "b"),  # before the first truth
    ]
    assert score_session(TRUTHS, reports, 2.0) == Score(signs=3, correct=1, wrong=1, missed=1, spurious=2)


@pytest.mark.parametrize("order", [1, -1])
def test_another_label_inside_a_take_is_wrong_whether_the_right_one_comes_too_or_not(order):
    reports = list(zip((3.0, 3.5), ["b", "a"][::order], strict=True))
    assert score_session(TRUTHS[:3], reports, 2.0) == Score(signs=1, correct=1, wrong=1, missed=0, spurious=0)


def test_every_wrong_label_counts():
    """A recogniser that babbles is right about every sign, and wrong most of the time."""
    takes = [(float(at), label) for at in range(0, 20, 2) for label in "abcd"]
    truths = [(0.0, "a"), (20.0, None)]
    assert score_session(truths, takes, 0.0) == Score(signs=1, correct=1, wrong=30, missed=0, spurious=9)


def test_the_same_sign_reported_again_within_a_take_is_too_many():
    reports = [(3.0, "a"), (3.5, "a"), (3.6, "a")]
    assert score_session(TRUTHS[:3], reports, 2.0) == Score(signs=1, correct=1, wrong=0, missed=0, spurious=2)


def test_a_sign_still_under_way_does_not_count():
    assert score_session(TRUTHS, [(12.0, "d")], 2.0).signs == 3
