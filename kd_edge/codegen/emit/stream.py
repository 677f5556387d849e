"""``kd_model.h`` and ``kd_model.c`` of a network that takes one frame at a time."""

from __future__ import annotations

from collections.abc import Sequence

from kd_edge.codegen.emit import model as text
from kd_edge.codegen.graph import Tensor
from kd_edge.codegen.lowering import Step, Value
from kd_edge.codegen.plan import Plan
from kd_edge.codegen.stream_network import StreamingNetwork


def header(source: str, entry: Tensor, result: Value, plan: Plan, stream: StreamingNetwork) -> str:
    """``kd_model.h``."""
    return f"""{text.opening(source)}
/* Frames {text.shape(entry)}, output {text.shape(result.tensor)}. */
#define KD_MODEL_INPUTS {stream.frame_size}
#define KD_MODEL_WINDOW_FRAMES {entry.size // stream.frame_size}
#define KD_MODEL_OUTPUTS {result.tensor.size}
{text.quantisation(entry, result.tensor)}
#define KD_MODEL_ARENA_BYTES {plan.arena_bytes}

/* A result after so many frames, and then after every so many. */
#define KD_MODEL_FIRST_FRAMES {stream.first}
#define KD_MODEL_HOP_FRAMES {stream.hop}

/* 1: the LSTM's state is carried on, and a result depends on all frames since the reset; 0: on those of its window. */
#define KD_MODEL_STATEFUL {int(stream.stateful)}

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


def source_file(source: str, steps: Sequence[Step], stream: StreamingNetwork) -> str:
    """``kd_model.c``."""
    beginning = text.beginning(source, steps, extra=("kd_slide.h",))
    return beginning + _reset(steps, stream) + _push(steps, stream) + text.output(stream.result)


def _reset(steps: Sequence[Step], stream: StreamingNetwork) -> str:
    lines = [line for step in steps for line in text.fill(step.reset, text.places(step))]
    arena = ["int8_t *const arena = model->arena;"] if lines else []
    skips = [f"model->filled[{i}] = {-slide.first};" for i, slide in enumerate(stream.slides) if slide.first]
    body = [*arena, *lines, "memset(model->filled, 0, sizeof model->filled);", *skips]
    return f"""
void kd_model_reset(kd_model_t *model)
{{
{_indented(body)}}}
"""


def _push(steps: Sequence[Step], stream: StreamingNetwork) -> str:
    return f"""
int32_t kd_model_push(kd_model_t *model, const int8_t *frame)
{{
    int8_t *const arena = model->arena;
{_indented(_Push(steps, stream).lines())}}}
"""


def _indented(lines: Sequence[str]) -> str:
    return "".join(f"    {line}\n" for line in lines)


class _Push:
    """Slides and operators in their order, each where its items are new."""

    def __init__(self, steps: Sequence[Step], stream: StreamingNetwork) -> None:
        self._steps, self._stream = steps, stream
        self._certain: set[int | None] = {None}  # slides that are complete wherever the function gets to

    def lines(self) -> list[str]:
        lines = []
        slides = self._stream.slides
        number = 0
        for index in range(len(self._steps) + 1):
            while number < len(slides) and slides[number].before == index:
                lines += self._slide(number, index)
                number += 1
            if index < len(self._steps):
                lines += self._if(self._stream.guards[index], f"{self._steps[index].name}(arena);")
        return [*lines, f"return {self._condition(self._stream.guard) or '1'};"]

    def _slide(self, number: int, index: int) -> list[str]:
        slide = self._stream.slides[number]
        item = text.pointer(slide.source) if slide.source else "frame"
        call = (
            f"kd_slide(&model->filled[{number}], {text.place_in_arena(slide.view.place)}, {item}, "
            f"{slide.item_bytes}, {slide.length}, {slide.stride})"
        )
        if number not in self._awaited:
            return self._if(slide.guard, f"{call};")
        condition = self._condition(slide.guard)
        if not condition and self._everything_waits(number, index):
            self._certain.add(number)
            return [f"if (!{call}) {{", "    return 0;", "}"]
        return [f"const int32_t ready{number} = {condition}{' && ' if condition else ''}{call};"]

    @property
    def _awaited(self) -> set[int | None]:
        """The slides whose completion something waits for."""
        return {self._stream.guard, *self._stream.guards, *(slide.guard for slide in self._stream.slides)}

    def _everything_waits(self, number: int, index: int) -> bool:
        """Whether nothing is left to do until slide ``number`` is complete."""
        later = [*self._stream.guards[index:], *(slide.guard for slide in self._stream.slides[number + 1 :])]
        return all(self._follows(guard, number) for guard in (*later, self._stream.guard))

    def _follows(self, guard: int | None, number: int) -> bool:
        """Whether ``guard`` completes only when slide ``number`` does."""
        while guard is not None and guard != number:
            guard = self._stream.slides[guard].guard
        return guard == number

    def _condition(self, guard: int | None) -> str:
        return "" if guard in self._certain else f"ready{guard}"

    def _if(self, guard: int | None, statement: str) -> list[str]:
        condition = self._condition(guard)
        return [f"if ({condition}) {{", f"    {statement}", "}"] if condition else [statement]
