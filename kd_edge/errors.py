"""The one exception tree.

Every message says the rule, what was found, and the remedy.  The command line
prints it without a traceback and exits with the class's ``exit_code``.
"""

from __future__ import annotations


class KdEdgeError(Exception):
    """Base of every error that kd-edge raises on purpose.

    Args:
        rule: what must hold, as a sentence without its full stop.
        found: what was there instead.
        remedy: what the user can do about it.
    """

    exit_code = 1

    def __init__(self, rule: str, *, found: object = None, remedy: str | None = None) -> None:
        self.rule = rule
        self.found = found
        self.remedy = remedy
        parts = [f"{rule}."]
        if found is not None:
            parts.append(f"Found: {found}.")
        if remedy is not None:
            parts.append(f"Remedy: {remedy}.")
        super().__init__(" ".join(parts))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.rule, self.found, self.remedy, self.__dict__)


def _rebuild(
    cls: type[KdEdgeError], rule: str, found: object, remedy: str | None, state: dict[str, object]
) -> KdEdgeError:
    """Unpickle an error whose subclass may take other constructor arguments."""
    error = cls.__new__(cls)
    KdEdgeError.__init__(error, rule, found=found, remedy=remedy)
    error.__dict__.update(state)
    return error


class ContractError(KdEdgeError, ValueError):
    """A SignalSpec, ModelSpec or DecisionSpec asks for something that cannot be honoured."""

    exit_code = 3


class RecordingError(KdEdgeError, ValueError):
    """A recording, an archive of recordings or its spec file is wrong."""

    exit_code = 4


class SignalError(KdEdgeError, ValueError):
    """Samples do not fit the SignalSpec that they are fed to."""

    exit_code = 4


class TrainingError(KdEdgeError):
    """A model cannot be built or trained as asked, or a run folder is wrong."""

    exit_code = 5


class ExportError(KdEdgeError):
    """A trained model cannot be converted, or a C file cannot be generated from it."""

    exit_code = 6


class CodegenError(ExportError):
    """The C generator found a malformed flatbuffer or an operator that it does not support."""


class BundleError(KdEdgeError):
    """A bundle is incomplete, damaged, or of a schema that this version does not read."""

    exit_code = 7


class EngineError(KdEdgeError):
    """An inference engine is missing or refuses the model."""

    exit_code = 8


class MissingCompilerError(EngineError):
    """The C engine must be compiled on this host, and there is no C compiler."""


class VerificationError(KdEdgeError):
    """A bundle fails its own verification: it does not reproduce its golden outputs."""

    exit_code = 9


class EvaluationError(KdEdgeError):
    """A bundle cannot be evaluated or tuned on these recordings."""

    exit_code = 15


class StreamError(KdEdgeError):
    """A port, a source or the stream that it carries is unusable."""

    exit_code = 10


class DeployError(KdEdgeError):
    """A toolchain, a board or a probe is missing, or a build or flash failed."""

    exit_code = 11


class MissingToolError(DeployError):
    """A program that kd-edge starts, such as a cross-compiler or an emulator, is not installed."""


class BoardTooSmallError(DeployError):
    """A program needs more flash or RAM than its board has."""


class StorageError(KdEdgeError):
    """A file cannot be read or written: no such folder, no permission, no space, or no memory to hold it."""

    exit_code = 13


class ClusterError(KdEdgeError):
    """A scheduler cannot be reached, has no workers, or has workers that cannot do what is asked."""

    exit_code = 14


class MissingExtraError(KdEdgeError, ImportError):
    """An optional dependency is needed but not installed.

    Args:
        module: what could not be imported.
        extra: the pip extra that installs it.
    """

    exit_code = 12

    def __init__(self, module: str, extra: str) -> None:
        self.module = module
        self.extra = extra
        super().__init__(
            f"This command needs the package {module!r}",
            found="it is not installed",
            remedy=f"pip install 'kd-edge[{extra}]'",
        )
