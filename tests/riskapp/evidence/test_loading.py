"""The rules by which evidence is read are files, and a wrong one is refused by its line."""

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.evidence.limits import Limits
from riskapp.evidence.loading import (
    CONTENT,
    checked_rules,
    core_rules,
    reader_for,
    rules_data,
)
from riskapp.evidence.rules import RulesInvalid

CHANGED = "formats/10-vscode-settings.yaml"


def with_changed(old, new):
    """Reads the files as shipped, one of them with something replaced."""

    def read(name):
        text = (CONTENT / name).read_text("utf-8")
        if name == CHANGED:
            assert old in text
            text = text.replace(old, new, 1)
        return read_yaml(text, name)

    return read


def test_rules_as_shipped_are_right():
    assert checked_rules(with_changed("", "")) == core_rules()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("evidence-format/1", "2", ":2: vscode-settings: the schema is not"),
        ("kinds: [json]", "kinds: [jason]", ":2: vscode-settings: kinds ('jason',)"),
        ("title: S", "name: S", ":2: vscode-settings: unknown words in a format: name"),
        ("parser: 1", "", ":2: vscode-settings: 'parser' is missing"),
        ("tool: github-copilot", "tool: clippy", ":15: vscode-settings: unknown tool"),
        ("use: client", "use: nobody", ":17: vscode-settings: unknown group nobody"),
        (
            "name: approval.mode",
            "name: mood",
            ":20: vscode-settings: the fact mood has",
        ),
        (
            "question: T-05, is",
            "about: T-05, is",
            ":25: vscode-settings: unknown words",
        ),
    ],
)
def test_a_rule_that_is_wrong_is_refused_by_line(old, new, fault):
    with pytest.raises(DocumentError) as refused:
        checked_rules(with_changed(old, new))

    assert CHANGED + fault in str(refused.value)
    assert str(refused.value).endswith(", expected rules as docs/evidence.md says")


def test_rules_that_contradict_each_other_are_refused_without_a_line():
    known = {one.id for one in core_rules().formats}
    other = next(iter(sorted(known - {"vscode-settings"})))

    def same(name):
        source = read_yaml((CONTENT / name).read_text("utf-8"), name)
        if name == CHANGED:
            source.data["id"] = other
        return source

    with pytest.raises(RulesInvalid, match="two formats have one id"):
        checked_rules(same)


def test_formats_stand_in_the_order_of_their_files():
    names = [path.name for path in sorted((CONTENT / "formats").glob("*.yaml"))]
    data = rules_data()

    assert [one["id"] for one in data["formats"]] == [
        read_yaml((CONTENT / "formats" / name).read_text("utf-8"), name).data["id"]
        for name in names
    ]
    assert set(data) == {
        "formats",
        "groups",
        "tools",
        "providers",
        "secrets",
        "titles",
        "places",
    }


def test_a_reader_has_the_key_and_the_limits_it_is_given():
    plain, strict = reader_for(b"k" * 16), reader_for(b"k" * 16, Limits(bytes=7))

    assert plain.limits == Limits()
    assert strict.limits.bytes == 7
    assert not plain.recheckable
    assert reader_for(b"k" * 16, recheckable=True).recheckable
    assert "yaml" in plain.openers
