"""The catalogue of AI tools in another language."""

import pytest

from riskapp.tools import languages
from riskapp.tools.languages import texts_in, translated_tools
from riskapp.tools.mapping import core_guide

PO = """
msgid "individual"
msgstr "particulier"
"""


@pytest.fixture
def _french(monkeypatch, tmp_path):
    (tmp_path / "ai_tools.fr.po").write_text(PO, "utf-8")
    monkeypatch.setattr(languages, "CONTENT", tmp_path)
    texts_in.cache_clear()
    yield
    texts_in.cache_clear()


@pytest.mark.usefixtures("_french")
def test_what_is_published_and_what_speaks_of_it_are_translated_alike():
    data = {
        "plan": "individual",
        "fact": {"value": ["individual", "team"], "source": "individual"},
        "asks": [
            {
                "on": [{"plan": ["individual"]}, {"fact": "x", "is": ["individual"]}],
                "when": {"is": "individual"},
            }
        ],
    }

    changed = translated_tools(data, "fr")

    assert changed["plan"] == "particulier"
    assert changed["fact"] == {"value": ["particulier", "team"], "source": "individual"}
    [ask] = changed["asks"]
    assert ask["on"][1]["is"] == ["particulier"]
    assert ask["on"][0] == {"plan": ["individual"]}
    assert ask["when"] == {"is": "individual"}


def test_a_language_without_a_catalogue_is_shown_the_english_one():
    core_guide.cache_clear()

    assert core_guide("it") == core_guide("en")
