"""Methods as they are written in JSON and on the command line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge import contract
from kd_edge.distill.methods.settings import KINDS, Decoupled, Hinton, Relational, parse_method
from kd_edge.distill.recipe import Distillation
from kd_edge.errors import TrainingError


def test_a_method_is_read_with_its_parameters() -> None:
    assert parse_method("hinton") == Hinton()
    assert parse_method("decoupled", ("other_weight=4", " target_weight = 0.5")) == Decoupled(0.5, 4.0)
    assert set(KINDS) == {"hinton", "logit-regression", "decoupled", "hints", "relational"}


@pytest.mark.parametrize(
    ("name", "parameters", "found"),
    [
        ("nonsense", (), "use one of hinton"),
        ("decoupled", ("other_weight",), "other_weight"),
        ("decoupled", ("temperature=3",), "temperature"),
        ("decoupled", ("other_weight=-1",), ">= 0"),
        ("decoupled", ("other_weight=nan",), "decoupled"),
        ("hints", ("first=1.5",), "<= 1"),
        ("hinton", ("first=1",), "has none"),
        ("hinton", ("type=1",), "NAME=NUMBER|has none"),
    ],
)
def test_what_a_method_does_not_take_is_one_clear_error(name: str, parameters: tuple[str, ...], found: str) -> None:
    with pytest.raises(TrainingError, match=found):
        parse_method(name, parameters)


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3).map(tuple))
def test_any_text_is_a_method_or_one_clear_error(name: str, parameters: tuple[str, ...]) -> None:
    for known in (name, "relational"):
        with suppress(TrainingError):
            assert type(parse_method(known, parameters)) in KINDS.values()


def test_json_of_earlier_runs_means_hintons_loss() -> None:
    old = b'{"temperature": 2.0, "alpha": 0.5, "bank": 3}'
    assert contract.decode(old, Distillation, source="old") == Distillation(temperature=2.0, alpha=0.5, bank=3)
    new = Distillation(method=Relational(angle_weight=1.0), spliced=0.5)
    assert contract.decode(contract.encode(new), Distillation, source="new") == new
