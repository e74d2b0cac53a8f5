"""What readers of files say when they refuse one, in the words of people.

The readers speak English and know nothing of translation: they run in a process of their own, and
at the vendor. What they say is found here again, whole or by the numbers and names inside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.utils.translation import gettext_lazy as _

# Part of a sentence that is a reason by itself, and is looked up by itself.
REASON = "reason"

REFUSALS: Mapping[str, object] = {
    # What a file is.
    "the file is empty": _("the file is empty"),
    "the file is too large": _("the file is too large"),
    "the file holds no entries, so it shows nothing": _(
        "the file holds no entries, so it shows nothing"
    ),
    "a file of no known format": _("a file of no known format"),
    "a file of no known kind": _("a file of no known kind"),
    "the file takes too long to read": _("the file takes too long to read"),
    "the file needs too much memory": _("the file needs too much memory"),
    "the file has %(number)s bytes": _("the file has %(number)s bytes"),
    "the file is not text in UTF-8": _("the file is not text in UTF-8"),
    "a packed file (ZIP, or an Office document)": _(
        "a packed file (ZIP, or an Office document)"
    ),
    "an empty ZIP file": _("an empty ZIP file"),
    "a packed file (%(name)s)": _("a packed file (%(name)s)"),
    "a PDF document": _("a PDF document"),
    "a database": _("a database"),
    "a picture": _("a picture"),
    "a large file that is neither a list, nor JSON Lines, nor a table": _(
        "a large file that is neither a list, nor JSON Lines, nor a table"
    ),
    # What nobody sees.
    "the file holds a NUL character": _("the file holds a NUL character"),
    "the file holds the control character %(name)s": _(
        "the file holds the control character %(name)s"
    ),
    "the character %(name)s": _("the character %(name)s"),
    "a mark that changes the direction of reading (%(name)s)": _(
        "a mark that changes the direction of reading (%(name)s)"
    ),
    "a NUL character, written as an escape": _("a NUL character, written as an escape"),
    "a mark that changes the direction of reading (%(name)s), written as an escape": _(
        "a mark that changes the direction of reading (%(name)s), written as an escape"
    ),
    # How it is built.
    "the file is nested too deeply": _("the file is nested too deeply"),
    "the line is nested too deeply": _("the line is nested too deeply"),
    "too deeply nested": _("the file is nested too deeply"),
    "the file holds about %(number)s values": _(
        "the file holds about %(number)s values"
    ),
    "too many values": _("too many values"),
    "too many elements": _("too many elements"),
    "too many entries": _("too many entries"),
    "the list has too many entries": _("the list has too many entries"),
    "the file has too many lines": _("the file has too many lines"),
    "the line is too long": _("the line is too long"),
    "the line is no JSON": _("the line is no JSON"),
    "the line is no object": _("the line is no object"),
    "the line is no JSON object": _("the line is no JSON object"),
    "a key stands twice": _("a key stands twice"),
    "a key or value stands twice": _("a key stands twice"),
    "a key is not plain text": _("a key is not plain text"),
    "something else than an object stands in or behind the list": _(
        "something else than an object stands in or behind the list"
    ),
    "the list does not end, or an entry is broken": _(
        "the list does not end, or an entry is broken"
    ),
    "Content is not base64": _("“Content” is not base64"),
    "the table has %(number)s columns": _("the table has %(number)s columns"),
    "a heading stands twice": _("a heading stands twice"),
    "the row cannot be read": _("the row cannot be read"),
    "the row has %(number)s cells": _("the row has %(number)s cells"),
    "the table has too many rows": _("the table has too many rows"),
    "a document type or entity is declared": _("a document type or entity is declared"),
    "an anchor or alias": _("an anchor or alias"),
    "the tag a key or value": _("a tag"),
    "the file cannot be read": _("the file cannot be read"),
    "no JSON: %(reason)s": _("no JSON: %(reason)s"),
    "no XML: %(reason)s": _("no XML: %(reason)s"),
    "no TOML: %(reason)s": _("no TOML: %(reason)s"),
    # Why it is no JSON.
    "expecting value": _("a value is missing"),
    "expecting property name enclosed in double quotes": _(
        "a key in double quotes is missing"
    ),
    "expecting ':' delimiter": _("a colon is missing"),
    "expecting ',' delimiter": _("a comma is missing"),
    "unterminated string starting at": _("a text does not end"),
    "invalid control character at": _("a control character stands in a text"),
    "invalid \\escape": _("an escape that JSON does not know"),
    "invalid \\uXXXX escape": _("an escape that JSON does not know"),
    "%(name)s trailing comma before end of %(place)s": _("a comma too many"),
    "extra data": _("something stands behind the end"),
    "a comma too many": _("a comma too many"),
    "one plain value": _("one plain value"),
    # Why it is no XML.
    "syntax error": _("it does not begin with an element"),
    "no element found": _("an element does not end, or there is none"),
    "not well-formed (invalid token)": _("a sign that may not stand there"),
    "unclosed token": _("something does not end"),
    "partial character": _("half a character"),
    "mismatched tag": _("an element ends that did not begin"),
    "duplicate attribute": _("an attribute stands twice"),
    "junk after document element": _("something stands behind the end"),
    "undefined entity": _("an entity that nobody declared"),
    "unclosed CDATA section": _("something does not end"),
    "unknown encoding": _("an unknown encoding"),
    "encoding specified in XML declaration is incorrect": _("an unknown encoding"),
    "XML declaration not well-formed": _("the first line is no declaration of XML"),
    "XML or text declaration not at start of entity": _(
        "the declaration of XML is not at the start"
    ),
    "unbound prefix": _("a prefix that nobody declared"),
    # Why it is no TOML.
    "something stands behind the value": _("something stands behind the value"),
    "the header of a table does not end": _("the header of a table does not end"),
    "a table stands twice": _("a table stands twice"),
    "a value is used as a table": _("a value is used as a table"),
    "no key": _("no key"),
    "no value": _("no value"),
    "no '%(sign)s' behind the key": _("no “%(sign)s” behind the key"),
    "the list does not end": _("the list does not end"),
    "the table does not end": _("the table does not end"),
    "the text does not end": _("the text does not end"),
    "an escape that TOML does not know": _("an escape that TOML does not know"),
    # Why it is no YAML.
    "mapping values are not allowed in this context": _(
        "a value stands where none may stand"
    ),
    "block sequence entries are not allowed in this context": _(
        "a value stands where none may stand"
    ),
    "found character that cannot start any token": _("a sign that may not stand there"),
    "found unknown escape character": _("an escape that YAML does not know"),
    "found unexpected end of stream": _("something does not end"),
    "found a tab character that %(name)s": _("a tab where spaces have to stand"),
    "found unexpected %(name)s": _("something unexpected stands there"),
    "did not find expected %(name)s": _("something that was expected is missing"),
    "could not find expected %(name)s": _("something that was expected is missing"),
    "not readable": _("the file cannot be read"),
    # An inventory.
    "no inventory": _("no inventory"),
    "the inventory holds too many facts": _("the inventory holds too many facts"),
    "the schema is another one": _("the schema is another one"),
    "a text with characters that nobody sees": _(
        "a text with characters that nobody sees"
    ),
    "a text that looks like a secret (%(name)s)": _(
        "a text that looks like a secret (%(name)s)"
    ),
    "no value of a fact": _("no value of a fact"),
    "no list, or too long a one": _("no list, or too long a one"),
    "no text, or too long a one": _("no text, or too long a one"),
    "no whole number": _("no whole number"),
    "no object": _("no object"),
    "an object with other keys": _("an object with other keys"),
    "no day": _("no day"),
    "no digest": _("no digest"),
    "an unknown word": _("an unknown word"),
    # Daily totals of agents.
    "the first line names no format": _("the first line names no format"),
    "a version that is not known": _("a version that is not known"),
    "“until” is before “from”": _("“until” is before “from”"),
    "the file spans too many days": _("the file spans too many days"),
    "a measure that is not known": _("a measure that is not known"),
    "the agent is named like a person's address": _(
        "the agent is named like a person's address"
    ),
    "the day is outside the days of the first line": _(
        "the day is outside the days of the first line"
    ),
    "“source” is no digest": _("“source” is no digest"),
    "too many agents": _("too many agents"),
    "too many names for one agent and day": _("too many names for one agent and day"),
    "%(name)s is missing": _("%(name)s is missing"),
    "a key that is not known": _("a key that is not known"),
    "%(name)s is no day": _("%(name)s is no day"),
    "%(name)s is no name": _("%(name)s is no name"),
    "%(name)s is too long": _("%(name)s is too long"),
    "%(name)s has more than one line": _("%(name)s has more than one line"),
    "“value” is like a person's address": _("“value” is like a person's address"),
    "“value” is no host": _("“value” is no host"),
    "“value” is no hour": _("“value” is no hour"),
    "a number that counts nothing": _("a number that counts nothing"),
}
EXPECTED: Mapping[str, object] = {
    "entries": _("entries"),
    "one of those in docs/evidence.md, as the tool exported it": _(
        "one of the formats in the list, as the tool exported it"
    ),
    "JSON, JSON Lines, TOML, YAML, CSV or XML": _(
        "JSON, JSON Lines, TOML, YAML, CSV or XML"
    ),
    "at most %(number)s seconds": _("at most %(number)s seconds"),
    "at most %(number)s; the collector reads larger ones": _(
        "at most %(number)s; the collector reads larger ones"
    ),
    "one of these, or at most %(number)s bytes": _(
        "one of these, or at most %(number)s bytes"
    ),
    "at most %(number)s, one for each heading": _(
        "at most %(number)s, one for each heading"
    ),
    "at most %(number)s characters": _("at most %(number)s characters"),
    "cells of at most %(number)s characters": _(
        "cells of at most %(number)s characters"
    ),
    "at most %(number)s levels": _("at most %(number)s levels"),
    "at most %(number)s": _("at most %(number)s"),
    "what the tool exported": _("what the tool exported"),
    "what AWS wrote": _("what AWS wrote"),
    "the plain text file that is inside": _("the plain text file that is inside"),
    "a file saved as UTF-8": _("a file saved as UTF-8"),
    "text without it": _("text without it"),
    "text without control characters": _("text without control characters"),
    "valid JSON": _("valid JSON"),
    "valid XML": _("valid XML"),
    "valid YAML": _("valid YAML"),
    "a document": _("a document"),
    "plain data": _("plain data"),
    "plain elements": _("plain elements"),
    "every value written out": _("every value written out"),
    "one object in each line": _("one object in each line"),
    "one object in one line": _("one object in each line"),
    "objects in lists only": _("objects in lists only"),
    "each key once": _("each key once"),
    "each column once": _("each column once"),
    "each one once": _("each one once"),
    "a new line": _("a new line"),
    "a table": _("a table"),
    "a key such as command": _("a key such as “command”"),
    "text in quotes, a number, true or false": _(
        "text in quotes, a number, true or false"
    ),
    "a closing %(sign)s": _("a closing %(sign)s"),
    "such as \\n": _("such as \\n"),
    "',' or ']'": _("“,” or “]”"),
    "',' or '}'": _("“,” or “}”"),
    "an inventory without secrets": _("an inventory without secrets"),
    "a file of the schema %(name)s": _("a file of the schema %(name)s"),
    "text, a number, true, false or texts": _("text, a number, true, false or texts"),
    "text in one line": _("text in one line"),
    "a list": _("a list"),
    "a short text": _("a short text"),
    "an object": _("an object"),
    "a name": _("a name"),
    "%(number)s or more": _("%(number)s or more"),
    "32 or 64 of 0 to 9 and a to f": _("32 or 64 of 0 to 9 and a to f"),
    "a first line with the format": _("a first line with the format"),
    "version %(number)s": _("version %(number)s"),
    "a first day and a last day": _("a first day and a last day"),
    "the name of an agent": _("the name of an agent"),
    "%(first)s to %(last)s": _("%(first)s to %(last)s"),
    "the SHA-256 of the source, such as sha256:9f86…": _(
        "the SHA-256 of the source, such as sha256:9f86…"
    ),
    "a day such as %(day)s": _("a day such as %(day)s"),
    "text": _("text"),
    "one line of text": _("one line of text"),
    "a name without it": _("a name without it"),
    "a host such as api.example.com": _("a host such as api.example.com"),
    "a whole number from 0 to 23, in UTC": _("a whole number from 0 to 23, in UTC"),
    "a whole number from %(first)s to %(last)s": _(
        "a whole number from %(first)s to %(last)s"
    ),
}


def refusal_in_words(text: str) -> str:
    """Why a file was refused, or what was expected. What stands in no list is a word of the
    format itself, such as the keys of a table, and the same in every language."""
    for table in (REFUSALS, EXPECTED):
        if text in table:
            return str(table[text])
    for pattern, words in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return str(words) % {
                name: refusal_in_words(part) if name == REASON else part
                for name, part in found.groupdict().items()
            }
    return text


@cache
def _patterns() -> list[tuple[re.Pattern[str], object]]:
    """The sentences that hold numbers or names, those with more words first."""
    found = [
        (source, words)
        for table in (REFUSALS, EXPECTED)
        for source, words in table.items()
        if "%(" in source
    ]
    found.sort(key=lambda one: -len(one[0]))
    return [(_pattern(source), words) for source, words in found]


def _pattern(source: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", source)
    return re.compile(
        "".join(
            f"(?P<{part}>.+)" if at % 2 else re.escape(part)
            for at, part in enumerate(parts)
        )
    )
