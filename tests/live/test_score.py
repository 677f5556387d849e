from kd_edge.live.score import StreamScore, score_stream

TRUTHS = [(0.0, None), (1.0, "a"), (3.0, None), (4.0, "b"), (6.0, None), (7.0, "c"), (9.0, None), (10.0, "d")]


def test_reports_are_matched_by_the_middle_of_their_window():
    reports = [
        (3.5, "a"),  # middle 2.5: a
        (5.5, "a"),  # middle 4.5: b, wrong
        (7.1, "b"),  # middle 6.1: rest
        (0.5, "b"),  # before the first truth
    ]
    assert score_stream(TRUTHS, reports, 2.0) == StreamScore(signs=3, correct=1, wrong=1, missed=1, spurious=2)


def test_a_second_report_of_one_sign_is_too_many_but_may_be_the_right_one():
    reports = [(3.0, "b"), (3.5, "a")]
    assert score_stream(TRUTHS[:3], reports, 2.0) == StreamScore(signs=1, correct=1, wrong=0, missed=0, spurious=1)


def test_a_sign_still_under_way_does_not_count():
    assert score_stream(TRUTHS, [(12.0, "d")], 2.0).signs == 3
