"""The ways to take a fact from a place of a file; rule files name them.

``place`` says what a way gets and gives. The ways stand by what is taken: ``values``,
``times``, ``servers``, ``secrets``, ``rights`` and ``tools``.
"""

from riskapp.evidence.takes import rights, secrets, servers, times, tools, values
from riskapp.evidence.takes.place import MOST_TEXT, TAKES, Here, short

__all__ = [
    "MOST_TEXT",
    "TAKES",
    "Here",
    "rights",
    "secrets",
    "servers",
    "short",
    "times",
    "tools",
    "values",
]
