"""What a fact is called and what its words mean, for people."""

from django.utils.translation import override

from riskapp.common.extraction import texts_of
from riskapp.evidence.loading import core_rules
from riskapp.facts.choices import VALUES, title_in_words, warning_in_words
from riskapp.settings.base import ROOT

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


def test_every_word_a_rule_can_give_has_a_meaning():
    rules = [f for one in core_rules().formats for g in one.groups for f in g.facts]
    words = {word for rule in rules for word in words_of(rule)}

    assert words - NAMES - set(VALUES) == set()


def test_titles_and_warnings_of_the_rules_are_collected_for_translation():
    formats = core_rules().formats
    warned = {text for one in formats for _when, text in one.warns}
    collected = {text.words for text in texts_of(ROOT)}

    titles = {*core_rules().titles.values(), *(one.title for one in formats)}
    assert (titles | warned) - collected == set()
    with override("de"):
        assert title_in_words("tool.plan") == "der Tarif"
        assert all(warning_in_words(text) != text for text in warned)
