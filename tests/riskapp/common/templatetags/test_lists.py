from django import forms
from django.utils import translation

from riskapp.common.templatetags.lists import options, rating_badge


class Choosing(forms.Form):
    one = forms.ChoiceField(choices=[("", "All"), ("a", "A & B"), (3, "three")])


def test_the_chosen_option_is_selected():
    for chosen, selected in (
        ("a", '<option value="a" selected>A &amp; B</option>'),
        ("3", '<option value="3" selected>three</option>'),
    ):
        shown = options(Choosing({"one": chosen})["one"])
        assert selected in shown
        assert shown.count("selected") == 1
    assert "selected" not in options(Choosing()["one"])


def test_of_several_the_first_is_selected():
    field = Choosing(initial={"one": ["a", ""]})["one"]
    assert '<option value="a" selected>' in options(field)


def test_a_badge_is_worded_in_each_language():
    for _again in range(2):
        with translation.override("en"):
            assert "Critical" in rating_badge("critical")
            assert "Not assessed" in rating_badge(None)
        with translation.override("de"):
            assert "Kritisch" in rating_badge("critical")
