"""What a fact is called and what its words mean, for people."""

from riskapp.evidence.loading import core_rules
from riskapp.facts.choices import REFUSALS, TITLES, VALUES, WARNINGS
from riskapp.facts.confined import MAX_BYTES

# Ways to take a fact that give words of closed lists.
FREE = {
    "text", "each_text", "model", "server_host", "host", "package", "day", "hours",
    "lasting", "number", "count", "flag", "cleartext", "read_only", "tool_provider",
}  # fmt: skip
NAMES = {"Kubescape", "amazon", "google"}


def words_of(rule):
    for key in ("default", "missing"):
        if isinstance(rule.options.get(key), str):
            yield rule.options[key]
    if rule.take == "present":
        yield rule.options.get("word", "yes")
    for meant in [
        *rule.options.get("table", {}).values(),
        rule.options.get("other", []),
    ]:
        yield from [meant] if isinstance(meant, str) else meant


def test_every_title_of_a_fact_has_its_words_here():
    assert {name: str(title) for name, title in TITLES.items()} == core_rules().titles


def test_every_word_a_rule_can_give_has_a_meaning():
    rules = [f for one in core_rules().formats for g in one.groups for f in g.facts]
    words = {word for rule in rules for word in words_of(rule)}

    assert words - NAMES - set(VALUES) == set()


def test_every_warning_of_a_format_has_its_words_here():
    warned = {text for one in core_rules().formats for _when, text in one.warns}

    assert warned == set(WARNINGS)
    assert "the file is empty" in REFUSALS
    assert MAX_BYTES == 10_000_000
