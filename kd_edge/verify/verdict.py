"""What a verification found."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kd_edge.errors import VerificationError

Status = Literal["passed", "failed", "reported", "skipped"]


class Check(Struct, frozen=True):
    """One check of a bundle and its result.

    Attributes:
        name: short and stable, for programs.
        status: ``reported`` figures have no limit; ``skipped`` checks say why in ``detail``.
        measured: the figure, if there is one.
        limit: the limit that it was compared with, if any.
        detail: one human-readable line.
    """

    name: str
    status: Status
    measured: float | None = None
    limit: float | None = None
    detail: str = ""

    @property
    def verdict(self) -> str:
        """The check in one line; one that could not even measure has its detail alone."""
        if self.measured is None or self.limit is None:
            return f"{self.name} ({self.detail})"
        return f"{self.name} {self.measured:.4g} against {self.limit:.4g} ({self.detail})"


class Verdict(Struct, frozen=True):
    """Every check of one bundle, in the order of the work."""

    bundle: str
    goldens: int
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.status == "failed")

    def require_passed(self) -> None:
        """Raise VerificationError, naming the failed checks, unless all passed."""
        if self.failures:
            raise VerificationError(
                f"Bundle {self.bundle!r} reproduces its own proof",
                found="; ".join(check.verdict for check in self.failures),
                remedy="export it again without editing its files; if only the agreement failed, train longer",
            )


def at_most(name: str, measured: float, limit: float, detail: str) -> Check:
    """Passed if ``measured <= limit``; NaN fails."""
    return Check(name, "passed" if measured <= limit else "failed", measured, limit, detail)


def at_least(name: str, measured: float, limit: float, detail: str) -> Check:
    """Passed if ``measured >= limit``; NaN fails."""
    return Check(name, "passed" if measured >= limit else "failed", measured, limit, detail)


def reported(name: str, measured: float, detail: str) -> Check:
    """A figure without a limit."""
    return Check(name, "reported", measured, None, detail)


def skipped(name: str, reason: str) -> Check:
    """A check that this host cannot run."""
    return Check(name, "skipped", detail=reason)
