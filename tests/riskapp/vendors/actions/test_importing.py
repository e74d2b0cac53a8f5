import pytest

from riskapp.audit.models import AuditEntry
from riskapp.shipped.core import core_document
from riskapp.vendors.actions import register_vendor
from riskapp.vendors.actions.checking import check_import
from riskapp.vendors.actions.importing import apply_import, queue_import, read_import
from riskapp.vendors.choices import ImportState, RowChange
from riskapp.vendors.errors import ImportRefused
from riskapp.vendors.models import Contact, Engagement, Import, Vendor
from tests.factories.riskapp import PROFILE

pytestmark = pytest.mark.django_db
HEADINGS = "Vendor,Country,Contact e-mail,Engagement"
WHO = "Contact e-mail,Contact name,Contact role"
ROWS = f"""{HEADINGS},{",".join(PROFILE)}
Kestrel,IE,ana@kestrel.example,Portal,{",".join(PROFILE.values())}
Kestrel,,,Back office,,,,,,,,,
Halmquist,SE,,,,,,,,,,,
"""


@pytest.fixture
def read(organisation, analyst):
    def _read(text):
        return read_import(
            organisation=organisation,
            file_name="vendors.csv",
            data=text.encode(),
            by=analyst,
        )

    return _read


def test_reading_a_file_changes_nothing_in_the_register(read):
    found = read(ROWS)

    assert found.state == ImportState.CHECKED
    assert [row["line"] for row in found.rows] == [2, 3, 4]
    assert not Vendor.objects.exists()


def test_a_file_is_imported_whole_and_once(read, analyst, organisation):
    found = queue_import(read(ROWS), skips_faults=False, by=analyst)

    apply_import(found)
    done = apply_import(found)

    assert done.state == ImportState.DONE
    assert done.result["vendor"] == 2
    assert {v.name: v.country for v in Vendor.objects.all()} == {
        "Kestrel": "IE",
        "Halmquist": "SE",
    }
    assert Contact.objects.get().is_main
    tiers = dict(Engagement.objects.values_list("name", "tier"))
    assert tiers == {"Portal": "high", "Back office": ""}


def test_an_import_is_one_entry_with_its_rows(read, analyst):
    apply_import(queue_import(read(ROWS), skips_faults=False, by=analyst))

    ordered, entry = AuditEntry.objects.filter(actor=analyst).order_by("id")
    assert (ordered.action, entry.action) == ("import ordered", "vendors imported")
    done = [row["action"] for row in entry.after["rows"]]
    assert sorted(done) == [
        "contact added",
        *["engagement registered"] * 2,
        *["vendor registered"] * 2,
    ]
    kestrel = Vendor.objects.get(name="Kestrel")
    [row] = [r for r in entry.after["rows"] if r["object_id"] == str(kestrel.pk)][:1]
    assert row["object_label"] == "Kestrel"
    assert row["after"]["country"] == "IE"


def test_a_fault_stops_everything_until_a_person_leaves_it_out(read, analyst):
    found = read(f"{HEADINGS}\nKestrel,IE,,\nBad,Atlantis,,\n")

    with pytest.raises(ImportRefused, match="faults"):
        queue_import(found, skips_faults=False, by=analyst)
    assert not Vendor.objects.exists()
    apply_import(queue_import(found, skips_faults=True, by=analyst))

    assert [vendor.name for vendor in Vendor.objects.all()] == ["Kestrel"]


def test_what_changed_in_between_stops_the_import(read, analyst, organisation):
    found = queue_import(
        read("Vendor,Owner\nKestrel," + analyst.email), skips_faults=False, by=analyst
    )
    organisation.memberships.all().delete()

    done = apply_import(found)

    assert done.state == ImportState.FAILED
    assert "changed in between" in done.reason
    assert not Vendor.objects.exists()


@pytest.fixture
def moved(read, organisation, analyst):
    """A file that somebody looked at before the register changed, and what they saw."""
    vendor = register_vendor(
        organisation=organisation, name="Kestrel", country="IE", by=analyst
    )
    found = read("Vendor,Country\nKestrel,DE\n")
    seen = check_import(found).digest

    def move():
        Vendor.objects.filter(pk=vendor.pk).update(country="PL")

    return found, seen, move


def test_only_what_a_person_saw_is_imported(moved, analyst):
    found, seen, move = moved
    move()

    with pytest.raises(ImportRefused, match="changed since you looked"):
        queue_import(found, skips_faults=False, seen=seen, by=analyst)

    assert Vendor.objects.get().country == "PL"
    now = check_import(found).digest
    apply_import(queue_import(found, skips_faults=False, seen=now, by=analyst))
    assert Vendor.objects.get().country == "DE"


