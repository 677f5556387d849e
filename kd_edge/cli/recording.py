"""What `kd-edge record` does: begin or reopen a session, lead through it, and write its archive."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from kd_edge.cli.keys import single_keys
from kd_edge.cli.output import StatusLine, complain, print_json_line, say, status_line

if TYPE_CHECKING:
    from kd_edge.record.events import Event
    from kd_edge.record.following import Follower
    from kd_edge.record.recorder import Recorder, Wish
    from kd_edge.record.sitting import Sitting
    from kd_edge.source import Source
    from kd_edge.views.web.recording import RecordView

_KEYS: Final[dict[str, Wish]] = {"r": "retake", "n": "next", "p": "pause", "q": "stop"}


@dataclass(frozen=True)
class Asking:
    """What is recorded, and who is asked."""

    rig: Path | None
    person: str | None
    session: str | None
    device: str
    signs: str | None
    repetitions: int
    rest: int
    order: Literal["rounds", "blocks", "shuffled"]
    take_s: float
    break_s: float
    follow: bool
    keep_all: bool


def begin(archive: Path, asking: Asking, seed: int, add: bool) -> Sitting:
    """A new session, of which nothing is on disk yet.

    Raises:
        KdEdgeError: there is one that was not finished, the archive exists, or the rig cannot be read.
    """
    from datetime import datetime

    from kd_edge.errors import RecordingError, StorageError
    from kd_edge.record.finishing import check_room, unfinished
    from kd_edge.record.journal import Opened
    from kd_edge.record.plan import Plan, check_signs
    from kd_edge.record.rig import read_rig
    from kd_edge.record.sitting import Sitting

    if unfinished(archive):
        raise StorageError(
            "A session is finished before the next begins",
            found=f"an interrupted one of {archive}",
            remedy="go on with --resume, or write what it has with --finish",
        )
    if archive.exists() and not add:
        raise StorageError(
            "An archive is not overwritten", found=archive, remedy="add to it with --add, or name another file"
        )
    person = (asking.person or "").strip()
    if not person:
        raise click.UsageError("Say who wears the sensors, with --person.")
    path = asking.rig or (archive if archive.exists() else None)
    if path is None:
        raise click.UsageError("Say which sensors are recorded, with --rig.")
    rig = read_rig(path)
    check_room(archive, rig.signal)
    signs = rig.labels if asking.signs is None else tuple(asking.signs.split(","))
    if not asking.follow or asking.signs is not None:
        signs = check_signs(signs)
    plan = None
    if not asking.follow:
        plan = Plan(
            signs,
            asking.repetitions,
            asking.rest,
            asking.order,
            seed,
            asking.take_s,
            asking.break_s,
        )
        window_s = rig.signal.window_duration_s
        if asking.take_s < window_s:
            raise RecordingError(
                f"A take lasts at least as long as a window, {window_s:.2f} s",
                found=f"{asking.take_s:g} s",
                remedy="record longer takes with --take, or use a rig with shorter windows",
            )
    session = asking.session or datetime.now().strftime("%Y-%m-%d %H.%M.%S")
    return Sitting(Opened(archive.stem, rig.signal, tuple(signs), person, session, asking.device, plan, rig.synthetic))


def reopen(archive: Path) -> Sitting:
    """The session whose journal is left.

    Raises:
        StorageError: none is left.
    """
    from kd_edge.errors import StorageError
    from kd_edge.record.finishing import unfinished
    from kd_edge.record.journal import journal_path, read_journal
    from kd_edge.record.sitting import Sitting

    if not unfinished(archive):
        raise StorageError(
            "A session that goes on was interrupted",
            found=f"no {journal_path(archive)}",
            remedy="record without --resume and --finish; add to an archive with --add",
        )
    return Sitting.read(read_journal(journal_path(archive))[0])


def lead(
    archive: Path,
    sitting: Sitting,
    source: Source,
    name: str,
    *,
    keep_all: bool,
    as_json: bool,
    page: RecordView | None = None,
) -> None:
    """Lead through the session until everything is recorded, the source ends, or the person ends it.

    With a ``page``, nothing is asked for before the person starts the session there or in the terminal.

    Raises:
        KdEdgeError: as for source and recorder; the journal stays.
        OSError: the disk is full or broken; the journal stays.
    """
    from kd_edge.record.following import Follower
    from kd_edge.record.journal import Journal, journal_path, read_journal
    from kd_edge.record.notebook import Notebook
    from kd_edge.record.recorder import Recorder
    from kd_edge.record.run import record

    path = journal_path(archive)
    is_new = not path.exists()
    with closing(Journal(path, 0 if is_new else read_journal(path)[1])) as journal:
        if is_new:
            journal.append(sitting.opened)
        notebook = Notebook(journal, sitting, strict=not keep_all)
        plan = sitting.opened.plan
        recorder = Follower(notebook) if plan is None else Recorder(notebook, plan)
        if page is not None and isinstance(recorder, Recorder):
            deque(recorder.hold(True), maxlen=0)
        views = _Views(as_json, StatusLine(None), page)
        try:
            with suppress(KeyboardInterrupt), status_line(quiet=as_json) as views.screen, single_keys() as key:
                watch = None if page is None else page.watch
                for event in record(source, recorder, notebook, name, watch=watch):
                    if event is not None:
                        views.tell(event)
                    elif not _obey(_wishes(key(), page), recorder, views):
                        break
                    else:
                        views.refresh(recorder, source)
            views.screen = StatusLine(None)
            for event in recorder.interrupt():
                views.tell(event)
        except BaseException:
            if sitting.kept:
                left = f"{_takes(len(sitting.kept))} safe in {path}"
                complain(f"{left}: go on with --resume, or write them with --finish", colour="yellow")
            elif is_new:
                path.unlink(missing_ok=True)
            raise


@contextmanager
def open_page(sitting: Sitting, host: str, port: int, as_json: bool) -> Iterator[RecordView]:
    """The session's page, which also tells of an error that ends the block."""
    from kd_edge.errors import KdEdgeError
    from kd_edge.views.web.recording import RecordView

    view = RecordView(sitting, host, port)
    say(f"page: {view.url}", err=as_json)
    try:
        yield view
    except (KdEdgeError, OSError) as error:
        view.failed(str(error))
        raise
    finally:
        view.close()


