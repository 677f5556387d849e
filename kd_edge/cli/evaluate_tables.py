"""Tables of `kd-edge evaluate` and `tune`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kd_edge.cli.output import print_table

if TYPE_CHECKING:
    from kd_edge.contract import DecisionSpec
    from kd_edge.evaluate.figures import Alarms, Delay, Events, Figures


def show_figures(figures: Figures) -> None:
    """Print everything."""
    print_table("signs in a stream", ("figure", "value"), _summary(figures))
    print_table("false alarms", ("in", "reports", "hours", "per hour"), _alarms(figures))
    header = ("", "takes", "found", "missed", "wrong", "repeated", "between", "F1")
    print_table("by sign", header, [_events(name, events) for name, events in figures.by_label.items()])
    print_table("by person", header, [_events(name, events) for name, events in figures.by_person.items()])


def show_tuned(old: DecisionSpec, new: DecisionSpec, before: Figures, after: Figures) -> None:
    """Print what changed, and what that gives on the takes on which nothing was chosen."""
    names = [name for name in new.__struct_fields__ if getattr(old, name) != getattr(new, name)]
    rows = [(name, _setting(getattr(old, name)), _setting(getattr(new, name))) for name in names]
    print_table("decision", ("setting", "before", "after"), rows or [("nothing", "", "")])
    pairs = zip(_summary(before), _summary(after), strict=True)
    figures = [(name, was, now) for (name, was), (_, now) in pairs]
    figures += [
        (f"false alarms per hour: {was[0]}", was[3], now[3])
        for was, now in zip(_alarms(before), _alarms(after), strict=True)
    ]
    print_table("on the other half of the takes", ("figure", "before", "after"), figures)


def _summary(figures: Figures) -> list[tuple[str, str]]:
    events, unknown = figures.events, figures.unknown
    rows = [
        ("takes", str(events.takes)),
        ("found", str(events.right)),
        ("another sign within a take", str(events.wrong)),
        ("again within a take", str(events.repeated)),
        ("between takes", str(events.stray)),
        ("precision", _share(events, events.precision)),
        ("recall", _share(events, events.recall)),
        ("F1", _share(events, events.f1)),
        ("onset to report", _delay(figures.after_onset)),
        ("end to report", _delay(figures.after_end)),
    ]
    if unknown.takes:
        rows.append(("unknown signs reported", f"{unknown.reported} of {unknown.takes}"))
    return rows


def _delay(delay: Delay | None) -> str:
    return "-" if delay is None else f"{delay.median:.2f} s median, {delay.p90:.2f} s at 90 %"


def _alarms(figures: Figures) -> list[tuple[str, str, str, str]]:
    named: dict[str, Alarms] = {"rest": figures.alarms["rest"], **figures.movements}
    return [
        (name, str(alarms.reports), f"{alarms.hours:.3f}", f"{alarms.per_hour:.1f}")
        for name, alarms in named.items()
        if alarms.hours
    ]


def _events(name: str, events: Events) -> tuple[str, ...]:
    counts = (events.takes, events.right, events.takes - events.right, events.wrong, events.repeated, events.stray)
    return (name, *map(str, counts), _share(events, events.f1))


def _share(events: Events, value: float) -> str:
    return f"{value:.3f}" if events.takes else "-"


def _setting(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value) or "-"
    return "-" if value is None else str(value)
