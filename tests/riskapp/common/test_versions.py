"""Forms that edit what others edit too."""

import datetime

from django import forms
from django.http import QueryDict

from riskapp.common.versions import VersionedForm


class Edit(VersionedForm):
    name = forms.CharField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea)
    day = forms.DateField(required=False)
    is_on = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "First"), ("b", "Second")], required=False)
    many = forms.MultipleChoiceField(
        choices=[("x", "Ex"), ("y", "Why")], required=False
    )


NOW = {
    "name": "Acme",
    "text": "one\ntwo",
    "day": datetime.date(2026, 1, 2),
    "is_on": True,
    "kind": "a",
    "many": ["y", "x"],
}
SENT = {
    "name": "Acme",
    "text": "one\r\ntwo\r\n",
    "day": "2026-01-02",
    "is_on": "on",
    "kind": "a",
    "many": ["x", "y"],
}


def sent(now, changes=None, *, seen=None):
    """The form as it comes back: shown with ``seen`` or as it is, sent with changes."""
    data = QueryDict(mutable=True)
    for name, value in (SENT | (changes or {})).items():
        if value is not None:
            data.setlist(name, value if isinstance(value, list) else [value])
    data["seen"] = Edit(initial=seen or NOW)["seen"].value()
    return Edit(data, initial=now)


def test_what_nobody_else_changed_is_up_to_date():
    form = sent(NOW, {"name": "Acme AG", "is_on": None, "day": ""})

    assert form.is_valid()
    assert not form.is_outdated()
    assert "seen" not in form.cleaned_data


def test_what_others_changed_is_taken_where_a_person_changed_something_else():
    form = sent(NOW | {"text": "new", "is_on": False, "many": []}, {"kind": "b"})

    assert form.is_valid()
    assert form.is_outdated()
    assert form.cleaned_data["text"] == "new"
    assert form.cleaned_data["is_on"] is False
    assert form.cleaned_data["many"] == []
    assert form.cleaned_data["kind"] == "b"
    rows = [(d.label, d.before, d.theirs, d.mine) for d in form.meanwhile.differences]
    assert rows == [
        ("Text", "one\ntwo", "new", None),
        ("Is on", "✓", "–", None),
        ("Many", "Ex, Why", "–", None),
    ]


def test_what_both_changed_keeps_mine_and_shows_theirs():
    form = sent(NOW | {"kind": "b"}, {"kind": ""})

    assert form.is_valid()
    assert form.is_outdated()
    assert form.cleaned_data["kind"] == ""
    (one,) = form.meanwhile.differences
    assert (one.before, one.theirs, one.mine) == ("First", "Second", "–")


def test_sent_once_more_it_is_up_to_date():
    now = NOW | {"kind": "b"}
    first = sent(now)
    assert first.is_valid()
    assert first.is_outdated()

    second = Edit(first.data, initial=now)

    assert second.is_valid()
    assert not second.is_outdated()


def test_a_version_that_is_not_ours_says_nothing():
    form = Edit(QueryDict("name=A&seen=forged"), initial=NOW)

    assert form.is_valid()
    assert not form.is_outdated()
