"""Which loss belongs to which method's settings."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from kd_edge.distill.methods.decoupled import decoupled_loss
from kd_edge.distill.methods.hinton import hinton_loss
from kd_edge.distill.methods.hints import hints_loss
from kd_edge.distill.methods.interface import Rule
from kd_edge.distill.methods.logit_regression import logit_regression_loss
from kd_edge.distill.methods.relational import relational_loss
from kd_edge.distill.methods.settings import Decoupled, Hinton, Hints, LogitRegression, Method, Relational
from kd_edge.distill.recipe import Distillation

RULES: Final[dict[type[Method], Rule]] = {
    Hinton: Rule(hinton_loss),
    LogitRegression: Rule(logit_regression_loss),
    Decoupled: Rule(decoupled_loss),
    Hints: Rule(hints_loss, sees="regressed", labels_from=lambda settings: settings.first),
    Relational: Rule(relational_loss, sees="features"),
}


def rule_of(method: Method) -> Rule:
    """How ``method`` teaches."""
    return RULES[type(method)]


def comparing_logits(distillation: Distillation) -> Distillation:
    """``distillation``, with Hinton's loss instead of a method that compares features."""
    if rule_of(distillation.method).sees == "logits":
        return distillation
    return replace(distillation, method=Hinton())
