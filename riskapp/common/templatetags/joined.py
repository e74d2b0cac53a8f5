"""Text whose white space counts, written over several lines."""

from __future__ import annotations

import re

from django import template
from django.template.base import NodeList, Parser, TextNode, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()

BREAK_OR_TAG = re.compile(r"[<>]|\s*\n\s*")


class Joined(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


@register.tag
def joined(parser: Parser, token: Token) -> Joined:
    """Drops the line breaks of the template itself up to ``endjoined``, and the white space
    around each; values keep theirs, and between attributes one space stays. A space that is
    meant stands as ``&#32;``."""
    nodelist = parser.parse(("endjoined",))
    parser.delete_first_token()
    is_in_tag = False
    for node in nodelist.get_nodes_by_type(TextNode):
        if isinstance(node, TextNode):
            node.s, is_in_tag = _joined(node.s, is_in_tag=is_in_tag)
    return Joined(nodelist)


def _joined(text: str, *, is_in_tag: bool) -> tuple[str, bool]:
    """A text without its line breaks, and whether it ends inside a tag as it may have begun."""
    parts: list[str] = []
    at = 0
    for found in BREAK_OR_TAG.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        if found[0] in "<>":
            is_in_tag = found[0] == "<"
            parts.append(found[0])
        elif is_in_tag:
            parts.append(" ")
    return "".join([*parts, text[at:]]), is_in_tag
