"""Spaces in TOML: every combination once, and an error for everything that is no space."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.distill.methods.settings import Decoupled, Hinton
from kd_edge.distill.recipe import FINE_TUNING, Recipe
from kd_edge.errors import ContractError
from kd_edge.sweep.space import MAX_TRIALS, parse_space, read_space
from kd_edge.sweep.trial import Trial, with_everything_before

ROOT = Path(__file__).resolve().parents[2]


def parse(text: str, folds: int = 5) -> list[Trial]:
    return parse_space(text.encode(), folds, source="space.toml")


def test_grids_are_products_that_add_up_and_what_all_share_is_said_once() -> None:
    trials = parse(
        """
        [trial]
        recipe.epochs = 7
        [[grid]]
        preset = ["compact", "pooled"]
        seed = [0, 1, 2]
        [[grid]]
        preset = ["pooled"]
        seed = [2, 3]
        """
    )
    told = [(trial.network, trial.seed) for trial in trials]
    assert told == [(name, seed) for name in ("compact", "pooled") for seed in range(3)] + [("pooled", 3)]
    assert {trial.recipe for trial in trials} == {Recipe(epochs=7)}


def test_methods_teachers_chains_and_passes() -> None:
    direct, plain, decoupled, pruned = parse(
        """
        [trial]
        distillation.temperature = 2
        fine_tuning.epochs = 4
        [[grid]]
        teacher = [false, {preset = "resnet"}]
        [[grid]]
        teacher = [{preset = "resnet"}]
        chain = [["compact-large", "compact"]]
        distillation.method = [{type = "decoupled", other_weight = 4}]
        [[grid]]
        passes = [["prune=0.5", "low-rank=8"]]
        """
    )
    assert (direct.teacher, direct.distillation, direct.fine_tuning) == (None, None, None)
    assert plain.distillation is not None
    assert (plain.distillation.method, plain.distillation.temperature) == (Hinton(), 2.0)
    assert decoupled.distillation is not None
    assert decoupled.distillation.method == Decoupled(other_weight=4.0)
    assert pruned.fine_tuning == Recipe(epochs=4)
    assert parse('[[grid]]\npasses=[["prune=0.5"]]')[0].fine_tuning == FINE_TUNING
    networks = [(trial.role, trial.network) for trial in with_everything_before([decoupled])]
    assert networks == [("teacher", "resnet"), ("student", "compact-large"), *[("student", "compact")] * 2]


def test_loso_is_a_trial_for_each_fold() -> None:
    assert [trial.split for trial in parse('[trial]\nsplit = "loso"', folds=3)] == ["loso-0", "loso-1", "loso-2"]


def test_what_a_trial_builds_on_comes_first_and_once() -> None:
    trials = parse(
        """
        [[grid]]
        teacher = [{preset = "resnet"}]
        passes = [[], ["prune=0.5"]]
        calibration = ["min-max", "mse"]
        """
    )
    ordered = with_everything_before(trials)
    assert len(ordered) == len(set(ordered)) == 5
    for index, trial in enumerate(ordered):
        assert set(trial.before()) <= set(ordered[:index])


def test_several_teachers_are_trained_once_and_shared() -> None:
    """Seeds 0 and 1 with two teachers each need three: 0, 1 and 2."""
    trials = parse(
        """
        [trial]
        teacher = {preset = "resnet", members = 2}
        [[grid]]
        seed = [0, 1]
        """
    )
    assert [[teacher.seed for teacher in trial.before()] for trial in trials] == [[0, 1], [1, 2]]
    ordered = with_everything_before(trials)
    assert [(trial.role, trial.seed) for trial in ordered] == [
        ("teacher", 0),
        ("teacher", 1),
        ("student", 0),
        ("teacher", 2),
        ("student", 1),
    ]


def test_a_name_follows_from_every_setting_and_from_the_recordings() -> None:
    trial = Trial(seed=1)
    others = [Trial(seed=2), Trial(seed=1, network="pooled"), Trial(seed=1, recipe=Recipe(epochs=3))]
    names = {one.name_for("f" * 64) for one in (trial, *others)} | {trial.name_for("e" * 64)}
    assert len(names) == 5
    assert Trial(seed=1, recipe=Recipe()).name_for("f" * 64) == trial.name_for("f" * 64)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[grid]]\npreste = ['compact']", "preste .*Remedy: write preset"),
        ("[[grid]]\nepochs = [3]", "epochs .*Remedy: write recipe.epochs"),
        ("[trial]\nteacher.recipe.epoch = 3", "teacher.recipe.epoch .*Remedy: write teacher.recipe.epochs"),
        ("[[grid]]\nnetwork = ['compact']", "network .*Remedy: write preset"),
        ("[trial]\nteacher.network = 'resnet'", "teacher.network .*Remedy: write preset"),
        ("[trial]\nteacher.members = 0", "members"),
        ("[trial]\nteacher.preset = 'resnet'\ndistillation = 3", "distillation"),
        ("[trail]\nseed = 1", "trail .*Remedy: write trial"),
        ("[trial]\nteacher.preset = 'resnet'\ndistillation.unlabelled = 2", "no recordings without labels"),
        ("[[grid]]\npreset = 'compact'", "list"),
        ("[[grid]]\nseed = []", "combinations"),
        ("[[grid]]\nseed = [-1]", "seed"),
        ("[trial]\nname = 'x'", "name"),
        ("[trial]\nchain = ['compact']\nrole = 'teacher'", ""),
        ("[trial]\nteacher.preset = 'resnet'\nrole = 'teacher'", "role"),
        ("[trial]\nseed = 3\n[[grid]]\nseed.a = [1]", "table"),
        ("[other]", "other"),
        ("= 1", "well-formed"),
    ],
)
def test_what_is_no_space_is_an_error_that_says_where(text: str, found: str) -> None:
    if not found:  # what belongs to a teacher is left out where there is none, so that lists can be crossed
        assert parse(text)[0].chain == ()
        return
    with pytest.raises(ContractError, match=found):
        parse(text)


def test_a_space_too_large_is_refused_before_it_is_unfolded() -> None:
    lists = "\n".join(f"recipe.{name} = {list(range(1, 100))}" for name in ("epochs", "batch_size"))
    with pytest.raises(ContractError, match=f"{MAX_TRIALS:,}"):
        parse(f"[[grid]]\n{lists}\nseed = {list(range(100))}")


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True), min_size=2, max_size=2))
def test_the_number_of_trials_is_the_product_of_the_lists(lists: list[list[int]]) -> None:
    seeds, warmups = lists
    assert len(parse(f"[[grid]]\nseed = {seeds}\nrecipe.warmup_epochs = {warmups}")) == len(seeds) * len(warmups)


@given(st.binary(max_size=60) | st.text("[]={}.,'\"\ngridtralsecn019 ", max_size=80).map(str.encode))
def test_any_bytes_are_a_space_or_a_contract_error(data: bytes) -> None:
    try:
        trials = parse_space(data, 2, source="any")
    except ContractError:
        return
    assert 0 < len(trials) <= 2 * MAX_TRIALS


def test_the_example_is_a_space() -> None:
    assert len(read_space(ROOT / "examples" / "sweep.toml", 5)) == 18
