"""One call of a Keras layer or operation, and how to refuse it by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kd_edge.errors import ExportError
from kd_edge.network.stages import Array, Node


@dataclass(frozen=True, eq=False)
class Call:
    """A layer or a ``keras.ops`` operation where it is called.

    Attributes:
        operation: the layer or operation.
        arguments: what it is called with, lists opened; tensors as nodes, everything else as it is.
    """

    operation: Any
    arguments: tuple[Any, ...]

    @property
    def name(self) -> str:
        """Name of the layer or operation."""
        return str(self.operation.name)

    @property
    def inputs(self) -> list[Node]:
        """The tensors among the arguments."""
        return [argument for argument in self.arguments if isinstance(argument, Node)]

    @property
    def input(self) -> Node:
        """The only tensor among the arguments.

        Raises:
            ExportError: if there are more.
        """
        if len(self.inputs) != 1:
            raise self.refused(f"is called with {len(self.inputs)} tensors")
        return self.inputs[0]

    def require_defaults(self, **options: Any) -> None:
        """Refuse an option of the layer that is not at the given value.

        Raises:
            ExportError: naming layer and option.
        """
        for option, value in options.items():
            found = getattr(self.operation, option)
            if found != value:
                raise self.refused(f"sets {option}={found!r}", f"build it with {option}={value!r}")

    def refused(self, what: str, remedy: str | None = None) -> ExportError:
        """An error that says which property of this call cannot be exported."""
        kind = type(self.operation).__name__
        return ExportError(
            "Every layer of an exported model is one that a target computes",
            found=f"{kind} {self.name!r} {what}",
            remedy=remedy or "docs/export.md lists the layers and options that can be exported",
        )


def array(value: Any) -> Array:
    """A Keras variable or tensor as float32."""
    return np.asarray(value, np.float32)


def channels_last(call: Call) -> None:
    """Refuse a layer that takes channels before steps."""
    call.require_defaults(data_format="channels_last")
