import csv
import io
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from riskapp.accounts.choices import Role
from riskapp.vendors.actions import add_contact, archive_vendor
from riskapp.vendors.actions.checking import check_import
from riskapp.vendors.actions.importing import read_import
from riskapp.vendors.choices import RowChange
from riskapp.vendors.models import Vendor
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    VendorFactory,
    member,
)

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[3] / "data" / "cases"


@pytest.fixture
def check(organisation, analyst):
    """Checks rows given as dictionaries of heading to cell."""

    def _check(*rows):
        headings = list(dict.fromkeys(name for row in rows for name in row))
        out = io.StringIO()
        writer = csv.DictWriter(out, headings)
        writer.writeheader()
        writer.writerows(rows)
        found = read_import(
            organisation=organisation,
            file_name="vendors.csv",
            data=out.getvalue().encode(),
            by=analyst,
        )
        return check_import(found)

    return _check


@pytest.fixture
def case(organisation, analyst):
    """Checks a file of tests/data/cases."""

    def _case(name):
        found = read_import(
            organisation=organisation,
            file_name=name,
            data=(CASES / name).read_bytes(),
            by=analyst,
        )
        return check_import(found)

    return _case


def faults(checked):
    return {fault.cell: fault.text for fault in checked.faults}


def test_a_row_says_what_it_would_add(check, organisation, analyst):
    known = EngagementFactory(vendor__organisation=organisation, name="Portal").vendor
    add_contact(known, email="ana@vendor.example", by=analyst)
    work = {"Vendor": known.name.upper(), "Engagement": "portal"}

    checked = check(
        {"Vendor": "Kestrel", "Country": "Ireland", "Engagement": "Portal"},
        {"Vendor": "Kestrel", "Engagement": "Back office"},
        work,
        {"Vendor": known.name, "Engagement": "Apps"},
        {"Vendor": known.name, "Contact e-mail": "bo@vendor.example"},
        {"Vendor": known.name, "Contact e-mail": "Ana@vendor.example"},
    )

    assert [row.change.value for row in checked.rows] == [
        "vendor",
        "engagement",
        "nothing",
        "engagement",
        "contact",
        "nothing",
    ]
    assert checked.rows[0].values["country"] == "IE"
    assert checked.faults == []


@pytest.mark.parametrize("is_known", [False, True])
def test_rows_that_contradict_each_other_about_a_contact_are_told(
    check, organisation, analyst, is_known
):
    known = VendorFactory(organisation=organisation, name="Kestrel")
    if is_known:
        add_contact(known, email="ana@vendor.example", by=analyst)
    same = {"Vendor": "Kestrel", "Contact e-mail": "ana@vendor.example"}

    checked = check(
        same | {"Contact name": "Ana", "Contact role": "CTO"},
        same | {"Contact name": "Anna"},
        same | {"Contact e-mail": "Ana@vendor.example", "Contact role": "CISO"},
        same | {"Contact name": "Ana"},
        {"Vendor": "Other", "Contact e-mail": "ana@vendor.example"},
    )

    told = [(fault.value, fault.text) for fault in checked.faults]
    assert told == [
        ("Anna", "Row 2 says otherwise of this contact."),
        ("CISO", "Row 2 says otherwise of this contact."),
    ]


def test_the_second_row_about_a_new_contact_adds_nothing_that_is_lost(check):
    same = {"Vendor": "Kestrel", "Contact e-mail": "ana@vendor.example"}

    checked = check(same | {"Contact name": "Ana"}, same | {"Contact role": "CTO"})

    assert [fault.value for fault in checked.faults] == ["CTO"]


def test_what_would_happen_has_one_digest_in_every_language(
    check, organisation, analyst
):
    known = VendorFactory(organisation=organisation, name="Kestrel", country="RS")
    rows = [{"Vendor": "Kestrel", "Country": "IE"}, {"Vendor": "New"}]

    before = check(*rows).digest
    with translation.override("de"):
        german = check(*rows).digest
    known.country = "PL"
    known.save()

    assert german == before != check(*rows).digest