def test_what_would_happen_otherwise_by_then_is_told_anew(moved, analyst):
    found, seen, move = moved
    found = queue_import(found, skips_faults=False, seen=seen, by=analyst)
    move()

    done = apply_import(found)

    assert (done.state, Vendor.objects.get().country) == (ImportState.FAILED, "PL")
    assert "look at what would happen now" in done.reason


def test_a_file_with_nothing_new_is_not_imported(read, analyst, organisation):
    register_vendor(organisation=organisation, name="Kestrel", country="", by=analyst)

    with pytest.raises(ImportRefused, match="nothing to import"):
        queue_import(read("Vendor\nkestrel"), skips_faults=False, by=analyst)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column “Vendor”"),
        ("Name\nKestrel", "no column “Vendor”"),
        ("Vendor\n", "no row"),
        ("Vendor,vendor\nA,B", "there twice"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_words(read, text, words):
    with pytest.raises(ImportRefused, match=words):
        read(text)

    assert not Import.objects.exists()


def test_an_import_updates_what_its_cells_say_and_leaves_the_rest(
    read, analyst, organisation
):
    apply_import(queue_import(read(ROWS), skips_faults=False, by=analyst))
    answers = ",".join(PROFILE.values())
    again = read(
        f"Vendor,Country,Labels,Contact e-mail,Contact role,Engagement,"
        f"Contract,{','.join(PROFILE)}\n"
        f"kestrel,FR,core,ana@kestrel.example,CISO,Portal,C-7,,,,,,,,,\n"
        f"Kestrel,,,,,Back office,,{answers}\n"
    )

    checked = check_import(again)
    done = apply_import(queue_import(again, skips_faults=False, by=analyst))

    assert checked.faults == []
    assert [row.change for row in checked.rows] == [RowChange.UPDATE] * 2
    said = {update.heading: update for update in checked.rows[0].updated}
    assert (said["Country"].before, said["Country"].after) == ("IE", "FR")
    assert (done.state, done.result["update"]) == (ImportState.DONE, 2)
    vendor = Vendor.objects.get(name="Kestrel")
    assert (vendor.country, vendor.labels) == ("FR", ["core"])
    contact = Contact.objects.get()
    assert (contact.role, contact.is_main) == ("CISO", True)
    portal = Engagement.objects.get(name="Portal")
    assert (portal.contract_reference, portal.tier) == ("C-7", "high")
    assert portal.profile == PROFILE
    assert Engagement.objects.get(name="Back office").tier == "high"
    assert not check_import(read(ROWS.replace("IE", "FR"))).adds_something


def test_one_answer_about_work_is_updated_alone_and_bad_days_are_a_fault(
    read, analyst, organisation
):
    apply_import(queue_import(read(ROWS), skips_faults=False, by=analyst))
    Engagement.objects.filter(name="Portal").update(contract_starts_on="2026-05-01")
    question, other = next(
        (q, o.code)
        for q in core_document().profile
        for o in q.options
        if o.code != PROFILE[q.id]
    )

    one = check_import(
        read(f"Vendor,Engagement,{question.id}\nKestrel,Portal,{other}\n")
    )
    early = check_import(
        read("Vendor,Engagement,Contract end\nKestrel,Portal,2026-04-01\n")
    )

    assert one.faults == []
    assert one.rows[0].values["profile"] == PROFILE | {question.id: other}
    assert len(one.rows[0].updated) == 1
    assert [fault.text for fault in early.faults] == [
        "The contract ends before it starts."
    ]


def test_a_row_leaves_what_rows_above_changed(read, analyst, organisation):
    vendor = register_vendor(
        organisation=organisation, name="Kestrel", country="IE", by=analyst
    )
    contact = Contact.objects.create(vendor=vendor, email="ana@kestrel.example")
    rows = f"""Vendor,Country,Services,{WHO}
Kestrel,DE,Apps,ana@kestrel.example,Ana,
Kestrel,DE,,ana@kestrel.example,,CTO
"""

    apply_import(queue_import(read(rows), skips_faults=False, by=analyst))

    vendor.refresh_from_db()
    contact.refresh_from_db()
    assert (vendor.country, vendor.services) == ("DE", "Apps")
    assert (contact.name, contact.role) == ("Ana", "CTO")
