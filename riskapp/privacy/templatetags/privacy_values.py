"""Plain values of any shape on a page."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def shape_of(value: Any) -> str:
    """What a value is: a mapping, a list, or a single one."""
    if isinstance(value, dict):
        return "mapping"
    return "list" if isinstance(value, list) else "one"
