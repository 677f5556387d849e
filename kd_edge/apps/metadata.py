"""TFLite's metadata about a model: a flatbuffer of its own schema, written table by table.

The package that writes such metadata is no longer maintained.  These are the few tables of its schema (version 1.0,
file identifier M001) that say what a model of windows takes and gives; numbers are the fields' places in the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kd_edge.errors import MissingExtraError

NAME: Final = "TFLITE_METADATA"
"""What a model's own table of metadata calls it."""

_IDENTIFIER: Final = b"M001"
_FEATURES: Final = 1  # ContentProperties
_NORMALISATION: Final = 1  # ProcessUnitOptions
_AXIS_LABELS: Final = 2  # AssociatedFileType
_UNKNOWN: Final = 0


@dataclass(frozen=True)
class Associated:
    """A file that is packed behind the model.

    Attributes:
        name: of the file.
        description: what it holds.
        labels: whether its lines name the places along an axis of a tensor.
    """

    name: str
    description: str
    labels: bool = True


@dataclass(frozen=True)
class TensorAbout:
    """What is said of a tensor.

    Attributes:
        name: of the tensor.
        description: for people.
        dimensions: a name for each axis.
        least: the least value that it can hold, as a real number.
        most: the greatest.
        normalisation: mean and standard deviation of each feature, by which values must be normalised before; or None.
        files: that go with it.
    """

    name: str
    description: str
    dimensions: Sequence[str]
    least: float
    most: float
    files: Sequence[Associated]
    normalisation: tuple[Sequence[float], Sequence[float]] | None = None


@dataclass(frozen=True)
class ModelAbout:
    """What is said of a model with one input and one output.

    Attributes:
        name: of the model.
        description: for people.
        version: of the model.
        author: who made it.
        input: what it takes.
        output: what it gives.
        files: that go with the whole model.
    """

    name: str
    description: str
    version: str
    author: str
    input: TensorAbout
    output: TensorAbout
    files: Sequence[Associated]


def metadata(about: ModelAbout) -> bytes:
    """The flatbuffer that says ``about``, the same bytes every time.

    Raises:
        MissingExtraError: the package that LiteRT brings for flatbuffers is not installed.
    """
    try:
        import flatbuffers
    except ImportError as error:
        raise MissingExtraError("flatbuffers", "edge") from error

    writer = _Writer(flatbuffers.Builder(4096))
    graph = writer.table(
        {
            0: writer.text(about.name),
            2: writer.vector([_tensor(writer, about.input)]),
            3: writer.vector([_tensor(writer, about.output)]),
        }
    )
    root = writer.table(
        {
            0: writer.text(about.name),
            1: writer.text(about.description),
            2: writer.text(about.version),
            3: writer.vector([graph]),
            4: writer.text(about.author),
            6: writer.files(about.files),
            7: writer.text("1.0.0"),
        }
    )
    writer.builder.Finish(root, file_identifier=_IDENTIFIER)
    return bytes(writer.builder.Output())


def _tensor(writer: _Writer, about: TensorAbout) -> int:
    units = []
    if about.normalisation is not None:
        mean, deviation = about.normalisation
        options = writer.table({0: writer.floats(mean), 1: writer.floats(deviation)})
        units.append(writer.table({1: options}, {0: _NORMALISATION}))
    content = writer.table({1: writer.table({})}, {0: _FEATURES})
    stats = writer.table({0: writer.floats([about.most]), 1: writer.floats([about.least])})
    return writer.table(
        {
            0: writer.text(about.name),
            1: writer.text(about.description),
            2: writer.vector([writer.text(name) for name in about.dimensions]),
            3: content,
            4: writer.vector(units),
            5: stats,
            6: writer.files(about.files),
        }
    )


class _Writer:
    """Texts, vectors and tables of a flatbuffer; each is written before the table that names it."""

    def __init__(self, builder: Any) -> None:
        self.builder = builder

    def text(self, text: str) -> int:
        return int(self.builder.CreateString(text))

    def vector(self, offsets: Sequence[int]) -> int:
        return self._vector(offsets, self.builder.PrependUOffsetTRelative)

    def floats(self, values: Sequence[float]) -> int:
        return self._vector(values, self.builder.PrependFloat32)

    def files(self, files: Sequence[Associated]) -> int:
        return self.vector(
            [
                self.table(
                    {0: self.text(file.name), 1: self.text(file.description)},
                    {2: _AXIS_LABELS if file.labels else _UNKNOWN},
                )
                for file in files
            ]
        )

    def table(self, offsets: dict[int, int], enums: dict[int, int] | None = None) -> int:
        """A table whose fields at the given places are ``offsets``, and bytes."""
        self.builder.StartObject(max([-1, *offsets, *(enums or {})]) + 1)
        for place, offset in offsets.items():
            self.builder.PrependUOffsetTRelativeSlot(place, offset, 0)
        for place, value in (enums or {}).items():
            self.builder.PrependUint8Slot(place, value, 0)
        return int(self.builder.EndObject())

    def _vector(self, values: Sequence[Any], prepend: Callable[[Any], None]) -> int:
        self.builder.StartVector(4, len(values), 4)
        for value in reversed(values):
            prepend(value)
        return int(self.builder.EndVector())
