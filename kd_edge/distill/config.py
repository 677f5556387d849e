"""A training as a TOML file: everything that the command line can say, and the numbers behind it.

    split = "loso-0"
    preset = "resnet"
    wearer = "canonical"
    augmentation.rotation_deg = 4.0

    [recipe]
    epochs = 60
    weight_decay = 1e-3

Names are those of :class:`~kd_edge.distill.recipe.Settings`; ``augmentation = false`` switches it off.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import fields

from kd_edge import contract
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.errors import TrainingError
from kd_edge.files import read_bounded
from kd_edge.suggest import unknown_name

_LIMIT_BYTES: Final = 1 << 20


class Config(Settings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a file says: every field of :class:`~kd_edge.distill.recipe.Settings`, the network, and how it is taught.

    Attributes:
        preset: of the network; None for the command's own default.
        distillation: how a student learns from its teacher; a teacher does not look at it.
    """

    preset: str | None = None
    distillation: Distillation = Distillation()

    @property
    def settings(self) -> Settings:
        """What the training itself is told."""
        return Settings(**{field.name: getattr(self, field.name) for field in fields(Settings)})


def read_config(path: Path) -> Config:
    """The configuration in the TOML file ``path``.

    Raises:
        TrainingError: no such file, no TOML, a name that a training does not have, or a value that does not fit.
    """
    data = read_bounded(path, _LIMIT_BYTES, TrainingError)
    with contract.raised_as(TrainingError, remedy="correct the TOML, or that value"):
        table = contract.decode_toml(data, dict, source=str(path))
        if wrong := unknown_name(table, _TABLES):
            raise TrainingError("A configuration has only names of settings", found=wrong[0], remedy=wrong[1])
        if table.get("augmentation") is False:
            table["augmentation"] = None  # TOML has no word for none
        return contract.convert(table, Config, source=str(path))


_TABLES: Final[dict[str, type[Struct]]] = {
    "": Config,
    "recipe": Recipe,
    "augmentation": Augmentation,
    "distillation": Distillation,
}
