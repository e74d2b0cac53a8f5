import pytest
from babel.messages.pofile import read_po

from riskapp.common.extraction import texts_of, untranslated, update

PYTHON = """
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

plain = _("Saved.")
joined = _(
    "One sentence "
    "in two parts."
)
counted = ngettext("%(n)s row", "%(n)s rows", 2)
unmarked = "Not for translation"
computed = _(plain)
either = _("On." if plain else "Off.")
"""
TEMPLATE = """{% load i18n %}<p title="{% translate "It's (here)" %}">
{% blocktranslate trimmed count n=rows|length with day=day|date:_("j F Y") %}
  {{ n }} row of {{ day }}
{% plural %}
  {{ n }} rows of {{ day }}
{% endblocktranslate %}
{{ name|default:_("Nobody") }} {# Translators: nothing #}
</p>"""


FACTS = """
schema: evidence-facts/1
facts:
  tool.plan: the plan
"""
FORMAT = """
id: seats
title: Seats
warns:
  - {when: {at: /more}, text: One page only.}
"""


@pytest.fixture
def root(tmp_path):
    for folder in ("questionnaires", "templates", "riskapp/evidence/content/formats"):
        (tmp_path / folder).mkdir(parents=True)
    content = tmp_path / "riskapp" / "evidence" / "content"
    (content / "facts.yaml").write_text(FACTS, "utf-8")
    (content / "formats" / "10-seats.yaml").write_text(FORMAT, "utf-8")
    (content / "formats" / "20-quiet.yaml").write_text("title: Seats", "utf-8")
    (tmp_path / "riskapp" / "views.py").write_text(PYTHON, "utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    return tmp_path


def test_marked_texts_are_found_in_python(root):
    found = {(t.words, t.plural) for t in texts_of(root) if t.place.endswith(".py")}

    assert found == {
        ("Saved.", ""),
        ("One sentence in two parts.", ""),
        ("On.", ""),
        ("Off.", ""),
        ("%(n)s row", "%(n)s rows"),
    }


def test_marked_texts_are_found_in_templates(root):
    found = {(t.words, t.plural) for t in texts_of(root) if t.place.endswith(".html")}

    assert found == {
        ("It's (here)", ""),
        ("j F Y", ""),
        ("%(n)s row of %(day)s", "%(n)s rows of %(day)s"),
        ("Nobody", ""),
    }


def test_texts_that_people_read_are_found_in_data(root):
    found = {t.words for t in texts_of(root) if t.place.endswith(".yaml")}

    assert found == {"the plan", "Seats", "One page only."}


def test_a_new_language_begins_with_every_text(root):
    file = root / "locale" / "fr" / "LC_MESSAGES" / "django.po"

    catalogue = update(file, list(texts_of(root)), "fr")

    assert len(untranslated(catalogue)) == 12
    assert "Language: fr" in file.read_text("utf-8")


def test_translations_stay_while_their_text_does(root):
    file = root / "django.po"
    update(file, list(texts_of(root)), "fr")
    translated = file.read_text("utf-8").replace(
        'msgid "Saved."\nmsgstr ""', 'msgid "Saved."\nmsgstr "Enregistré."'
    )
    file.write_text("# Ours\n" + translated, "utf-8")
    (root / "templates" / "page.html").write_text("", "utf-8")

    update(file, list(texts_of(root)), "fr")

    with file.open("rb") as stream:
        catalogue = read_po(stream)
    assert catalogue.get("Saved.").string == "Enregistré."
    assert catalogue.get("Nobody") is None
    assert file.read_text("utf-8").startswith("# Ours\n")


def test_collecting_twice_changes_nothing(root):
    file = root / "django.po"
    update(file, list(texts_of(root)), "fr")
    before = file.read_bytes()

    update(file, list(texts_of(root)), "fr")

    assert file.read_bytes() == before
