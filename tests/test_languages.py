"""Languages are files: one more is offered and spoken without a change of code."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.test import Client
from django.utils import translation

from questionnaires.document.extending import extension
from questionnaires.queries import link_path, token_of
from riskapp.common.extraction import MARKS, texts_of, untranslated
from riskapp.common.languages import codes_in, compile_languages, languages_in
from riskapp.settings.base import LANGUAGE_FILES, ROOT
from riskapp.shipped.core import CONTENT, CORE, core_document_in
from riskapp.tools.mapping import core_guide
from tests.conftest import make_world

LANGUAGES = [code for code in codes_in(LANGUAGE_FILES) if code != "en"]


@cache
def catalogue(language: str) -> Catalog:
    name = translation.to_locale(language)
    with (LANGUAGE_FILES / name / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_people_see_is_translated(language):
    """When this fails: run `make messages` and translate what is new."""
    known = catalogue(language)
    missing = {text.words for text in texts_of(ROOT) if known.get(text.words) is None}

    assert sorted(missing | set(untranslated(known))) == []


def test_texts_are_marked_under_names_that_are_collected():
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in ("questionnaires", "riskapp")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(
            r"\bn?gettext(?:_lazy|_noop)? as (\w+)", path.read_text("utf-8")
        )
        if name not in MARKS
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_places_to_fill(language):
    def places(text: str) -> Counter[str]:
        return Counter(re.findall(r"%\(\w+\)s|%s|\{\w+\}", text))

    wrong = {}
    for message in catalogue(language):
        ours = message.id if isinstance(message.id, tuple) else (message.id,)
        theirs = message.string
        theirs = theirs if isinstance(theirs, tuple) else (theirs,)
        if message.id and theirs[-1] and places(ours[-1]) != places(theirs[-1]):
            wrong[ours[-1]] = theirs[-1]

    assert wrong == {}


@pytest.fixture
def piglatin(settings, tmp_path, monkeypatch):
    """A language of two files in a folder, as an operator would add it."""
    interface = Catalog(locale=None)
    interface.add("Open your questionnaire", "Openyay ouryay estionnairequay")
    interface.add("Skip to the content", "Ipskay otay ethay ontentcay")
    file = tmp_path / "locale" / "la" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_po(stream, interface)
    core = Catalog(locale=None)
    core.add("Rules, ownership and people", "Ulesray, ownershipyay andyay eoplepay")
    with (tmp_path / "ai-toolchain-partner.la.po").open("wb") as stream:
        write_po(stream, core)
    for path in CONTENT.iterdir():
        (tmp_path / path.name).exists() or (tmp_path / path.name).symlink_to(path)
    monkeypatch.setattr(extension(), "core", tmp_path / CORE.name)
    _forget()
    compile_languages(tmp_path / "locale", tmp_path / "compiled")
    settings.LOCALE_PATHS = [tmp_path / "compiled"]
    settings.LANGUAGES = languages_in(tmp_path / "locale")
    yield "la"
    _forget()


def _forget() -> None:
    core_document_in.cache_clear()
    core_guide.cache_clear()


@pytest.mark.django_db
def test_a_language_is_added_by_files_only(piglatin):
    invitation = make_world().assessment(filled=False).response.invitations.get()
    client = Client(headers={"accept-language": piglatin})

    entered = client.get("/respond/").content.decode()
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Vera"})
    tasks = client.get(f"/respond/{invitation.response_id}/").content.decode()

    assert link_path(invitation).startswith("/respond/")
    assert '<html lang="la">' in entered
    assert "Openyay ouryay estionnairequay" in entered
    assert 'value="la" lang="la"' in entered
    assert "Ulesray, ownershipyay andyay eoplepay" in tasks
    assert "Inventory" in tasks  # what is not translated stays English


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/portfolio/", "/assessments/", "/vendors/", "/settings/"]
)
def test_members_read_in_the_language_of_their_browser(path):
    client = make_world().client("administrator")

    page = client.get(path, headers={"accept-language": "de"})

    assert page.status_code == 200
    assert '<html lang="de">' in page.content.decode()
    assert "Abmelden" in page.content.decode()


def test_nothing_is_compiled_by_hand():
    assert not list(Path(ROOT / "locale").rglob("*.mo"))