def test_every_fault_names_its_cell(check, organisation):
    archived = VendorFactory(organisation=organisation, name="Old")
    archive_vendor(archived, by=member(organisation, Role.ANALYST))

    checked = check(
        {"Vendor": "", "Country": "RS"},
        {"Vendor": "A", "Country": "Atlantis"},
        {"Vendor": "B", "Owner": "nobody@example.org"},
        {"Vendor": "C", "Contact e-mail": "not an address"},
        {"Vendor": "D", "Contact name": "Ana"},
        {"Vendor": "E", "Contract start": "soon", "Engagement": "Portal"},
        {
            "Vendor": "F",
            "Engagement": "Portal",
            "Contract start": "2026-02-01",
            "Contract end": "01.01.2026",
        },
        {"Vendor": "G", "Contract start": "2026-02-01"},
        {"Vendor": "Old"},
        {"Vendor": "x" * 201},
    )

    assert faults(checked) == {
        "A2": "Every row names its vendor.",
        "B3": "Write a country, or its two letters such as RS.",
        "C4": "No member of your organisation has this address.",
        "D5": "Write it like name@vendor.example.",
        "D6": "Give the address of this contact.",
        "F7": "Write the day like 2026-11-25.",
        "H8": "The contract ends before it starts.",
        "G9": "Name the work that this row describes.",
        "A10": "This vendor is archived. Restore it first.",
        "A11": "At most 200 letters fit here.",
    }
    assert checked.good == []


def test_rows_of_one_vendor_must_agree(check):
    checked = check(
        {"Vendor": "Kestrel", "Country": "IE", "Engagement": "Portal"},
        {"Vendor": "kestrel", "Country": "", "Engagement": "Apps"},
        {"Vendor": "Kestrel", "Country": "DE", "Engagement": "Back office"},
        {"Vendor": "Kestrel", "Country": "", "Engagement": "portal"},
    )

    assert faults(checked) == {
        "B4": "Row 2 says otherwise of this vendor.",
        "C5": "Row 2 names this work already.",
    }


def test_what_the_settings_say_of_the_buyer_need_not_be_in_the_file(
    check, organisation
):
    organisation.buyer_facts = {"ENG-07": "ir"}
    organisation.save(update_fields=["buyer_facts"])

    checked = check(
        {"Vendor": "Kestrel", "Engagement": "Portal"} | PROFILE | {"ENG-07": ""}
    )

    assert checked.faults == []
    assert "ENG-07" not in checked.rows[0].values["profile"]


def test_the_questions_about_work_are_answered_all_or_not_at_all(check):
    work = {"Vendor": "Kestrel", "Engagement": "Portal"}

    whole = check(work | PROFILE)
    partly = check(work | PROFILE | {"ENG-06": ""})
    wrong = check(work | PROFILE | {"ENG-01": "a lot"})
    none = check(work)

    assert whole.rows[0].values["profile"] == PROFILE
    assert [f.text for f in partly.faults] == [
        "Answer all questions about the work, or none."
    ]
    assert "none, incidental, ordinary, large, special" in wrong.faults[0].text
    assert none.rows[0].values["profile"] == {}


def test_a_question_takes_the_words_of_its_answer_too(check):
    row = {"Vendor": "Kestrel", "Engagement": "Portal"} | PROFILE

    checked = check(row | {"ENG-02": "customers depend on it"})

    assert checked.rows[0].values["profile"] == PROFILE


def test_columns_that_are_not_known_are_named(check):
    assert check({"Vendor": "Kestrel", "Mood": "good"}).unknown == ["Mood"]


