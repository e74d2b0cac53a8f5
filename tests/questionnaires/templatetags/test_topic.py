"""Texts of the product in templates: counted, translated and escaped like any value."""

from django.template import Context, Template
from django.utils import translation


def shown(text, **context):
    return Template("{% load topic %}" + text).render(Context(context))


def test_a_text_of_the_product_is_shown_with_its_facts():
    assert shown('{% topic "title" asker=a %}', a="Ivy") == (
        "AI tools on the work for Ivy"
    )


def test_facts_are_escaped_and_texts_of_plain_mails_are_not():
    assert "&lt;b&gt;" in shown('{% topic "title" asker=a %}', a="<b>")
    plain = '{% autoescape off %}{% topic "title" asker=a %}{% endautoescape %}'
    assert "Q&A %s" in shown(plain, a="Q&A %s")


def test_a_number_chooses_between_one_and_several():
    assert shown('{% topic "weak" 1 %}') == "1 answer raises the risk."
    assert shown('{% topic "weak" 3 %}') == "3 answers raise the risk."


def test_the_reader_is_spoken_to_in_their_language():
    with translation.override("de"):
        assert "Was es senken würde" in shown('{% topic "what_helps" %}')
