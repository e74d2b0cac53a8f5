"""``make measures`` counts what it says."""

import ast

from scripts.measures import comments_in, is_annotated, length, rows, share

CODE = """
class Place:
    @property
    def told(self) -> str:
        # Why, not what.
        return "x"  # noqa: S105

def open_to(all_of, *, more: int = 1) -> None:
    pass
"""


def test_lines_comments_and_annotations_are_counted():
    told, open_to = [
        node for node in ast.walk(ast.parse(CODE)) if isinstance(node, ast.FunctionDef)
    ][::-1]

    assert (length(told), length(open_to)) == (3, 2)
    assert (is_annotated(told), is_annotated(open_to)) == (True, False)
    assert comments_in(CODE) == 1


def test_a_share_is_a_value_that_is_there():
    assert (share([3, 1, 2], 0.5), share([1], 0.9), share([1, 2], 1)) == (2, 1, 2)


def test_every_function_of_the_source_is_annotated():
    figures = dict(rows())

    annotated, _of, every = figures["functions annotated"].partition(" of ")
    assert annotated == every
    assert int(figures["longest line of a template"].split()[0]) <= 140
