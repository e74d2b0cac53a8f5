"""What templates say again and again, worked out once in each language.

A list of fifty rows names each of its columns in every row, for narrow screens. To translate,
escape and localise the same text five hundred times took a fifth of a page. This library stands
in for ``i18n``, for the tag ``url`` and for the filters ``date`` and ``truncatechars``
(``TEMPLATES`` in the settings).
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from functools import lru_cache
from typing import Any
from unicodedata import is_normalized
from uuid import UUID

from django import template
from django.conf import settings
from django.template import defaulttags
from django.template.base import Parser, Token, render_value_in_context
from django.template.context import Context
from django.template.defaultfilters import date as djangos_date
from django.template.defaultfilters import stringfilter
from django.template.defaultfilters import truncatechars as djangos_truncatechars
from django.templatetags import i18n
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language, gettext

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


class SameBlockNode(i18n.BlockTranslateNode):
    """A text with values in it: translated once in each language, the values put in each time."""

    def __init__(self, plain: i18n.BlockTranslateNode) -> None:
        super().__init__(plain.extra_context, plain.singular, trimmed=plain.trimmed)
        self.text, self.names = self.render_token_list(self.singular)
        self.known: dict[str | None, str] = {}

    def render(self, context: Context, nested: bool = False) -> str:  # noqa: FBT001, FBT002  # as Django's
        language = get_language()
        text = self.known.get(language)
        if text is None:
            text = self.known[language] = gettext(self.text)
        values = {}
        for name in self.names:
            if name in self.extra_context:
                value = self.extra_context[name].resolve(context)
            elif name in context:
                value = context[name]
            else:
                return str(super().render(context, nested))
            values[name] = render_value_in_context(value, context)
        try:
            return text % values
        except (KeyError, ValueError):
            return str(super().render(context, nested))


@register.tag("blocktranslate")
@register.tag("blocktrans")
def blocktranslate(parser: Parser, token: Token) -> i18n.BlockTranslateNode:
    """Django's tag; a text without a plural is looked up once."""
    node: i18n.BlockTranslateNode = i18n.do_block_translate(parser, token)
    if node.plural or node.countervar or node.asvar or node.message_context:
        return node
    return SameBlockNode(node)


# What stands in an address while it is taken apart.
STANDS_IN = tuple(UUID(f"5ad0c0de-0000-4000-8000-{place:012}") for place in range(4))


class SameUrlNode(defaulttags.URLNode):
    """Addresses of one view differ in the keys of what they show, and in nothing else."""

    def __init__(self, plain: defaulttags.URLNode) -> None:
        super().__init__(plain.view_name, plain.args, plain.kwargs, plain.asvar)
        self.known: dict[Hashable, list[str] | None] = {}

    def render(self, context: Context) -> str:
        keys = [arg.resolve(context) for arg in self.args]
        if not all(type(key) is UUID for key in keys):
            return str(super().render(context))
        parts = self._parts(context, len(keys))
        if parts is None:
            return str(super().render(context))
        found = parts[0]
        for key, part in zip(keys, parts[1:], strict=True):
            found += f"{key}{part}"
        return found

    def _parts(self, context: Context, count: int) -> list[str] | None:
        """What stands around the keys; None where that cannot be said."""
        request = getattr(context, "request", None)
        match = getattr(request, "resolver_match", None)
        place = (
            get_urlconf() or settings.ROOT_URLCONF,
            get_script_prefix(),
            getattr(request, "current_app", match.namespace if match else None),
            context.autoescape,
        )
        if place not in self.known:
            self.known[place] = self._taken_apart(place, count)
        return self.known[place]

    def _taken_apart(self, place: tuple[Any, ...], count: int) -> list[str] | None:
        *_others, current_app, is_escaped = place
        stand_ins = STANDS_IN[:count]
        whole = reverse(self.view_name.var, args=stand_ins, current_app=current_app)
        parts, rest = [], str(conditional_escape(whole) if is_escaped else whole)
        for one in stand_ins:
            before, found, rest = rest.partition(str(one))
            if not found:
                return None
            parts.append(before)
        return [*parts, rest]


@register.tag
def url(parser: Parser, token: Token) -> defaulttags.URLNode:
    """Django's tag; the address of a view that is named is looked up once."""
    node = defaulttags.url(parser, token)
    is_named = isinstance(node.view_name.var, str) and not node.view_name.filters
    if (
        is_named
        and not node.kwargs
        and not node.asvar
        and len(node.args) <= len(STANDS_IN)
    ):
        return SameUrlNode(node)
    return node


@register.filter(is_safe=True)
@stringfilter
def truncatechars(text: str, most: Any) -> str:
    """Django's filter; a text that is short enough is not taken apart to see that it is."""
    if type(most) is int and len(text) <= most and is_normalized("NFC", text):
        return text
    return str(djangos_truncatechars(text, most))


@lru_cache(maxsize=4096)
def _day(day: datetime.date, form: str, _language: str | None) -> Any:
    return djangos_date(day, form)


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> Any:
    """Django's filter; days that a list shows again are written once."""
    if form and type(value) is datetime.date:
        return _day(value, str(form), get_language())
    return djangos_date(value, form)
