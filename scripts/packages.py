"""Draw which package imports which, from the graph that import-linter checks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "packages.svg"
PARTS = {"questionnaires.document"}  # drawn by themselves
BOX = (184, 40)
GAP = (16, 46)  # between boxes, between rows
MARGIN = 16
# A package, or the place of a line that passes a row: from, to, row.
Item = str | tuple[str, str, int]
Needs = Mapping[str, frozenset[str]]


def draw() -> str:
    """The picture as SVG; the same for the same imports."""
    needs = read_graph()
    rows = with_ways(rows_of(needs), needs)
    width = max(map(_width, rows)) + 2 * MARGIN
    height = len(rows) * (BOX[1] + GAP[1]) - GAP[1] + 2 * MARGIN
    middles: dict[Item, tuple[float, float]] = {}
    for number, row in enumerate(rows):
        left = (width - _width(row)) / 2
        for item in row:
            size = BOX[0] if isinstance(item, str) else 0
            middles[item] = (left + size / 2, MARGIN + number * (BOX[1] + GAP[1]))
            left += size + GAP[0]
    lines = []
    for name in sorted(needs):
        for other in sorted(needs[name]):
            between = [
                item
                for item in middles
                if not isinstance(item, str) and item[:2] == (name, other)
            ]
            lines.append(_line([middles[item] for item in (name, *between, other)]))
    boxes = [_box(name, middles[name]) for name in sorted(needs)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="system-ui, sans-serif" text-anchor="middle">'
    )
    title = "<title>The packages and what they import</title>"
    ground = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([head, title, ground, *lines, *boxes, "</svg>\n"])


def _width(row: list[Item]) -> int:
    boxes = sum(isinstance(item, str) for item in row)
    return boxes * BOX[0] + (len(row) - 1) * GAP[0]


def read_graph() -> Needs:
    """Which packages each package needs, without those that another way leads to."""
    graph = grimp.build_graph(
        "questionnaires", "riskapp", exclude_type_checking_imports=True
    )
    needs: dict[str, set[str]] = {}
    for module in sorted(graph.modules):
        if (package := package_of(module)) is None:
            continue
        imported = map(package_of, graph.find_modules_directly_imported_by(module))
        needs.setdefault(package, set()).update(
            other for other in imported if other and other != package
        )
    return _without_detours(needs)


def package_of(module: str) -> str | None:
    """The package a module is drawn in; what joins all of them is not drawn."""
    parts = module.split(".")
    if "migrations" in parts:
        return None
    if parts[0] == "questionnaires":
        part = ".".join(parts[:2])
        return part if part in PARTS else "questionnaires"
    name = ".".join(parts[:2])
    is_package = (ROOT / name.replace(".", "/")).is_dir()
    return (
        name if len(parts) > 1 and is_package and name != "riskapp.settings" else None
    )


def _without_detours(needs: Mapping[str, set[str]]) -> Needs:
    reach: dict[str, frozenset[str]] = {}

    def below(name: str) -> frozenset[str]:
        if name not in reach:
            reach[name] = frozenset(needs[name]).union(*map(below, needs[name]))
        return reach[name]

    return {
        name: frozenset(
            other
            for other in others
            if not any(other in below(between) for between in others - {other})
        )
        for name, others in needs.items()
    }


def rows_of(needs: Needs) -> list[list[str]]:
    """Packages in rows: right below what needs them, or right above what they need."""
    users = {
        name: [user for user in needs if name in needs[user]] for name in sorted(needs)
    }
    depth: dict[str, int] = {}

    def row_of(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max(map(row_of, users[name]), default=-1)
        return depth[name]

    for name in sorted(needs):
        row_of(name)
    for name in sorted(needs):
        if not users[name] and needs[name]:
            depth[name] = min(depth[other] for other in needs[name]) - 1
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name, number in sorted(depth.items()):
        rows[number].append(name)
    return rows


def with_ways(rows: list[list[str]], needs: Needs) -> list[list[Item]]:
    """Rows with a free place for each line that passes, each item near to what leads to it."""
    number = {name: at for at, row in enumerate(rows) for name in row}
    items: list[list[Item]] = [list(row) for row in rows]
    above: dict[Item, list[Item]] = {name: [] for name in needs}
    for name in sorted(needs):
        for other in sorted(needs[name]):
            last: Item = name
            for at in range(number[name] + 1, number[other]):
                way = (name, other, at)
                items[at].append(way)
                above[way] = [last]
                last = way
            above[other].append(last)
    place: dict[Item, float] = {}
    for row in items:
        middle = {
            item: sum(place[before] for before in above[item]) / (len(above[item]) or 1)
            for item in row
        }
        row.sort(key=lambda item, middle=middle: (middle[item], str(item)))
        for column, item in enumerate(row):
            place[item] = column - (len(row) - 1) / 2
    return items


def _line(points: list[tuple[float, float]]) -> str:
    x, y = points[0]
    path = f"M{x:g} {y + BOX[1]:g}"
    for at, (u, v) in enumerate(points[1:], start=2):
        bend = GAP[1] / 2
        path += f"C{x:g} {v - bend:g} {u:g} {v - bend:g} {u:g} {v:g}"
        path += f"V{v + BOX[1]:g}" if at < len(points) else ""
        x = u
    return f'<path d="{path}" fill="none" stroke="#7d8794" stroke-width="1.2"/>'


def _box(name: str, middle: tuple[float, float]) -> str:
    x, y = middle
    short = name.removeprefix("riskapp.")
    colour = "#efede7" if name.startswith("questionnaires") else "#e0eef1"
    return (
        f'<g><rect x="{x - BOX[0] / 2:g}" y="{y:g}" width="{BOX[0]}" height="{BOX[1]}" rx="5" fill="{colour}" stroke="#0b5a6e"/>'
        f'<text x="{x:g}" y="{y + 25:g}" font-size="13" fill="#1b2430">{escape(short)}</text></g>'
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(), "utf-8")
