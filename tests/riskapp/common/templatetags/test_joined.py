from django.template import Context, Template
from django.utils import translation


def rendered(text, **context):
    return Template("{% load i18n joined %}" + text).render(Context(context))


def test_line_breaks_of_the_template_go_with_what_indents():
    text = (
        "{% joined %}\n  a&#9;\n  {% if yes %}\n    b c\n  {% endif %}\n{% endjoined %}"
    )

    assert rendered(text, yes=True) == "a&#9;b c"


def test_values_keep_their_line_breaks():
    assert (
        rendered("{% joined %}\n  {{ said }}\n{% endjoined %}", said="a\n  b")
        == "a\n  b"
    )


def test_it_reaches_into_loops_and_languages():
    text = (
        "{% joined %}\n{% for one in many %}\n  {{ one }},&#32;\n{% endfor %}"
        '{% language "de" %}\n  {% translate "Evidence" %}\n{% endlanguage %}\n{% endjoined %}'
    )

    with translation.override("en"):
        assert rendered(text, many="ab") == "a,&#32;b,&#32;Nachweis"


def test_what_stands_outside_is_left_as_it_is():
    assert rendered("a\n b{% joined %}\n c\n{% endjoined %}\n d") == "a\n bc\n d"


def test_between_attributes_a_space_stays():
    text = (
        '{% joined %}\n<a\n   href="{{ url }}"\n   rel="x">\n  b\n</a>\n{% endjoined %}'
    )

    assert rendered(text, url="/c/") == '<a href="/c/" rel="x">b</a>'
