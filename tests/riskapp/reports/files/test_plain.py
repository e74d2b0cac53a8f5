import json

from riskapp.reports.choices import Format
from riskapp.reports.files import attachments_of, file_of
from riskapp.reports.files.plain import SCHEMA


def test_the_report_as_json_says_which_shape_it_has(shown):
    context, _sheet = shown

    data = json.loads(file_of(Format.JSON, *shown))

    assert data["schema"] == SCHEMA
    assert data["score"]["residual"] == context["data"]["residual"]
    assert data["about"]["vendor"]["name"] == context["about"].vendor
    assert len(data["findings"]) == len(context["findings"])


def test_an_archive_carries_the_answers_and_the_score(shown):
    names = {name: content for name, content, _about, _kind in attachments_of(*shown)}

    assert b"questionnaire: ai-toolchain-partner@2" in names["answers.yaml"]
    assert json.loads(names["score.json"])["residual"]
