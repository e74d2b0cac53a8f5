"""Names as long as they may be, in any script, are kept and listed: a row of an index has room for
2,704 bytes."""

from random import Random

import pytest

from riskapp.audit.actions import record
from riskapp.inventory.models import Tool
from riskapp.vendors.models import Contact

pytestmark = pytest.mark.django_db
SCRIPTS = {
    "Korean, whose letters fall apart where they are folded": range(0xAC00, 0xD7A4),
    "Chinese of four bytes": range(0x20000, 0x2A000),
    "Chinese that is another letter where it is folded": range(0x2F800, 0x2FA1E),
    "squares of five letters": range(0x3300, 0x3358),
    "a phrase in one letter": [0xFDFA],
    "digits, each a number": [0x30, 0x61],
}
EMAIL = f"{'a' * 64}@{'.'.join('b' * 60 for _ in range(3))}.eu"


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_longest_names_of_every_script_fit_into_indexes(world, script):
    random = Random(script)
    letters = [chr(code) for code in SCRIPTS[script]]

    def name(length=200):
        return "".join(random.choice(letters) for _ in range(length))

    work = world.assessment("careful", scored=True).engagement
    vendor = work.vendor
    vendor.name = name()
    vendor.save()
    work.name = name()
    work.save()
    Contact.objects.create(vendor=vendor, name=name(), email=EMAIL)
    tool = Tool.objects.filter(engagement=work).first()
    tool.product, tool.name = name(), name()
    tool.excess_rank = 1
    tool.save()
    record(
        "vendor registered", vendor, organisation=world.organisation, by=world.analyst
    )

    client = world.client("analyst")
    for page in (
        "/vendors/",
        "/vendors/engagements/",
        "/vendors/contacts/",
        "/tools/?order=vendor",
    ):
        assert vendor.name in client.get(page).content.decode()
