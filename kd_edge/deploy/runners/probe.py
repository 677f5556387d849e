"""Flashing over a debug probe, with pyOCD as a library."""

from __future__ import annotations

import logging

from kd_edge.deploy.runners.runner import Job, Runner
from kd_edge.errors import DeployError, MissingExtraError


def _describe(job: Job) -> str:
    return f"program {job.elf} into a {job.board.flash.pyocd_target} over the first debug probe, verify, reset"


def _flash(job: Job) -> None:
    try:
        from pyocd.core.exceptions import Error, TargetSupportError
        from pyocd.core.helpers import ConnectHelper
        from pyocd.flash.file_programmer import FileProgrammer
    except ImportError as error:
        raise MissingExtraError("pyocd", "probe") from error
    target = job.board.flash.pyocd_target
    logging.getLogger("pyocd").setLevel(logging.ERROR)
    try:
        session = ConnectHelper.session_with_chosen_probe(
            blocking=False, return_first=True, options={"target_override": target}
        )
        if session is None:
            raise DeployError(
                "A debug probe is plugged in", found="none", remedy="connect one, or use another runner with --runner"
            )
        with session:
            FileProgrammer(session).program(str(job.elf))
            session.target.reset()
    except TargetSupportError as error:
        raise DeployError("pyOCD knows the part", found=error, remedy=f"pyocd pack install {target}") from error
    except Error as error:
        raise DeployError(
            "pyOCD programs the board", found=error, remedy="check the cable, the power and the board's name"
        ) from error


PROBE = Runner("pyocd", lambda board: board.flash.pyocd_target != "", _describe, _flash)
