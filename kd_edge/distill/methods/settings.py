"""The methods of distillation as data: one frozen struct each, readable without TensorFlow.

In JSON and TOML a method is a table whose ``type`` names it: ``{"type": "decoupled", "other_weight": 4.0}``.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, get_args

import msgspec
from msgspec import Meta, Struct

from kd_edge.errors import TrainingError

NonNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Hinton(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="hinton"):
    """Softened probabilities: G. Hinton, O. Vinyals, J. Dean, arXiv:1503.02531."""


class LogitRegression(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="logit-regression"):
    """Squared error of the logits: J. Ba, R. Caruana, "Do deep nets really need to be deep?" (NIPS 2014)."""


class Decoupled(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="decoupled"):
    """The two terms of Hinton's loss with weights of their own.

    B. Zhao et al., "Decoupled knowledge distillation" (CVPR 2022).

    Attributes:
        target_weight: of how sure the teacher is of the true class (the paper's alpha).
        other_weight: of how it ranks the other classes (the paper's beta).
    """

    target_weight: NonNegative = 1.0
    other_weight: NonNegative = 8.0


class Hints(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="hints"):
    """First the teacher's features, then Hinton's loss.

    A. Romero et al., "FitNets: hints for thin deep nets" (ICLR 2015).

    Attributes:
        first: share of the training that learns the features, before logits and labels count.
    """

    first: Share = 0.25


class Relational(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="relational"):
    """Distances and angles between windows, beside Hinton's loss.

    W. Park et al., "Relational knowledge distillation" (CVPR 2019).

    Attributes:
        distance_weight: of the distances between two windows.
        angle_weight: of the angles between three windows.
        soft_weight: of Hinton's loss; 0 leaves the relations alone.
    """

    distance_weight: NonNegative = 25.0
    angle_weight: NonNegative = 50.0
    soft_weight: NonNegative = 1.0


Method = Hinton | LogitRegression | Decoupled | Hints | Relational

KINDS: Final[dict[str, type[Method]]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Method)}
"""Every method by the name that ``--method`` takes."""


def parse_method(name: str, parameters: tuple[str, ...] = ()) -> Method:
    """The method called ``name`` with ``parameters``, each ``NAME=NUMBER``.

    Raises:
        TrainingError: no such method, a parameter that it does not have, or a value out of range.
    """
    if name not in KINDS:
        raise TrainingError(
            "A method of distillation is one that kd-edge has", found=name, remedy=f"use one of {', '.join(KINDS)}"
        )
    table: dict[str, Any] = {"type": name}
    for parameter in parameters:
        field, _, number = parameter.partition("=")
        try:
            table[field.strip()] = float(number)
        except ValueError:
            raise TrainingError(
                "A parameter of a method is NAME=NUMBER", found=repr(parameter), remedy=_takes(name)
            ) from None
    try:
        method: Method = msgspec.convert(table, Method)
    except msgspec.ValidationError as error:
        raise TrainingError(f"Method {name!r} takes its own parameters", found=error, remedy=_takes(name)) from error
    return method


def _takes(name: str) -> str:
    fields = KINDS[name].__struct_fields__
    return f"give it {', '.join(fields)}" if fields else f"leave out --parameter: {name} has none"
