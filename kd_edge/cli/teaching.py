"""`kd-edge personalise --on board`: a board that learns a person's signs by itself, and forgets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kd_edge.cli.output import complain, print_json, print_table, say, telling_bar

if TYPE_CHECKING:
    from kd_edge.contract import WearerProfile
    from kd_edge.personalise.on_board import BoardReport


@dataclass(frozen=True)
class Lesson:
    """Whose takes teach, how many of each sign, and what computes the same here."""

    person: str | None
    takes: int
    engine: str


def teach_on_board(bundle: Path, recordings: Path, port: str | None, lesson: Lesson, *, as_json: bool) -> None:
    """Teach the board at ``port``, or the only one, and print what it has learnt."""
    from kd_edge.bundle import open_bundle
    from kd_edge.cli.ports import the_port
    from kd_edge.deploy.device import Device
    from kd_edge.personalise.on_board import teach_board
    from kd_edge.recordings.archive import load_dataset

    opened, dataset = open_bundle(bundle), load_dataset(recordings)
    bar = nullcontext(lambda done, total, text: None) if as_json else telling_bar("Teaching")
    with Device(port or the_port()) as device, bar as tell:
        report = teach_board(
            device,
            opened,
            dataset,
            person=lesson.person,
            takes=lesson.takes,
            engine=lesson.engine,
            on_take=lambda done, total: tell(done, total, "takes"),
        )
    if report.unseen:
        complain(f"warning: not shown, so left as they were: {', '.join(report.unseen)}", colour="yellow")
    if as_json:
        print_json(report)
    else:
        print_table(f"{report.board} has learnt", ("figure", "value"), list(_rows(report)))


def forget_on_board(bundle: Path, port: str | None, *, as_json: bool) -> None:
    """Erase what the board has learnt."""
    from kd_edge.bundle import open_bundle
    from kd_edge.cli.ports import the_port
    from kd_edge.deploy.device import Device
    from kd_edge.personalise.on_board import forget

    opened = open_bundle(bundle)
    with Device(port or the_port()) as device:
        forget(device, opened)
    if as_json:
        print_json({"forgotten": True})
    else:
        say("the board has forgotten what it had learnt, and uses the bundle as it was flashed")


def _rows(report: BoardReport) -> Iterator[tuple[str, str]]:
    yield "windows that taught", f"{report.taught}"
    if report.profile is not None:
        yield "how the sensors are worn", _worn(report.profile)
    yield "kept in flash", f"{report.kept_bytes:,} bytes, in one of two areas"
    yield "lessons on this board", f"{report.sequence}"
    yield "its bits", "equal to this host's"
    if report.before is not None and report.after is not None:
        yield "windows held back", f"{report.held_back}"
        yield "accuracy on them before", f"{report.before:.4f}"
        yield "accuracy on them after", f"{report.after:.4f}"


def _worn(profile: WearerProfile) -> str:
    ways = (("on the other arm", profile.mirror), ("the other way round", profile.reverse))
    return ", ".join([*(name for name, holds in ways if holds), f"turned by {profile.roll_deg:.0f} degrees"])
