"""The rules: packed beside this module as JSON, or read from the files they are made of."""

from __future__ import annotations

import json
import pkgutil
from functools import lru_cache
from importlib import import_module
from typing import Any

NAME = "rules.json"


@lru_cache(maxsize=1)
def rules_data() -> dict[str, Any]:
    """Everything that is known of formats, places and secrets, as plain data."""
    try:
        packed = pkgutil.get_data("riskapp_collect", NAME)
    except OSError:
        packed = None
    if packed is None:  # from a checkout: the files themselves, which needs PyYAML
        found: dict[str, Any] = import_module("riskapp.evidence.loading").rules_data()
        return found
    data: dict[str, Any] = json.loads(packed.decode("utf-8"))
    return data
