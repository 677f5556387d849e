"""``kd_signal_config.h``: every constant that the C signal path needs, from the SignalSpec.

Floats are written as C99 hexadecimal literals, so that the C side holds the exact
bits of the Python side; equal specs give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kd_edge.bundle import Quantisation
from kd_edge.codegen.literals import float32_literal
from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.decision.gates import Gates
from kd_edge.render.wearer_block import render_block
from kd_edge.signal.activity import activity_scale
from kd_edge.signal.filters import Sections, design_envelope, design_filters
from kd_edge.signal.limits import GAP_LIMIT_NS

SIGNAL_ABI: Final = 3
"""Layout of the generated header; ``firmware/signal/kd_stream.h`` refuses any other."""

BACKLOG_NS: Final = 100_000_000
"""How far one stream may run ahead of another that has not started yet, on the device."""

_SAMPLE_TYPES: Final = {"int8": "KD_SAMPLE_INT8", "int16": "KD_SAMPLE_INT16", "float32": "KD_SAMPLE_FLOAT32"}

_ENDINGS: Final = ("_channels", "_period_ns", "_sample_type", "_stream")
_TAKEN: Final = ("h", "together")
"""KD_STREAM_H and KD_STREAM_TOGETHER are in kd_stream.h."""


def signal_config(
    spec: SignalSpec,
    quantisations: tuple[Quantisation, Quantisation],
    gates: Gates,
    labels: Sequence[str],
    *,
    backlog_ns: int = BACKLOG_NS,
) -> str:
    """The text of ``kd_signal_config.h``.

    Args:
        spec: streams, frame clock, windows, normalisation and, if set, how the sensors are worn.
        quantisations: of the model's int8 input and output.
        gates: of the decision.
        labels: class names in the order of the model's outputs.
        backlog_ns: how far one stream may run ahead of another that has not started yet.
    """
    layouts = _lay_out(spec, backlog_ns)
    parts = [
        _HEAD.format(abi=SIGNAL_ABI),
        _dimensions(spec, layouts, backlog_ns),
        *(_stream_macros(index, layout) for index, layout in enumerate(layouts)),
        _model_macros(spec, *quantisations),
        _decision_macros(gates),
        _labels(labels),
        *_label_gates(gates),
        *(_stream_tables(layout) for layout in layouts),
        _stream_table(layouts),
    ]
    if spec.normalisation is not None:
        parts.append(_float_table("kd_mean", "KD_SIGNAL_FEATURES", spec.normalisation.mean))
        parts.append(_float_table("kd_inverse_std", "KD_SIGNAL_FEATURES", spec.normalisation.inverse_std))
    if spec.wearer is not None:
        parts.append(render_block(spec, spec.wearer))
    return "\n\n".join([*parts, "#endif"]) + "\n"


def stream_constant(name: str) -> str:
    """The C constant of the stream called ``name``, its number, with which the names of its other constants begin.

    None is that of another stream or of a header.
    """
    taken = name in _TAKEN or name.endswith(_ENDINGS)
    return f"KD_STREAM_{name.upper()}{'_STREAM' if taken else ''}"


@dataclass(frozen=True, eq=False)
class _Layout:
    """One stream, its filters, and its places in the state arrays of ``kd_signal_t``."""

    spec: StreamSpec
    filters: list[Sections]
    envelope: Sections | None
    row_count: int
    feature_offset: int
    state_offset: int
    row_offset: int
    row_float_offset: int

    @property
    def channels(self) -> int:
        return len(self.spec.channels)

    @property
    def macro(self) -> str:
        return stream_constant(self.spec.name)

    @property
    def filter_sections(self) -> int:
        return sum(len(stage.sos) for stage in self.filters)

    @property
    def envelope_sections(self) -> int:
        return 0 if self.envelope is None else len(self.envelope.sos)

    @property
    def state_floats(self) -> int:
        return 2 * self.channels * (self.filter_sections + self.envelope_sections)

    @property
    def compress(self) -> bool:
        return self.spec.envelope is not None and self.spec.envelope.compression == "sqrt"


def _lay_out(spec: SignalSpec, backlog_ns: int) -> list[_Layout]:
    layouts: list[_Layout] = []
    feature = state = row = row_float = 0
    for stream in spec.streams:
        layout = _Layout(
            spec=stream,
            filters=design_filters(stream),
            envelope=design_envelope(stream),
            row_count=_row_count(stream, spec.frame_period_ns, backlog_ns),
            feature_offset=feature,
            state_offset=state,
            row_offset=row,
            row_float_offset=row_float,
        )
        layouts.append(layout)
        feature += layout.channels
        state += layout.state_floats
        row += layout.row_count
        row_float += layout.row_count * layout.channels
    return layouts


def _row_count(stream: StreamSpec, frame_period_ns: int, backlog_ns: int) -> int:
    """Processed samples that the device can keep.

    All of ``backlog_ns`` until the frame clock runs, then one per frame over the longest
    gap that is filled.
    """
    starting = -(-backlog_ns // stream.sample_period_ns)
    running = -(-GAP_LIMIT_NS // max(stream.sample_period_ns, frame_period_ns))
    return max(starting, running) + 2


_HEAD = """\
/* Generated by kd-edge from the bundle's SignalSpec.  Do not edit: change the spec and export again. */
#ifndef KD_SIGNAL_CONFIG_H
#define KD_SIGNAL_CONFIG_H

