"""Answering in a file, in a real browser."""

import pytest
from playwright.sync_api import expect

from questionnaires.actions.answers import save_answer
from questionnaires.actions.invitations import enter as take_seat
from questionnaires.actions.invitations import invite
from questionnaires.models import Answer, Entry
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible, hold
from tests.e2e.test_respondent import enter
from tests.factories.workbooks import edited, find
from tests.riskapp.other_forms.test_files import hecvat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def filled_in(path, **cells):
    """Fill in cells of a workbook on disk, as somebody on a train does."""

    def change(book):
        for name, (key, value) in cells.items():
            column = 6 if name.startswith("first") else 8
            find(book, key, column=column).value = value

    path.write_bytes(edited(path.read_bytes(), change))


def upload(page, path):
    page.get_by_label("The file you filled in").set_input_files(path)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What your file would change"
    )


def test_a_workbook_is_filled_in_mended_and_taken_over(page, tmp_path):
    response = make_world().assessment(filled=False).response
    enter(page, response)
    page.get_by_role("link", name="Answer in a file").click()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Workbook (XLSX)").click()
    path = tmp_path / "answers.xlsx"
    download.value.save_as(path)
    colleague = take_seat(invite(response, actor="buyer"), name="Cora")
    save_answer(response, "GOV-02", "none", respondent=colleague)

    filled_in(
        path,
        first_1=("GOV-01", "Yes"),
        first_2=("GOV-02", "Yes, with a deputy"),
        first_3=("GOV-03", "Perhaps"),
        first_4=("T-01", "Example Agent"),
        first_5=("T-08|option|code_read", "Yes"),
    )
    upload(page, path)
    expect(page.get_by_text("Rules, ownership and people!F7")).to_be_visible()
    expect(page.get_by_text("“Perhaps” is not one of the answers")).to_be_visible()
    expect(page.get_by_text("Your colleague")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Upload another file").click()
    assert not Answer.objects.filter(question="GOV-01").exists()

    filled_in(
        path, first_3=("GOV-03", "Yes, but not everyone accepted them in writing")
    )
    upload(page, path)
    page.get_by_label("Use the answer in the file").check()
    page.get_by_role("button", name="Take over 4 answers").click()

    expect(
        page.get_by_text("5 answers were taken over from your file.")
    ).to_be_visible()
    entry = Entry.objects.get()
    said = {(a.question, a.entry_id): a.value for a in Answer.objects.all()}
    assert said == {
        ("GOV-01", None): "yes",
        ("GOV-02", None): "named_deputy",
        ("GOV-03", None): "published",
        ("T-01", entry.pk): "Example Agent",
        ("T-08", entry.pk): ["code_read"],
    }


def test_a_questionnaire_of_somebody_else_proposes_with_its_reasons(page, tmp_path):
    response = make_world().assessment(filled=False).response
    enter(page, response)
    page.get_by_role("link", name="Answer in a file").click()
    path = tmp_path / "hecvat.xlsx"
    path.write_bytes(hecvat())

    upload(page, path)
    page.get_by_text("Said there on the same subject").click()
    expect(page.get_by_text("overlaps with this").first).to_be_visible()
    hold(page, "elsewhere")
    page.get_by_role("button", name="Take over 1 answer").click()
    page.goto(f"/respond/{response.pk}/sections/CON/#CON-04")

    expect(
        page.locator("#CON-04").get_by_role("button", name="Still right")
    ).to_be_visible()
