"""The browser reads the same expressions for secrets as the server, and finds the same."""

import pytest

from riskapp.evidence.loading import core_rules
from tests.data.evidence.labelled import labelled

pytestmark = pytest.mark.browser

MATCHES = """({ kinds, values }) => values.map((value) =>
  kinds.filter((one) => value.includes(one.start)).flatMap((one) =>
    [...value.matchAll(new RegExp(one.pattern, "g"))].map((match) => [one.kind, match[one.group]])))"""


def test_a_browser_finds_the_same_by_the_same_expressions(browser):
    kinds = core_rules().secrets.kinds
    values = [value for _, value, _ in labelled()]
    data = {
        "kinds": [{**k._asdict(), "pattern": k.pattern.pattern} for k in kinds],
        "values": values,
    }
    page = browser.new_page()

    found = page.evaluate(MATCHES, data)

    page.close()
    assert found == [
        [
            [kind.kind, match.group(kind.group)]
            for kind in kinds
            if kind.start in value
            for match in kind.pattern.finditer(value)
        ]
        for value in values
    ]
