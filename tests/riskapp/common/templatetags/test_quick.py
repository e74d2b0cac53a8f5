import datetime
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.template.defaultfilters import truncatechars as djangos_truncatechars
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix
from django.utils import translation
from django.utils.safestring import SafeData, SafeString

from riskapp.common.templatetags.quick import truncatechars

DAY = datetime.date(2026, 3, 5)


def rendered(text, **context):
    return Template("{% load i18n %}" + text).render(Context(context))


def test_a_text_is_translated_in_each_language():
    template = Template('{% load i18n %}{% translate "Evidence" %}')
    for _again in range(2):
        with translation.override("en"):
            assert template.render(Context()) == "Evidence"
        with translation.override("de"):
            assert template.render(Context()) == "Nachweis"


def test_a_text_is_escaped_where_texts_are():
    assert rendered('{% translate "100%% <b>" %}') == "100%% <b>"
    template = Template("{% load i18n %}{% translate said %}")
    for said, shown in (("<i>", "&lt;i&gt;"), ("Evidence", "Evidence")):
        assert template.render(Context({"said": said})) == shown


def test_a_text_can_be_kept_or_filtered():
    with translation.override("de"):
        assert (
            rendered('{% translate "Evidence" as kept %}-{{ kept }}{{ kept }}')
            == "-NachweisNachweis"
        )
        assert rendered('{% translate "Evidence"|upper %}') == "NACHWEIS"
        assert rendered('{% translate "Evidence" noop %}') == "Evidence"


def test_a_day_is_written_in_each_language():
    text = '{{ day|date:_("j M Y") }}'
    for _again in range(2):
        with translation.override("en"):
            assert rendered(text, day=DAY) == "5 Mar 2026"
        with translation.override("de"):
            assert rendered(text, day=DAY) == "5. Mär 2026"


def test_moments_and_nothing_are_as_they_were():
    moment = datetime.datetime(2026, 3, 5, 23, 30, tzinfo=datetime.UTC)
    assert rendered('{{ at|date:"H:i" }}', at=moment) == "23:30"
    assert rendered('{{ at|date:"H:i" }}{{ at|date }}', at=None) == ""
    assert rendered("{{ at|date }}", at=DAY) == "March 5, 2026"


def test_a_text_with_values_is_translated_in_each_language_and_for_each_row():
    template = Template(
        "{% load i18n %}{% for one in rows %}"
        "{% blocktranslate trimmed with answered=one.0 applicable=one.1 %}"
        "  {{ answered }} of {{ applicable }} {% endblocktranslate %};{% endfor %}"
    )
    rows = Context({"rows": [(1, 2), ("<b>", 1000)]})
    for _again in range(2):
        with translation.override("en"):
            assert template.render(rows) == "1 of 2;&lt;b&gt; of 1000;"
        with translation.override("de"):
            assert template.render(rows) == "1 von 2;&lt;b&gt; von 1000;"


def test_a_text_with_values_takes_them_from_around_it():
    text = "{% blocktranslate %}{{ name }} at 100%{% endblocktranslate %}"
    assert rendered(text, name="Tern") == "Tern at 100%"
    assert rendered(text) == " at 100%"


def test_a_text_with_a_plural_and_a_kept_one_are_as_they_were():
    text = "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    assert [rendered(text, n=n) for n in (1, 2)] == ["1 day", "2 days"]
    kept = "{% blocktranslate asvar kept %}<i>{% endblocktranslate %}-{{ kept }}"
    assert rendered(kept) == "-<i>"


def test_an_address_is_that_of_its_row():
    text = '{% url "vendors:detail" key %}'
    template = Template(text)
    for key in (uuid4(), uuid4()):
        expected = reverse("vendors:detail", args=[key])
        assert template.render(Context({"key": key})) == expected
        assert template.render(Context({"key": str(key)})) == expected
    with pytest.raises(NoReverseMatch):
        template.render(Context({"key": ""}))


def test_an_address_of_two_keys_and_one_without_are_as_django_writes_them():
    keys = (uuid4(), uuid4())
    text = '{% url "assessments:finding" a b %} {% url "vendors:list" %}'
    found = rendered(text, a=keys[0], b=keys[1])
    assert (
        found
        == f"{reverse('assessments:finding', args=keys)} {reverse('vendors:list')}"
    )


def test_an_address_lies_below_the_prefix_it_is_asked_with():
    template = Template('{% url "vendors:list" %}')
    before = template.render(Context())
    set_script_prefix("/below/")
    try:
        assert template.render(Context()) == f"/below{before}"
    finally:
        clear_script_prefix()
    assert template.render(Context()) == before


def test_an_address_can_be_kept_or_made_of_names():
    key = uuid4()
    expected = reverse("vendors:detail", args=[key])
    assert rendered('{% url "vendors:detail" vendor_id=key %}', key=key) == expected
    assert (
        rendered('{% url "vendors:detail" key as at %}-{{ at }}', key=key)
        == f"-{expected}"
    )


@pytest.mark.parametrize(
    "said",
    [
        "short",
        "Müller",
        "Mu\u0308ller und So\u0308hne",
        "a longer text",
        "<b>",
        "",
        12,
        None,
    ],
)
@pytest.mark.parametrize("most", [0, 1, 7, 8, 100, "x"])
def test_a_text_is_cut_as_django_cuts_it(said, most):
    for text in (said, SafeString(said) if isinstance(said, str) else said):
        found, expected = truncatechars(text, most), djangos_truncatechars(text, most)
        assert found == expected
        assert isinstance(found, SafeData) == isinstance(expected, SafeData)
