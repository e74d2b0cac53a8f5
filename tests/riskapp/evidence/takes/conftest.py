"""A place with some fields, and what one way takes from it."""

import pytest

from riskapp.evidence.pointers import PointerMatch
from riskapp.evidence.takes import TAKES, Here

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8"
FIELDS = {
    "command": ("/command",),
    "args": ("/args",),
    "url": ("/url", "/serverUrl"),
    "type": ("/type",),
    "env": ("/env",),
    "headers": ("/headers",),
    "variables": ("/env_vars",),
}


@pytest.fixture
def here(reader):
    def made(data, tool="", fields=FIELDS):
        place = PointerMatch("", (), data)
        return Here(place, fields, reader.redactor, reader.rules, tool)

    return made


@pytest.fixture
def taken(here):
    """What one way takes from a value, each with its pointer."""

    def take(way, data, *at, tool="", **options):
        return [tuple(one) for one in TAKES[way](here(data, tool), at, options)]

    return take
