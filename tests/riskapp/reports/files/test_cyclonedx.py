import json

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from riskapp.reports.choices import Format
from riskapp.reports.files import file_of


# No django_db mark: a file is written from plain values.
def test_declarations_are_valid_by_the_official_schema(shown):
    content = file_of(Format.CYCLONEDX, *shown).decode()

    assert JsonStrictValidator(SchemaVersion.V1_7).validate_str(content) is None


def test_every_reference_leads_somewhere_and_each_tool_is_a_service(shown):
    context, _answer_set = shown
    data = json.loads(file_of(Format.CYCLONEDX, *shown))
    said = data["declarations"]

    known = {item["bom-ref"] for item in said["evidence"] + said["claims"]}
    named = {
        ref
        for claim in said["claims"]
        for ref in (*claim.get("evidence", ()), *claim.get("counterEvidence", ()))
    } | {r for a in said["attestations"] for m in a["map"] for r in m["claims"]}

    assert named <= known
    assert {s["name"] for s in data["services"]} == {
        t["name"] for t in context["tools"]
    }
    assert file_of(Format.CYCLONEDX, *shown) == file_of(Format.CYCLONEDX, *shown)
