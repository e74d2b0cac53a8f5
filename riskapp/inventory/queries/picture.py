"""A graph of calls laid out in columns: plain numbers for a template, no drawing library.

Tools stand on the left, orchestrators above agents above assistants; whom they call stands
on the right. A line between two tools bows out to the left of its column.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from riskapp.inventory.queries.calls import Call, Graph, Layer, Node

WIDTH, BOX, HEIGHT, GAP, TOP = 920, 290, 58, 22, 12
LEFT, RIGHT = 150, 620
LETTERS = 30  # of a name that fit into a box


@dataclass(frozen=True, slots=True)
class Box:
    node: Node
    x: int
    y: int
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """``path`` is the ``d`` of an SVG path; the number of the call stands at (x, y)."""

    call: Call
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    boxes: list[Box]
    lines: list[CallLine]


NOTES = {
    Layer.ORCHESTRATOR: _("Orchestrator"),
    Layer.AGENT: _("Agent"),
    Layer.ASSISTANT: _("Assistant"),
    Layer.TARGET: "",
}


def picture_of(graph: Graph) -> Picture:
    """Where every box and line stands."""
    callers = [n for n in graph.nodes if n.layer is not Layer.TARGET]
    targets = [n for n in graph.nodes if n.layer is Layer.TARGET]
    rows = max(len(callers), len(targets) * 2, 1)
    height = TOP * 2 + rows * (HEIGHT + GAP) - GAP
    boxes = {node.id: _box(node, LEFT, _y(n)) for n, node in enumerate(callers)}
    for number, node in enumerate(targets):
        middle = height * (2 * number + 1) // (2 * len(targets)) - HEIGHT // 2
        boxes[node.id] = _box(node, RIGHT, middle)
    lines = [_line(call, boxes, number) for number, call in enumerate(graph.calls)]
    return Picture(WIDTH, height, list(boxes.values()), lines)


def _y(row: int) -> int:
    return TOP + row * (HEIGHT + GAP)


def _box(node: Node, x: int, y: int) -> Box:
    label = node.label
    if len(label) > LETTERS:
        label = f"{label[: LETTERS - 1].rstrip()}…"
    return Box(node, x, y, label, str(NOTES[node.layer]))


def _line(call: Call, boxes: dict[str, Box], number: int) -> CallLine:
    start, end = boxes[call.caller.id], boxes[call.called.id]
    if end.x == start.x:
        return _bow(call, start, end, number)
    x1, y1 = start.x + BOX, start.y + HEIGHT // 2
    x2, y2 = end.x, end.y + HEIGHT // 2
    middle = (x1 + x2) // 2
    path = f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2 - 9} {y2}"
    # Numbers stand near their caller, where lines are still apart.
    share = 0.22 if call.called.id == "servers" else 0.42
    return CallLine(
        call, path, *_on_curve(share, (x1, y1), (middle, y1), (middle, y2), (x2, y2))
    )


def _bow(call: Call, start: Box, end: Box, number: int) -> CallLine:
    """A line on the left of the column; the further apart the boxes, the wider."""
    y1, y2 = start.y + HEIGHT // 2, end.y + HEIGHT // 2
    rows = abs(y2 - y1) // (HEIGHT + GAP)
    x = start.x - min(36 + 26 * (rows - 1) + number % 2 * 6, start.x - 14)
    path = f"M{start.x} {y1} C{x} {y1} {x} {y2} {end.x - 9} {y2}"
    return CallLine(
        call, path, *_on_curve(0.5, (start.x, y1), (x, y1), (x, y2), (end.x, y2))
    )


Point = tuple[int, int]


def _on_curve(t: float, a: Point, b: Point, c: Point, d: Point) -> Point:
    """A point of a cubic Bézier curve."""
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    x, y = (
        round(
            sum(w * point[axis] for w, point in zip(weights, (a, b, c, d), strict=True))
        )
        for axis in (0, 1)
    )
    return x, y