#include <stdint.h>

#include "kd_stream.h"

#if KD_SIGNAL_ABI != {abi}
#error "kd_signal_config.h was generated for signal ABI {abi}: export the bundle with the kd-edge of these sources"
#endif"""


def _dimensions(spec: SignalSpec, layouts: Sequence[_Layout], backlog_ns: int) -> str:
    return _defines(
        ("KD_SIGNAL_STREAMS", len(layouts)),
        ("KD_SIGNAL_FEATURES", spec.feature_count),
        ("KD_SIGNAL_MAX_CHANNELS", max(layout.channels for layout in layouts)),
        ("KD_SIGNAL_FRAME_PERIOD_NS", f"INT64_C({spec.frame_period_ns})"),
        ("KD_SIGNAL_BACKLOG_NS", f"INT64_C({backlog_ns})"),
        ("KD_SIGNAL_GAP_LIMIT_NS", f"INT64_C({GAP_LIMIT_NS})"),
        ("KD_SIGNAL_ROWS", sum(layout.row_count for layout in layouts)),
        ("KD_SIGNAL_ROW_FLOATS", sum(layout.row_count * layout.channels for layout in layouts)),
        ("KD_SIGNAL_STATE_FLOATS", max(1, sum(layout.state_floats for layout in layouts))),
        ("KD_SIGNAL_NORMALISED", int(spec.normalisation is not None)),
        ("KD_WINDOW_SIZE", spec.window_size),
        ("KD_WINDOW_INCREMENT", spec.window_increment),
    )


def _stream_macros(index: int, layout: _Layout) -> str:
    return _defines(
        (layout.macro, index),
        (f"{layout.macro}_CHANNELS", layout.channels),
        (f"{layout.macro}_PERIOD_NS", f"INT64_C({layout.spec.sample_period_ns})"),
        (f"{layout.macro}_SAMPLE_TYPE", _SAMPLE_TYPES[layout.spec.sample_type]),
    )


def _model_macros(spec: SignalSpec, taken: Quantisation, given: Quantisation) -> str:
    return _defines(
        ("KD_INPUT_SCALE", float32_literal(taken.scale)),
        ("KD_INPUT_INVERSE_SCALE", float32_literal(1 / taken.scale)),
        ("KD_INPUT_ZERO_POINT", f"({taken.zero_point})"),
        ("KD_ACTIVITY_SCALE", float32_literal(activity_scale(spec.window_size, spec.feature_count, taken.scale))),
        ("KD_OUTPUT_SCALE", float32_literal(given.scale)),
        ("KD_OUTPUT_ZERO_POINT", f"({given.zero_point})"),
    )


