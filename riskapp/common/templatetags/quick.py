"""What templates say again and again, worked out once in each language.

A list of fifty rows names each of its columns in every row, for narrow screens. To translate,
escape and localise the same text five hundred times took a fifth of a page. This library stands
in for ``i18n`` and for the filter ``date`` (``TEMPLATES`` in the settings).
"""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaultfilters import date as djangos_date
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class SameTextNode(i18n.TranslateNode):
    """A text without variables and filters, translated once in each language."""

    def __init__(self, plain: i18n.TranslateNode) -> None:
        super().__init__(plain.filter_expression, plain.noop)
        self.known: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        key = get_language(), context.autoescape
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = super().render(context)
        return found


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    """Django's tag; what says the same on every page is translated once."""
    node = i18n.do_translate(parser, token)
    text = node.filter_expression
    is_same = not (node.asvar or node.message_context or text.filters)
    if is_same and text.var.literal is not None:
        return SameTextNode(node)
    return node


@lru_cache(maxsize=4096)
def _day(day: datetime.date, form: str, _language: str | None) -> Any:
    return djangos_date(day, form)


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> Any:
    """Django's filter; days that a list shows again are written once."""
    if form and type(value) is datetime.date:
        return _day(value, str(form), get_language())
    return djangos_date(value, form)