@pytest.mark.parametrize("count", [1, 3])
def test_checking_needs_the_same_queries_for_any_number_of_rows(
    organisation, analyst, count, django_assert_num_queries
):
    rows = "\n".join(f"Vendor {n}" for n in range(count))
    found = read_import(
        organisation=organisation,
        file_name="v.csv",
        data=f"Vendor\n{rows}".encode(),
        by=analyst,
    )

    # members, vendors, engagements, contacts
    with django_assert_num_queries(4):
        checked = check_import(found)

    assert checked.counts["vendor"] == count


def test_a_file_in_another_language_is_understood_and_its_faults_told_in_it(check):
    with translation.override("de"):
        checked = check(
            {"Dienstleister": "Kestrel", "Land": "Irland", "Auftrag": "Portal"},
            {"Dienstleister": "Merlin", "Land": "Nirgendwo", "Auftrag": "Apps"}
            | {"Vertragsende": "bald"},
        )

        assert checked.rows[0].values["country"] == "IE"
        assert faults(checked) == {
            "B3": "Schreiben Sie ein Land oder seine zwei Buchstaben, zum Beispiel RS.",
            "D3": "Schreiben Sie den Tag wie 2026-11-25.",
        }


def legacy(organisation, *names):
    """Vendors of the same name in other signs, from before names were compared."""
    made = []
    for name in names:
        made.append(VendorFactory(organisation=organisation, name=f"{name} new"))
        Vendor.objects.filter(pk=made[-1].pk).update(name=name, name_key="")
    return made


def test_the_twins_of_a_file_are_one_vendor_each(case):
    checked = case("vendor-twins.csv")

    assert [row.change.value for row in checked.rows] == [
        *("vendor", "engagement", "engagement", "engagement"),
        *("vendor", "engagement"),
    ]
    assert [row.as_line for row in checked.rows] == [None, 2, 2, 2, None, 6]


def test_an_exact_name_wins_and_several_candidates_are_a_fault(case, organisation):
    exact, *_ = legacy(organisation, "Acme Ltd", "acme ltd", "Straße", "Strasse")

    first, second = case("wrong-vendor.csv").rows

    assert first.vendor == exact
    assert first.change == RowChange.ENGAGEMENT
    assert second.vendor is None
    (fault,) = second.faults
    assert fault.cell == "A3"
    assert "Several vendors are meant: “Strasse”, “Straße”" in fault.text


def test_a_name_that_nobody_can_read_is_a_fault_at_its_cell(check):
    checked = check({"Vendor": "\u200b"}, {"Vendor": "Kestrel", "Engagement": "\u202e"})

    assert set(faults(checked)) == {"A2", "B3"}


def test_cells_that_a_spreadsheet_changed_are_told_and_stop_nothing(case):
    checked = case("types.xlsx")

    told = {doubt.cell: (doubt.value, doubt.text) for doubt in checked.doubts}
    assert set(told) == {"E2", "D3", "E3", "D4"}
    assert told["E2"][0] == "00007"
    assert "made a date of this" in told["D3"][1]
    assert "made true or false of this" in told["D4"][1]
    assert checked.faults == []


def test_an_error_in_a_cell_is_a_fault(organisation, analyst):
    book = Workbook()
    book.active.append(["Vendor", "Country"])
    book.active.append(["#N/A", "DE"])
    out = io.BytesIO()
    book.save(out)
    found = read_import(
        organisation=organisation, file_name="v.xlsx", data=out.getvalue(), by=analyst
    )

    assert faults(check_import(found)) == {"A2": "This cell holds an error."}


def test_a_list_that_was_downloaded_comes_back_to_the_same_vendors(
    client, organisation, analyst
):
    work = EngagementFactory(
        vendor__organisation=organisation, vendor__name="@Scale Ltd"
    )
    client.force_login(analyst)
    page = client.get(reverse("vendors:engagements"), {"export": "csv"})

    found = read_import(
        organisation=organisation,
        file_name="engagements.csv",
        data=b"".join(page),
        by=analyst,
    )

    (row,) = check_import(found).rows
    assert (row.vendor, row.change) == (work.vendor, RowChange.NOTHING)
