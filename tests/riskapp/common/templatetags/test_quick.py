import datetime

from django.template import Context, Template
from django.utils import translation

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
