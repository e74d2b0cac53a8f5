"""A browser takes out of files what the server looks for, and sends what it shows."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from questionnaires.actions.invitations import invite
from questionnaires.models import Evidence
from questionnaires.queries import token_of
from riskapp.evidence.browsers import browser_rules
from riskapp.evidence.decoding import decode
from riskapp.evidence.loading import core_rules, reader_for, rules_data
from riskapp.evidence.redacting import found_in, redacted
from riskapp.facts.actions.dropping import drop_at_vendor
from riskapp.facts.views import vendor
from tests.conftest import make_world
from tests.data.evidence.attacks import ATTACKS, STAND_INS
from tests.data.evidence.by_name import KEPT, NAMED, SHORT
from tests.data.evidence.corpus import samples
from tests.data.evidence.labelled import labelled
from tests.data.evidence.places import files
from tests.data.evidence.planted import core_of, planted
from tests.e2e.conftest import hold, let_in

pytestmark = pytest.mark.browser

KEY = b"a key for tests, of 32 bytes ..."
SCRIPT = Path(__file__).parents[2] / "static" / "js" / "redactor.js"
ADDRESS = "https://redactor.example/"
FORMS = (
    '{"mcpServers": {"a": {"env": {"API_KEY": %s}}}}',
    '{"args": [\n  "--api-key",\n  %s\n]}',
    "api_key: %s",
    "run --token %s",
)
REDACT = """async ({ texts, rules, key }) => {
  const found = [], redacted = [];
  for (const text of texts) {
    found.push(redactor.foundIn(text, rules).map((one) => [one.line, one.start, one.end, one.kind]));
    redacted.push((await redactor.redacted(text, rules, new TextEncoder().encode(key))).text);
  }
  return { found, redacted };
}"""


# A file that nobody chose: as after a reload.
PUT_BACK = """(text) => {
  const held = new DataTransfer();
  held.items.add(new File([text], "mcp_config.json"));
  document.querySelector("[data-redact]").files = held.files;
}"""


def texts_of(reader):
    for sample in samples():
        yield decode(sample.content, sample.path, reader.limits)
    for secret in planted().values():
        for form in FORMS:
            yield form % json.dumps(secret)
    for name, value, _is_secret in labelled():
        yield f"{name}={value}"
    yield "a:\n  -----BEGIN RSA PRIVATE KEY-----\n  c2hvcnQ=\n  -----END RSA PRIVATE KEY-----\nb: 1"
    yield json.dumps([{"n": "x" * 7, "password": "correct-h0rse-b4ttery"}] * 500)
    yield from (*NAMED, *SHORT, *KEPT, *ATTACKS, *STAND_INS)
    yield '"password": "Summer-2022"'
    yield json.dumps({"a": ["word"] * 4000, "TOKEN": planted()["github classic"]})


def test_a_browser_takes_out_the_same_as_the_server(browser):
    reader = reader_for(KEY)
    rules = browser_rules(rules_data()["secrets"], core_rules().secrets)
    texts = list(texts_of(reader))
    page = browser.new_page()
    page.route(
        ADDRESS, lambda route: route.fulfill(body="<p>", content_type="text/html")
    )
    page.goto(ADDRESS)
    page.add_script_tag(path=SCRIPT)

    made = page.evaluate(REDACT, {"texts": texts, "rules": rules, "key": KEY.decode()})

    page.close()
    assert len(texts) > 500
    assert made["found"] == [
        [list(one) for one in found_in(text, reader.redactor)] for text in texts
    ]
    assert made["redacted"] == [redacted(text, reader.redactor) for text in texts]


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_holds_no_secret_and_the_pages_are_held_to_the_rules(page):
    world = make_world()
    assessment = world.assessment("half-answered")
    secret = planted()["github classic"]
    file = {
        "mcpServers": {
            "git": {"command": "npx", "args": ["a"], "env": {"T_TOKEN": secret}}
        }
    }
    invitation = assessment.response.invitations.first() or invite(
        assessment.response, actor="buyer"
    )
    client = Client()
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Vera Vendor"})
    let_in(page, client)

    address = reverse("assessments:vendor_files", args=[assessment.response_id])
    page.route("**/redactor*.js", lambda route: route.abort())
    page.goto(address)
    expect(page.get_by_role("button", name="Read the files")).to_have_count(0)
    expect(page.get_by_text("did not load")).to_be_visible()
    page.unroute("**/redactor*.js")
    page.goto(address)
    expect(page.get_by_text("did not load")).to_be_hidden()
    page.evaluate(PUT_BACK, json.dumps(file))
    page.get_by_role("button", name="Read the files").click()
    expect(page.locator("[data-redacted]")).to_contain_text("Secrets taken out: 1.")
    page.set_input_files(
        "[data-redact]",
        {
            "name": "mcp_config.json",
            "mimeType": "application/json",
            "buffer": json.dumps(file, indent=1).encode(),
        },
    )
    expect(page.locator("[data-redacted]")).to_contain_text("Secrets taken out: 1.")
    hold(page, "files-redacted")
    terms = page.evaluate("document.querySelector('[data-redact]').files[0].text()")
    page.get_by_label("Also keep the redacted files").check()
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_text("1 file was read.")).to_be_visible()
    expect(page.get_by_text("Kept as evidence with")).to_be_visible()
    hold(page, "files-proposed")
    with Evidence.objects.filter(file_name="mcp_config.json")[0].file.open() as kept:
        assert kept.read().decode() == terms
    page.goto(reverse("questionnaires:proposals", args=[assessment.response_id]))
    hold(page, "proposals")
    page.goto(address)

    assert "redacted~github_token~" in terms
    assert secret not in terms
    assert secret not in page.content()
    assert "a secret in the file" in page.content()


@pytest.mark.django_db(transaction=True)
def test_what_arrives_from_a_browser_holds_no_secret_wherever_it_stood(
    page, monkeypatch
):
    world = make_world()
    response = world.assessment("half-answered").response
    invitation = response.invitations.first() or invite(response, actor="buyer")
    client = Client()
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Vera Vendor"})
    let_in(page, client)
    page.goto(reverse("assessments:vendor_files", args=[response.pk]))
    arrived = {}

    def drop(response, content, name, **more):
        arrived[name] = content.decode()
        return drop_at_vendor(response, content, name, **more)

    monkeypatch.setattr(vendor, "drop_at_vendor", drop)

    page.set_input_files(
        "[data-redact]",
        [
            {"name": name, "mimeType": "application/json", "buffer": content}
            for name, content in files().values()
        ],
    )
    expect(page.locator("[data-redacted]")).to_contain_text("Secrets taken out: ")
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_text(f"{len(files())} files were read.")).to_be_visible()

    assert arrived.keys() == {name for name, _content in files().values()}
    assert all("redacted~" in text for text in arrived.values())
    said = page.content().join(arrived.values())
    assert [core for core in map(core_of, planted().values()) if core in said] == []