def _decision_macros(gates: Gates) -> str:
    """The gates; what has its usual value, ``kd_decide.h`` knows, so that bundles of an older rule stay as they are."""
    usual = Gates(gates.minimum_score, gates.minimum_activity, gates.votes)
    optional = {
        "KD_DECISION_MIN_MARGIN": (gates.minimum_margin, usual.minimum_margin),
        "KD_DECISION_SMOOTHING": (gates.smoothing, usual.smoothing),
        "KD_DECISION_AMONG": (gates.counted, usual.counted),
        "KD_DECISION_REFRACTORY": (gates.refractory, usual.refractory),
        "KD_DECISION_PER_LABEL": (int(bool(gates.minimum_scores)), 0),
    }
    changed: list[tuple[str, object]] = [
        (name, value) for name, (value, default) in optional.items() if value != default
    ]
    if gates.release_score is not None:
        changed.append(("KD_DECISION_RELEASE_SCORE", f"({gates.release_score})"))
    if gates.release_activity is not None:
        changed.append(("KD_DECISION_RELEASE_ACTIVITY", float32_literal(gates.release_activity)))
    return _defines(
        ("KD_DECISION_MIN_SCORE", f"({gates.minimum_score})"),
        ("KD_DECISION_USES_ACTIVITY", int(gates.minimum_activity is not None)),
        ("KD_DECISION_MIN_ACTIVITY", float32_literal(gates.minimum_activity or 0.0)),
        ("KD_DECISION_VOTES", gates.votes),
        *changed,
    )


def _label_gates(gates: Gates) -> list[str]:
    """The table of each label's gate, if they differ."""
    if not gates.minimum_scores:
        return []
    rows = ", ".join(str(score) for score in gates.minimum_scores)
    return [f"static const int16_t kd_min_scores[KD_LABELS] = {{{rows}}};"]


def _labels(labels: Sequence[str]) -> str:
    rows = "\n".join(f"    {_c_string(label)}," for label in labels)
    return _defines(("KD_LABELS", len(labels))) + f"\n\nstatic const char *const kd_labels[KD_LABELS] = {{\n{rows}\n}};"


def _stream_tables(layout: _Layout) -> str:
    name = layout.spec.name
    scale = layout.spec.scale or (1.0,) * layout.channels
    tables = [_float_table(f"kd_scale_{name}", f"{layout.macro}_CHANNELS", scale)]
    stages = layout.filters + ([layout.envelope] if layout.envelope else [])
    if stages:
        rows = "\n".join(_section(stage, row) for stage in stages for row in range(len(stage.sos)))
        tables.append(f"static const kd_section_t kd_sections_{name}[] = {{\n{rows}\n}};")
    return "\n\n".join(tables)


def _section(stage: Sections, row: int) -> str:
    b0, b1, b2, _, a1, a2 = map(float32_literal, stage.sos[row])
    settled = ", ".join(map(float32_literal, stage.zi[row]))
    return f"    {{{b0}, {b1}, {b2}, {a1}, {a2}, {{{settled}}}, {int(row == 0)}}},"


def _stream_table(layouts: Sequence[_Layout]) -> str:
    rows = "\n".join(_stream_row(layout) for layout in layouts)
    return f"static const kd_stream_t kd_streams[KD_SIGNAL_STREAMS] = {{\n{rows}\n}};"


def _stream_row(layout: _Layout) -> str:
    name = layout.spec.name
    sections = f"kd_sections_{name}" if layout.state_floats else "0"
    fields = {
        "period_ns": f"{layout.macro}_PERIOD_NS",
        "sample_type": f"{layout.macro}_SAMPLE_TYPE",
        "channels": f"{layout.macro}_CHANNELS",
        "scale": f"kd_scale_{name}",
        "sections": sections,
        "filter_sections": layout.filter_sections,
        "envelope_sections": layout.envelope_sections,
        "compress": int(layout.compress),
        "feature_offset": layout.feature_offset,
        "state_offset": layout.state_offset,
        "row_offset": layout.row_offset,
        "row_count": layout.row_count,
        "row_float_offset": layout.row_float_offset,
    }
    return "    {\n" + "\n".join(f"        .{field} = {value}," for field, value in fields.items()) + "\n    },"


def _float_table(name: str, dimension: str, values: Iterable[float]) -> str:
    rows = "\n".join(f"    {float32_literal(value)}," for value in values)
    return f"static const float {name}[{dimension}] = {{\n{rows}\n}};"


def _defines(*pairs: tuple[str, object]) -> str:
    return "\n".join(f"#define {name} {value}" for name, value in pairs)


def _c_string(text: str) -> str:
    """``text`` as a C literal: UTF-8 bytes outside printable ASCII become octal escapes."""
    plain = {ord("\\"): "\\\\", ord('"'): '\\"', ord("?"): "\\?"}
    return '"' + "".join(plain.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in text.encode()) + '"'
