"""What scoring decides by the kind of a question stands in one module a kind."""

import re
import uuid
from pathlib import Path

import pytest

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.cleaning import clean
from questionnaires.document.errors import AnswerError, DocumentError
from questionnaires.document.extending import extend_with, extension
from questionnaires.document.kinds.asking import Field, Shape
from questionnaires.document.kinds.base import QuestionKind
from questionnaires.document.kinds.registry import kinds
from questionnaires.document.model import Kind
from questionnaires.document.offline.cover import Cover
from questionnaires.document.values import Filled
from questionnaires.document.wording import display_text
from questionnaires.forms.answering import AnswerForm
from questionnaires.workbooks.filled_in import read_workbook
from questionnaires.workbooks.writing import write_workbook
from riskapp.scoring.best import BestAnswers
from riskapp.scoring.kinds.base import RatedKind
from riskapp.scoring.kinds.registry import RATED_KINDS
from riskapp.scoring.rated.answer_set import seen_in
from riskapp.scoring.rated.extension import RiskExtension
from riskapp.scoring.rated.model import Evaluated
from riskapp.scoring.reading import OpenReading
from tests.factories.documents import AS_OF, minimal_document

PACKAGE = Path(__file__).resolve().parents[4] / "riskapp" / "scoring"


def test_every_kind_has_a_module_and_is_listed():
    modules = {path.stem for path in (PACKAGE / "kinds").glob("[a-z]*")}

    assert list(RATED_KINDS) == list(kinds())
    assert set(RATED_KINDS) <= modules


def test_nothing_else_is_decided_by_a_kind():
    names = "|".join(kind.name for kind in Kind)
    deciding = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(rf"\bKind\.({names})\b", path.read_text("utf-8"))
    }

    assert [path for path in deciding if not path.startswith("kinds/")] == []


class Stars(QuestionKind):
    """A kind nobody else knows: one to five stars, written as so many signs."""

    kind = "stars"

    def clean(self, context, question, raw):
        if raw not in {"*" * number for number in range(1, 6)}:
            raise AnswerError(question.id, "One to five stars.")
        return raw

    def fields(self, asked):
        yield Field("value", asked.question.text, Shape.TEXT, initial=asked.value or "")

    def how(self, question):
        return "One to five stars."

    def cell(self, choices, question, value):
        return value

    def read(self, choices, question, parts):
        return parts.written and parts.written.text


class RatedStars(RatedKind):
    kind = "stars"
    rules = ("sky",)

    def evaluate_value(self, answer_set, question, value, entry_id):
        return Evaluated(5 - len(value), "So many stars")

    def best(self, answer_set, question, entry_id):
        yield "*****"


class WithStars(RiskExtension):
    kinds = (*RiskExtension.kinds, Stars())


@pytest.fixture
def stars(monkeypatch):
    """A document that asks for stars, where only the two registries were told of them."""
    before = extension()
    extend_with(WithStars())
    monkeypatch.setitem(RATED_KINDS, "stars", RatedStars())
    yield minimal_document(
        "- {id: S, text: How many?, kind: stars, weight: 3, scoring: {kind: sky}}"
    )
    extend_with(before)


def test_a_kind_is_added_through_the_registries_alone(stars):
    question = stars.questions["S"]
    answer_set = AnswerSet(stars, Filled(answers={"S": "**"}), AS_OF)

    assert clean(stars, question, "***", as_of=AS_OF) == "***"
    assert display_text(stars, question, "**") == "**"
    assert AnswerForm(stars, question).fields["value"].label == "How many?"
    assert seen_in(answer_set, "S") == (State.ANSWERED, 3, "So many stars")
    assert OpenReading(answer_set).is_known(("S", ""))
    assert BestAnswers(answer_set).put_right([("S", "")]).value("S") == "*****"


def test_an_added_kind_goes_out_in_a_workbook_and_comes_back(stars):
    answer_set = AnswerSet(stars, Filled(answers={"S": "****"}), AS_OF)
    cover = Cover("The sky", "Stars", "Ana", None, AS_OF, str(uuid.uuid4()), 1, "en")
    book = write_workbook(answer_set, cover, sections=lambda _: True)

    back = read_workbook(book, "answers.xlsx", lambda *_: stars)

    assert [(one.question, one.raw) for one in back.answers] == [("S", "****")]


def test_an_added_kind_is_refused_its_words_by_line(stars):
    with pytest.raises(DocumentError, match=r"small.yaml:\d+: unknown scoring 'sea'"):
        minimal_document(
            "- {id: S, text: How many?, kind: stars, weight: 3, scoring: {kind: sea}}"
        )
