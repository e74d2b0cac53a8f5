"""Text whose white space counts, written over several lines."""

from __future__ import annotations

import re

from django import template
from django.template.base import NodeList, Parser, TextNode, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()

BREAK = re.compile(r"\s*\n\s*")


class Joined(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


@register.tag
def joined(parser: Parser, token: Token) -> Joined:
    """Drops the line breaks of the template itself up to ``endjoined``, and the white space
    around each; values keep theirs. A space that is meant stands as ``&#32;``."""
    nodelist = parser.parse(("endjoined",))
    parser.delete_first_token()
    for node in nodelist.get_nodes_by_type(TextNode):
        if isinstance(node, TextNode):
            node.s = BREAK.sub("", node.s)
    return Joined(nodelist)
