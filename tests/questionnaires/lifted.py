# ruff: noqa: E402  # settings come before what reads them
"""Ask, collect, show and hand out a questionnaire where there is no riskapp at all.

A program of its own, run by ``test_lifted``: it prints what came of it as JSON.
"""

from __future__ import annotations

import datetime
import json
import sys
import uuid
from pathlib import Path


class NoProduct:
    """An installation into which only ``questionnaires`` was lifted."""

    @staticmethod
    def find_spec(name, *_):
        if name.partition(".")[0] == "riskapp":
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, NoProduct)
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import django
from django.conf import settings
from django.template import Library
from django.template.defaulttags import SpacelessNode


def joined(parser, _token):
    nodelist = parser.parse(("endjoined",))
    parser.delete_first_token()
    return SpacelessNode(nodelist)


LOADERS = "django.template.loaders."
LAYOUT = "{% block title %}{% endblock %}{% block content %}{% endblock %}"
# What a product must bring besides its layout: how moments and sentences are written, and
# how text is joined that was written over several lines.
LIBRARIES = ("moments", "words", "joined")
sys.modules["speaking"] = type(sys)("speaking")
sys.modules["speaking"].register = register = Library()
register.tag("joined", joined)
register.filter("moment", lambda at, _form="": str(at))
register.filter("sentence", lambda text: f"{text}.")

settings.configure(
    SECRET_KEY="garden",
    USE_TZ=True,
    STORAGES={
        name: {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        for name in ("default", "staticfiles", "evidence")
    },
    ROOT_URLCONF="tests.questionnaires.lifted_urls",
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "crispy_forms",
        "crispy_bootstrap5",
        "questionnaires",
    ],
    CRISPY_ALLOWED_TEMPLATE_PACKS="bootstrap5",
    CRISPY_TEMPLATE_PACK="bootstrap5",
    PUBLIC_URL="https://garden.example",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [ROOT / "templates"],
            "OPTIONS": {
                "libraries": dict.fromkeys(LIBRARIES, "speaking"),
                "loaders": [
                    (LOADERS + "locmem.Loader", {"layouts/respondent.html": LAYOUT}),
                    LOADERS + "filesystem.Loader",
                    LOADERS + "app_directories.Loader",
                ],
            },
        }
    ],
)
django.setup()

from django.template.loader import render_to_string
from django.utils import timezone

from questionnaires.actions.deliveries import _written
from questionnaires.choices import DeliveryKind
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.answers_file import (
    AnswersFile,
    read_answers,
    write_answers,
)
from questionnaires.document.cleaning import clean
from questionnaires.document.contradictions import contradictions
from questionnaires.document.offline.answers import read_questions, write_questions
from questionnaires.document.offline.cover import Cover
from questionnaires.document.parsing import load_document
from questionnaires.document.progress import progress
from questionnaires.document.values import EntryValue, Filled
from questionnaires.document.wording import display_text
from questionnaires.forms import PersonForm
from questionnaires.models import Delivery, Invitation, Respondent, Response
from questionnaires.views.question_views import Margin, question_views_of
from questionnaires.workbooks.filled_in import read_workbook
from questionnaires.workbooks.writing import write_workbook

DAY = datetime.date(2026, 11, 29)
TYPED = {
    "WHERE": "here",
    "FROM": ["Nippon"],
    "MEALS": ["plants"],
    "NIGHTS": {"value": "2", "unit": "weeks"},
    "SPOKE": "2026-05-01",
}
# Every page that says what is asked about.
PAGES = ("enter", "start", "tasks", "check", "choose", "register", "remark", "why")
TALK = {"TITLE": "Moss", "ROOM": ["screen", "soil"], "BRINGS": ["soil"]}


def main() -> None:
    document = load_document(ROOT / "tests" / "data" / "conference" / "speakers.yaml")

    def cleaned(typed):
        return {
            name: clean(document, document.questions[name], raw, as_of=DAY)
            for name, raw in typed.items()
        }

    entry = EntryValue("e1", "TALK", cleaned(TALK), title="Moss")
    answer_set = AnswerSet(
        document, Filled(answers=cleaned(TYPED), entries=(entry,)), DAY
    )
    at_home = AnswerSet(
        document, Filled(answers=cleaned(TYPED | {"WHERE": "home"})), DAY
    )
    file = write_answers(AnswersFile(document, answer_set.filled, DAY, "Ana", "JP"))
    back = read_answers(file, "answers.json", lambda _: document)
    cover = Cover("The garden", "Talks", "Ana", None, DAY, str(uuid.uuid4()), 1, "en")
    book = write_workbook(answer_set, cover, sections=lambda _: True)
    says = read_workbook(book, "answers.xlsx", lambda *_: document)
    page = "".join(
        render_to_string(
            "questionnaires/respond/_question.html",
            {"view": question_view, "response": {"pk": uuid.uuid4()}},
        )
        for code, entry_id in (("YOU", ""), ("TALK", "e1"))
        for question_view in question_views_of(
            answer_set,
            document.section_by_code[code].questions,
            entry_id,
            Margin(),
        )
    )
    asked = Response(
        asked_by="The garden", about="Talks", respondent_name="Ana", time_zone="UTC"
    )
    asker = Respondent(name="Bo", email="bo@garden.example", response=asked)
    invitation = Invitation(
        response=asked, expires_at=timezone.now(), invited_by=asker, generation=1
    )
    shown = {
        "response": asked,
        "seat": {"is_lead": True},
        "invitation": invitation,
        "section": document.section_by_code["TALK"],
        "weak": [{}, {}],
        "open": [{}],
        "contradictions": [],
        "effort": {"unlisted": 2},
        "minutes_left": 5,
        "unexplained": 0,
        "question": document.questions["WHERE"],
        "opinion": {"why": "cold", "advice": "soup"},
        "form": PersonForm(None, domains=None),
    }
    mails = [
        part
        for kind in DeliveryKind
        if kind not in {DeliveryKind.CODE, DeliveryKind.INFECTED}
        for mail in [_written(Delivery(invitation=invitation, kind=kind))]
        for part in (mail.subject, mail.body, mail.alternatives[0].content)
    ]
    text = write_questions(answer_set, cover, sections=lambda _: True)
    print(
        json.dumps(
            {
                "said": [
                    display_text(
                        document, item.question, answer_set.value(item.question.id, e)
                    )
                    for item in answer_set.items()
                    for e in [item.entry.id if item.entry else ""]
                ],
                "progress": [
                    progress(answer_set).answered,
                    progress(answer_set).applicable,
                ],
                "hidden": at_home.state("FROM"),
                "contradicts": [found.text for found in contradictions(at_home)],
                "file is the same": back.filled.answers == answer_set.filled.answers,
                "in the workbook": sorted({one.question for one in says.answers}),
                "in the text": sorted(
                    {
                        one.question
                        for one in read_questions(text, "a", document).answers
                    }
                ),
                "page": page,
                "pages": [
                    render_to_string(f"questionnaires/respond/{name}.html", shown)
                    for name in PAGES
                ],
                "mails": mails,
                "keys": [line for line in text.splitlines() if line[:1].isalpha()],
                "product": [name for name in sys.modules if name.startswith("riskapp")],
            }
        )
    )


if __name__ == "__main__":
    main()
