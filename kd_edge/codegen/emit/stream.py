"""``kd_model.h`` and ``kd_model.c`` of a network that takes one frame at a time."""

from __future__ import annotations

from collections.abc import Sequence

from kd_edge.codegen.emit import model as text
from kd_edge.codegen.graph import Tensor
from kd_edge.codegen.lowering import Step, Value
from kd_edge.codegen.plan import Plan
from kd_edge.codegen.streaming import Slide, StreamingNetwork


def header(source: str, entry: Tensor, result: Value, plan: Plan, stream: StreamingNetwork) -> str:
    """``kd_model.h``."""
    return f"""{text.opening(source)}
/* Frames {text.shape(entry)}, output {text.shape(result.tensor)}. */
#define KD_MODEL_INPUTS {stream.frame_size}
#define KD_MODEL_OUTPUTS {result.tensor.size}
{text.quantisation(entry, result.tensor)}
#define KD_MODEL_ARENA_BYTES {plan.arena_bytes}

/* A result after so many frames, and then after every so many. */
#define KD_MODEL_FIRST_FRAMES {stream.first}
#define KD_MODEL_HOP_FRAMES {stream.hop}

/** All memory that the model needs, what it remembers included; the caller owns it. */
typedef struct {{
    KD_MODEL_ALIGNED int8_t arena[KD_MODEL_ARENA_BYTES];
    int32_t filled[{len(stream.slides)}];
}} kd_model_t;

/** Forget everything; must come before the first frame. */
void kd_model_reset(kd_model_t *model);

/** Take a frame of KD_MODEL_INPUTS values; 1 if there is a new result, else 0. */
int32_t kd_model_push(kd_model_t *model, const int8_t *frame);

/** KD_MODEL_OUTPUTS values, valid until the next frame. */
const {text.ctype(result.tensor)} *kd_model_output(const kd_model_t *model);

#endif
"""


def source_file(source: str, steps: Sequence[Step], result: Value, stream: StreamingNetwork) -> str:
    """``kd_model.c``."""
    return text.beginning(source, steps, extra=("kd_slide.h",)) + _entry_points(steps, stream) + text.output(result)


def _entry_points(steps: Sequence[Step], stream: StreamingNetwork) -> str:
    resets = [f"    {line}\n" for step in steps for line in text.fill(step.reset, text.places(step))]
    return f"""
void kd_model_reset(kd_model_t *model)
{{
{"    int8_t *const arena = model->arena;" + chr(10) if resets else ""}{"".join(resets)}\
    memset(model->filled, 0, sizeof model->filled);
}}

int32_t kd_model_push(kd_model_t *model, const int8_t *frame)
{{
    int8_t *const arena = model->arena;
{"".join(_push_lines(steps, stream))}    return 1;
}}
"""


def _push_lines(steps: Sequence[Step], stream: StreamingNetwork) -> list[str]:
    """Slides and operators in their order; an incomplete view ends the push."""
    lines = []
    slides = list(enumerate(stream.slides))
    for index in range(len(steps) + 1):
        while slides and slides[0][1].before == index:
            number, slide = slides.pop(0)
            lines.append(_slide_text(number, slide))
        if index < len(steps):
            lines.append(f"    {steps[index].name}(arena);\n")
    return lines


def _slide_text(number: int, slide: Slide) -> str:
    item = text.pointer(slide.source) if slide.source else "frame"
    call = (
        f"kd_slide(&model->filled[{number}], {text.place_in_arena(slide.view.place)}, {item}, "
        f"{slide.item_bytes}, {slide.length}, {slide.stride})"
    )
    return f"    if (!{call}) {{\n        return 0;\n    }}\n"
