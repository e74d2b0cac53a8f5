"""What the pure packages offer says what it is: shapes, units, errors, source."""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap

import pytest

from questionnaires import document
from riskapp import baselines, presentation, scoring, shipped, tools

PACKAGES = (document, scoring, tools, presentation, shipped, baselines)
MODULES = [
    found.name
    for package in PACKAGES
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]
SHORTEST = 20  # a sentence, and not the name once more


def offered(module):
    """Every public class and function of a module, and every public method of its classes."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(thing):
            yield name, thing
            yield from (
                (f"{name}.{part}", getattr(thing, part))
                for part, raw in vars(thing).items()
                if not part.startswith("_") and _is_code(thing, raw)
            )
        elif inspect.isfunction(thing) or hasattr(thing, "cache_info"):
            yield name, thing


def _is_code(owner, raw):
    """What a protocol only names is told by the protocol itself."""
    if isinstance(raw, property) and getattr(owner, "_is_protocol", False):
        return False
    return inspect.isfunction(raw) or isinstance(raw, property | classmethod)


def substance(thing):
    """What a docstring says; a method may inherit its own."""
    words = inspect.getdoc(thing) or ""
    if inspect.isclass(thing) and words.startswith(f"{thing.__name__}("):
        return ""  # made by dataclass or NamedTuple
    return words


@pytest.mark.parametrize("name", MODULES)
def test_everything_a_pure_package_offers_says_what_it_is(name):
    module = importlib.import_module(name)

    silent = [
        part
        for part, thing in [("the module", module), *offered(module)]
        if len(words := substance(thing)) < SHORTEST
        or not re.search(r"[.:)]$", words.strip())
    ]

    assert silent == []


def raises(thing):
    """Whether a function raises something of its own accord."""
    code = thing.fget if isinstance(thing, property) else inspect.unwrap(thing)
    if not inspect.isfunction(code):
        return False
    tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    return any(isinstance(node, ast.Raise) and node.exc for node in ast.walk(tree))


@pytest.mark.parametrize("name", MODULES)
def test_what_raises_says_so(name):
    silent = [
        part
        for part, thing in offered(importlib.import_module(name))
        if raises(thing) and not re.search(r"[Rr]aise|Error\b", substance(thing))
    ]

    assert silent == []
