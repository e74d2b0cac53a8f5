"""Texts about what is asked, as the product gives them (``document.topic``)."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from questionnaires.document.extending import extension

register = template.Library()


@register.simple_tag
def topic(text: str, number: int = 0, **facts: object) -> str:
    """A text of the topic in the reader's language; of several, where it says a number.

    Whoever calls it as a tag gets it escaped as every value is.
    """
    words: str | tuple[str, str] = getattr(extension().topic, text)
    sentence = (
        gettext(words)
        if isinstance(words, str)
        else ngettext(words[0], words[1], number)
    )
    return sentence % {"number": number, **facts}
