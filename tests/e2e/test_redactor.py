"""A browser takes out of files what the server looks for, and sends what it shows."""

import json
from pathlib import Path

import pytest

from riskapp.evidence.decoding import decode
from riskapp.evidence.loading import core_rules, reader_for, rules_data
from riskapp.evidence.redacting import browser_rules, found_in, redacted
from tests.data.evidence.corpus import samples
from tests.data.evidence.labelled import labelled
from tests.data.evidence.planted import planted

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


def texts_of(reader):
    for sample in samples():
        yield decode(sample.content, sample.path, reader.limits)
    for secret in planted().values():
        for form in FORMS:
            yield form % json.dumps(secret)
    for name, value, _is_secret in labelled():
        yield f"{name}={value}"
    yield "a:\n  -----BEGIN RSA PRIVATE KEY-----\n  c2hvcnQ=\n  -----END RSA PRIVATE KEY-----\nb: 1"
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