def finish_session(archive: Path, sitting: Sitting, as_json: bool, page: RecordView | None = None) -> None:
    """Write the archive and say so, also on the ``page``.

    Raises:
        StorageError: it cannot be written; the journal stays.
    """
    from kd_edge.record.finishing import finish

    done = finish(sitting, archive)
    if page is not None:
        page.finished(done)
    if as_json:
        print_json_line({"event": "finished", **{name: _plain(value) for name, value in vars(done).items()}})
        return
    if done.kept:
        say(f"{_takes(done.kept)} of {sitting.opened.person} written to {archive}, which holds {done.total}")
    else:
        say("no take was kept, and no archive written")
    if sitting.left:
        say(f"of the plan not recorded: {_takes(len(sitting.left))}")
    if done.refused is not None:
        say(f"refused, and kept apart in {done.refused}: {_takes(done.dropped)}")
    if done.kept:
        say(f"next: kd-edge data inspect {archive}; kd-edge train {archive}")


@dataclass
class _Views:
    """What shows the session: lines and a status line in a terminal, or JSON, and a page."""

    as_json: bool
    screen: StatusLine
    page: RecordView | None

    def tell(self, event: Event) -> None:
        if self.page is not None:
            self.page.tell(event)
        if self.as_json:
            print_json_line(event)
            return
        for line in _lines(event):
            self.screen.say(line)

    def refresh(self, recorder: Recorder | Follower, source: Source) -> None:
        from kd_edge.record.recorder import Recorder

        if isinstance(recorder, Recorder):
            self.screen.update(_status(recorder))
        if self.page is not None:
            self.page.refresh(recorder, source.counters)


def _wishes(key: str, page: RecordView | None) -> Iterator[Wish]:
    """What the person wants: by a key of the terminal, or on the page."""
    if key in _KEYS:
        yield _KEYS[key]
    while page is not None and (wish := page.wish()) is not None:
        yield wish


def _obey(wishes: Iterator[Wish], recorder: Recorder | Follower, views: _Views) -> bool:
    """Do what the person wants; False if it is to end."""
    from kd_edge.record.recorder import Recorder

    for wish in wishes:
        if wish == "stop":
            return False
        if isinstance(recorder, Recorder):
            for event in recorder.obey(wish):
                views.tell(event)
    return True


def _status(recorder: Recorder) -> str:
    label = recorder.label or "rest"
    if recorder.is_held:
        return f"waiting before {label}; p {'goes on' if recorder.has_begun else 'starts'}, q ends"
    if recorder.until_s is None:
        return "waiting for samples"
    if recorder.is_recording:
        return f"NOW: {label}  {recorder.until_s:4.1f} s  (r: again)"
    return f"{label} in {math.ceil(recorder.until_s)} ...  (r: the last one again, n: now, p: wait, q: end)"


def _lines(event: Event) -> list[str]:
    """The lines for an event; none if it needs none."""
    from kd_edge.record.events import Asked, Dropped, Taken
    from kd_edge.source import Lost, Remark, Returned

    if isinstance(event, Asked):
        what = event.label or "rest (move if you like, but make no sign)"
        return [f"{event.number} of {event.of}: {what}"]
    if isinstance(event, Taken):
        said = [
            f"  {'REFUSED' if finding.serious and not event.kept else 'note'}: {finding}" for finding in event.findings
        ]
        return said or [f"  {event.label or 'rest'} is good"]
    if isinstance(event, Dropped):
        return [f"  {event.label or 'rest'} is refused, as you wish"]
    if isinstance(event, Remark):
        return [f"note: {event.text}"]
    if isinstance(event, Lost):
        return [f"connection lost ({event.reason}); trying to get it back"]
    if isinstance(event, Returned):
        return [f"connected again after {event.after_s:.1f} s"]
    return []


def _takes(count: int) -> str:
    return f"{count} take{'s' * (count != 1)}"


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value
