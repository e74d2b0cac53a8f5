"""The expressions and numbers by which secrets are found in a text, the same for a browser."""

from __future__ import annotations

import re

from riskapp.evidence.secrets import JOINED, MARK, SecretRules

PIECE = 10_000  # characters looked at together; a longer line is cut behind a comma

# Expressions that both interpreters use as they stand here.
PATTERNS = {
    # A name and its value: JSON, TOML, YAML, variables, headers, options with "=".
    "pair": r"""(["']?)([A-Za-z_][A-Za-z0-9_.-]{0,80})\1[ \t]*[:=][ \t]*(?:(?:"{2}(?="))?"((?:[^"\\]|\\.)*)"|(?:'{2}(?='))?'([^']*)'|((?:(?:[Bb]earer|[Bb]asic|[Tt]oken)[ \t]+)?[^\s"',;{}\[\]]+))""",
    # A name of several words in quotes, and its value; and the word before a name without quotes.
    "spaced": r"""(["'])([A-Za-z_][A-Za-z0-9_.-]{0,40}(?: [A-Za-z0-9_.()-]{1,40}){1,5})\1[ \t]*[:=][ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]]+))""",
    "word_before": r"""(?:^|[^A-Za-z0-9_.-])([A-Za-z]{2,40}) $""",
    # What a list or an object is made of, piece by piece.
    "part": r"""("(?:[^"\\]|\\.)*"?|(?<![A-Za-z0-9])'(?:[^'\\]|\\.)*'?)|([{}\[\]:=,])|([^\s"',:={}\[\]]+)""",
    # An entry of a list in YAML; the head of a table in TOML or of a part in INI.
    "item": r"""^[ \t]*-[ \t]+(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]<>:-][^\s"',;{}\[\]<>]*))(?<!:)\s*$""",
    "table": r"""^[ \t]*\[{1,2}(?:[A-Za-z0-9_-]{1,60}\.){0,8}([A-Za-z_][A-Za-z0-9_-]{0,60})\]{1,2}\s*$""",
    "joined": JOINED.pattern,
    # An argument that holds its password: -pSECRET.
    "glued": r"""["']-p([^\s"',]{4,200})["']""",
    # A name and its value as XML writes them.
    "tag": r"""<([A-Za-z_][A-Za-z0-9_.:-]{0,80})(?:[ \t][^<>]{0,200})?>(?:<!\[CDATA\[)?([^<]{1,1000}?)(?:\]\]>)?</""",
    # A name at the end of a line, whose value stands alone in the next: YAML, texts of TOML.
    "open_pair": r"""(["']?)([A-Za-z_][A-Za-z0-9_.-]{0,80})\1[ \t]*(:|[:=][ \t]*(?:[|>][+-]?|"{3}|'{3}))\s*$""",
    "lone_word": r"""^[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]<>-][^\s"',;{}\[\]<>]*))(?<!:)["']{0,3}[ \t]*,?\s*$""",
    # A table: its first line, and a cell with what ends it.
    "header": r"""^\s*"?[A-Za-z_][A-Za-z0-9_ .-]{0,60}"?(?:([,;\t])"?[A-Za-z_][A-Za-z0-9_ .-]{0,60}"?)(?:\1"?[A-Za-z_][A-Za-z0-9_ .-]{0,60}"?)*\s*$""",
    "cell,": r"""(?:"((?:[^"]|"")*)"|([^,\r]*))(?:,|\r?$)""",
    "cell;": r"""(?:"((?:[^"]|"")*)"|([^;\r]*))(?:;|\r?$)""",
    "cell\t": r"""(?:"((?:[^"]|"")*)"|([^\t\r]*))(?:\t|\r?$)""",
    # An option and the word behind it, in one line.
    "option": r"""(?:^|[\s"',\[(=])-{1,2}([A-Za-z][A-Za-z0-9_-]{0,60})["']?[ \t]*,?[ \t]+(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]-][^\s"',;{}\[\]]*))""",
    # An option at the end of a line, whose value stands in the next.
    "open_option": r"""(?:^|[\s"',\[(])-{1,2}([A-Za-z][A-Za-z0-9_-]{0,60})["']?[ \t]*,?\s*$""",
    "first_word": r"""^\s*(?:-[ \t]+)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]-][^\s"',;{}\[\]]*))""",
    "key_begins": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "key_ends": r"-----END ",
    # What every secret has that is known by its look: so most lines are done at once.
    "look": r"""[^\s"',]{12}|=|://|-----|-[upaPw]""",
    "mark": MARK.pattern,
}
PAIR = re.compile(PATTERNS["pair"], re.ASCII)
TAG = re.compile(PATTERNS["tag"], re.ASCII)
SPACED = re.compile(PATTERNS["spaced"], re.ASCII)
WORD_BEFORE = re.compile(PATTERNS["word_before"], re.ASCII)
PART = re.compile(PATTERNS["part"], re.ASCII)
ITEM = re.compile(PATTERNS["item"], re.ASCII)
TABLE = re.compile(PATTERNS["table"], re.ASCII)
GLUED = re.compile(PATTERNS["glued"], re.ASCII)
OPEN_PAIR = re.compile(PATTERNS["open_pair"], re.ASCII)
LONE_WORD = re.compile(PATTERNS["lone_word"], re.ASCII)
HEADER = re.compile(PATTERNS["header"], re.ASCII)
CELLS = {mark: re.compile(PATTERNS[f"cell{mark}"], re.ASCII) for mark in ",;\t"}
OPTION = re.compile(PATTERNS["option"], re.ASCII)
OPEN_OPTION = re.compile(PATTERNS["open_option"], re.ASCII)
FIRST_WORD = re.compile(PATTERNS["first_word"], re.ASCII)
KEY_BEGINS = re.compile(PATTERNS["key_begins"], re.ASCII)
LOOK = re.compile(PATTERNS["look"], re.ASCII)
KEY_ENDS = re.compile(PATTERNS["key_ends"], re.ASCII)
# Options whose value is a pair of its own, which is found as one.
CARRIERS = frozenset({"e", "env", "header", "H"})
# What names an entry, and what holds its value: {"name": "DB_PASSWORD", "value": "…"}.
NAMES = frozenset({"name", "key"})
VALUES = frozenset({"value", "string"})
NAMED_FOR = 3  # lines after its name in which a value is looked for
HELD_FOR = (
    1000  # lines in which a list or an object under such a name is looked through
)
GLUED_FOR = 20  # lines behind a command in which its password is looked for
DEEPEST = 20


def hint_of(rules: SecretRules) -> str:
    """An expression for small letters, of which every name of a secret has one."""
    seconds = {second for _first, second in rules.pairs}
    return "|".join(sorted({*rules.words, *rules.endings, *rules.last, *seconds}))
