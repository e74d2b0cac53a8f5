"""What people write about answers: it can be read, and a line end is one character."""

import pytest
from django.core.exceptions import ValidationError

from riskapp.decisions.forms import DecisionForm, RecommendForm
from riskapp.findings.forms.settling import ReasonForm
from riskapp.review.forms import AskForm


@pytest.mark.parametrize("nothing", ["\u200b\u200b", "\u3164", " \u2060\n"])
def test_a_reason_without_anything_to_see_is_none(nothing):
    form = ReasonForm({"reason": nothing})

    assert not form.is_valid()
    assert "reason" in form.errors


@pytest.mark.parametrize("form", [DecisionForm, RecommendForm])
def test_a_reason_of_a_decision_can_be_read_too(form):
    field = form.base_fields["reason"]

    assert field.clean("a\r\nb") == "a\nb"
    with pytest.raises(ValidationError):
        field.clean("\u200b")


def test_a_line_end_of_the_browser_is_one_character():
    text = "a\r\n" * 999 + "b"

    form = ReasonForm({"reason": text})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["reason"] == text.replace("\r", "")


def test_pasted_signs_become_what_they_were():
    form = AskForm({"text": "one\u2028two \x93three\x94"})

    assert form.fields["text"].clean(form.data["text"]) == "one\ntwo “three”"
