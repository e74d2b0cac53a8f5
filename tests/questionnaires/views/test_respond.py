import uuid
from types import SimpleNamespace

import pytest
from django.urls import reverse

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.entries import add_entry, copy_entry, remove_entry
from questionnaires.actions.invitations import revoke
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer
from questionnaires.queries import document_of
from questionnaires.views.question_views import prefix_of
from tests.factories.riskapp import example

JSON = {"HTTP_ACCEPT": "application/json"}
PAGE = {"HTTP_ACCEPT": "text/html"}


@pytest.fixture
def save(vendor_client, response):
    """Save one answer as the page does; a script asks for JSON, a plain form for a page."""

    def post(question, fields, *, entry=None, accept=JSON, **more):
        prefix = prefix_of(question, str(entry.pk)) if entry else question.id
        data = {
            "question": question.id,
            "entry": str(entry.pk) if entry else "",
            **{f"{prefix}-{name}": value for name, value in fields.items()},
            **more,
        }
        url = reverse("questionnaires:answer", args=[response.pk])
        return vendor_client.post(url, data, **accept)

    return post


@pytest.fixture
def question(response):
    """A question of the questionnaire by its id."""
    return document_of(response.version).questions.__getitem__


def values():
    return dict(Answer.objects.values_list("question", "value"))


def page(client, name, *args):
    return client.get(reverse(f"questionnaires:{name}", args=args))


# --- Saving -------------------------------------------------------------------------------


def test_a_script_saves_and_is_told_how_things_stand(save, question):
    reply = save(question("GOV-01"), {"value": "yes"}, revision="0")

    assert reply.status_code == 200
    news = reply.json()
    assert (news["answered"], news["applicable"]) == (1, 8)
    assert news["revision"] == Answer.objects.get().revision
    assert values() == {"GOV-01": "yes"}


def test_a_script_is_told_what_came_and_what_went(save, question):
    shown = save(question("INV-01"), {"value": "list"}).json()
    hidden = save(question("INV-01"), {"value": "none"}).json()

    assert "INV-02" in shown["order"]
    assert 'data-question="INV-02"' in shown["html"]["INV-02"]
    assert "INV-02" not in hidden["order"]
    assert hidden["html"]["INV-02"] is None


def test_a_weak_answer_says_why_at_once(save, question):
    weak = save(question("GOV-02"), {"value": "team"}).json()
    good = save(question("GOV-02"), {"value": "named"}).json()

    assert "Shared duty tends to be nobody" in weak["hint"]
    assert "Shared duty" not in good["hint"]


def test_a_plain_form_saves_and_comes_back_to_its_question(save, question, response):
    reply = save(question("GOV-01"), {"value": "yes"}, accept=PAGE)

    url = reverse("questionnaires:section", args=[response.pk, "GOV"])
    assert (reply.status_code, reply.url) == (302, f"{url}#GOV-01")
    assert values() == {"GOV-01": "yes"}


def test_an_answer_about_a_tool_comes_back_to_that_tool(
    save, question, response, entry
):
    reply = save(question("T-03"), {"value": "free"}, entry=entry, accept=PAGE)

    url = reverse("questionnaires:entry", args=[response.pk, entry.pk])
    assert reply.url == f"{url}?at=T-03#T-03"
    assert Answer.objects.get().entry == entry


@pytest.mark.parametrize(
    ("name", "fields", "value"),
    [
        ("INC-02", {"value": "2", "unit": "days"}, {"value": "2", "unit": "days"}),
        ("INC-02", {"value": "", "special": "unknown"}, "unknown"),
        ("GOV-08", {"value": "2026-01-31"}, "2026-01-31"),
        ("INV-04", {"value": ["cli", "ide"]}, ["ide", "cli"]),
    ],
)
def test_every_kind_of_field_becomes_its_value(save, question, name, fields, value):
    assert save(question(name), fields).status_code == 200

    assert values() == {name: value}


@pytest.mark.parametrize(
    ("name", "fields", "value"),
    [
        ("GOV-07", {"value": "80 %"}, {"value": "80", "unit": "percent"}),
        (
            "INC-02",
            {"value": "2 days", "unit": "hours"},
            {"value": "2", "unit": "days"},
        ),
        (
            "INC-02",
            {"value": "24 h", "unit": "hours"},
            {"value": "24", "unit": "hours"},
        ),
    ],
)
def test_a_unit_typed_behind_a_number_is_understood(
    save, question, name, fields, value
):
    assert save(question(name), fields).status_code == 200

    assert values() == {name: value}


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("GOV-07", {"value": "500"}, "at most 100 percent"),
        ("GOV-07", {"value": "12 Monate"}, "“Monate” is not a unit of this number"),
        ("INC-02", {"value": "1.000", "unit": "hours"}, "read as 1000 or as 1.000"),
        ("INC-02", {"value": "\u200b", "unit": "hours"}, "Enter a number of hours"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused(save, question, name, fields, words):
    reply = save(question(name), fields)

    assert (reply.status_code, values()) == (422, {})
    assert words in reply.json()["error"]


def test_a_number_is_shown_as_it_was_understood(save, question):
    reply = save(question("INC-02"), {"value": "2 Tage", "unit": "hours"})

    assert "2 days (More than 24, up to 48 hours)" in reply.json()["hint"]


def test_a_text_without_anything_to_see_is_no_answer(save, question, entry):
    save(question("T-01"), {"value": "\u200b\u200b"}, entry=entry)
    reply = save(question("GOV-01"), {"value": "-does-not-apply-", "reason": "\u200b"})

    assert reply.json()["error"] == "Not saved yet: say why it does not apply."
    assert values() == {}


def test_a_reason_alone_is_not_dropped_in_silence(save, question, vendor_client):
    reply = save(question("GOV-07"), {"reason": "We have no such people"})

    assert (reply.status_code, values()) == (422, {})
    assert "Not saved yet: you say why it does not apply" in reply.json()["error"]


def test_what_does_not_apply_can_be_taken_back_beside_its_old_reason(
    save, question, response
):
    reason = {"not_applicable": "No such people"}
    save_answer(response, "GOV-07", reason)

    reply = save(question("GOV-07"), {"reason": "No such people"})

    assert (reply.status_code, values()) == (200, {})


@pytest.mark.parametrize("text", ["150", "100.5"])
def test_more_than_everything_is_refused(save, question, text):
    reply = save(question("GOV-07"), {"value": text})

    assert (reply.status_code, values()) == (422, {})
    assert "at most 100 percent" in reply.json()["error"]


@pytest.mark.parametrize(
    ("text", "kept", "shown"),
    [
        ("0.8", "0.8", "0.8 percent"),
        ("80 %", "80", "80 percent"),
        ("80%", "80", "80 percent"),
    ],
)
def test_a_share_is_kept_as_it_was_meant_and_shown(save, question, text, kept, shown):
    reply = save(question("GOV-07"), {"value": text})

    assert values() == {"GOV-07": {"value": kept, "unit": "percent"}}
    assert shown in reply.json()["hint"]


def test_a_line_end_of_the_browser_is_one_character(save, question, entry):
    text = "a\r\n" * 4_999 + "b"

    assert save(question("T-17"), {"value": text}, entry=entry).status_code == 200
    assert values() == {"T-17": text.replace("\r", "")}


def test_a_second_tool_of_one_name_is_refused_at_its_question(
    save, question, response, entry
):
    save(question("T-01"), {"value": "Agent"}, entry=entry)
    other = add_entry(response, "TOOL")

    script = save(question("T-01"), {"value": "agent\u200b"}, entry=other)
    plain = save(question("T-01"), {"value": "AGENT "}, entry=other, accept=PAGE)

    assert (script.status_code, plain.status_code) == (422, 422)
    assert "“Agent” is in the list already" in script.json()["error"]
    assert "“Agent” is in the list already" in plain.content.decode()


def test_countries_and_their_legal_bases_are_saved(save, question, entry):
    save(question("T-20"), {"value": ["US", "IE"]}, entry=entry)

    reply = save(question("T-22"), {"US": "dpf_and_scc"}, entry=entry)

    assert reply.status_code == 200
    assert values() == {"T-20": ["IE", "US"], "T-22": {"US": "dpf_and_scc"}}


def test_an_emptied_form_clears_the_answer(save, question, response):
    first = save_answer(response, "GOV-01", "yes")

    reply = save(question("GOV-01"), {"value": ""}, revision=str(first.revision))

    assert reply.json()["revision"] == 0
    assert values() == {}


# --- Refusing -----------------------------------------------------------------------------


def test_a_conflict_shows_a_script_the_value_that_is_saved(save, question, response):
    first = save_answer(response, "GOV-02", "named")

    reply = save(question("GOV-02"), {"value": "team"}, revision="0")

    label = question("GOV-02").choice("named").label
    assert reply.status_code == 409
    assert "colleague" in reply.json()["error"]
    assert f"Saved now: {label}" in reply.json()["error"]
    assert reply.json()["revision"] == first.revision
    assert 'value="named"' in reply.json()["stored"]
    assert values() == {"GOV-02": "named"}


def test_a_conflict_shows_both_values_on_the_page(save, question, response):
    first = save_answer(response, "GOV-02", "named")

    reply = save(question("GOV-02"), {"value": "team"}, revision="0", accept=PAGE)

    (question_view,) = [
        question_view
        for question_view in reply.context["views"]
        if question_view.id == "GOV-02"
    ]
    label = question("GOV-02").choice("named").label
    assert reply.status_code == 409
    assert f"Saved now: {label}" in question_view.error
    assert question_view.form["value"].value() == "team"  # what was entered stays
    assert (
        question_view.stamp.revision == first.revision
    )  # so that saving once more decides


def test_saving_once_more_after_a_conflict_decides(save, question, response):
    save_answer(response, "GOV-02", "named")
    revision = save(question("GOV-02"), {"value": "team"}, revision="0").json()[
        "revision"
    ]

    reply = save(question("GOV-02"), {"value": "team"}, revision=str(revision))

    assert reply.status_code == 200
    assert values() == {"GOV-02": "team"}


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("GOV-01", {"value": "maybe"}, "Choose one of the answers shown."),
        ("INV-04", {"value": ["ide", "none"]}, "together with other answers"),
        (
            "INC-02",
            {"value": "soon", "unit": "hours"},
            "Enter a number of hours or days",
        ),
        ("INC-02", {"value": "24", "special": "unknown"}, "Keep one of them."),
        ("GOV-08", {"value": "2999-01-01"}, "must not lie after"),
        ("GOV-08", {"value": "31.01.2026"}, "year-month-day"),
    ],
)
def test_a_value_that_is_no_answer_changes_nothing(save, question, name, fields, words):
    reply = save(question(name), fields)

    assert reply.status_code == 422
    assert words in reply.json()["error"]
    assert values() == {}


def test_a_refused_value_stays_in_its_field_beside_the_reason(save, question):
    reply = save(question("INC-02"), {"value": "soon", "unit": "hours"}, accept=PAGE)

    (question_view,) = [
        question_view
        for question_view in reply.context["views"]
        if question_view.id == "INC-02"
    ]
    assert reply.status_code == 422
    assert question_view.form["value"].value() == "soon"
    assert question_view.error in reply.content.decode()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("T-01", {"value": "x" * 10_001}),
        ("T-01", {"value": "a\x00b"}),
        ("T-13", {"value": "9" * 21, "unit": "hours"}),
        ("T-20", {"value": ["IE", "XX"]}),
        ("T-20", {"value": ["IE" * 5000]}),
    ],
    ids=["long", "nul", "digits", "country", "long code"],
)
def test_an_oversize_or_forged_value_changes_nothing(
    save, question, entry, name, fields
):
    reply = save(question(name), fields, entry=entry)

    assert reply.status_code == 422
    assert values() == {}


def test_more_than_a_form_may_hold_is_refused_whole(save, question, entry):
    too_much = save(question("T-01"), {"value": "x" * (1024 * 1024 + 1)}, entry=entry)
    too_many = save(question("T-08"), {"value": ["code_read"] * 1001}, entry=entry)

    assert (too_much.status_code, too_many.status_code) == (413, 413)
    assert values() == {}


def test_a_hidden_question_is_refused_in_words(save, question):
    reply = save(question("INV-02"), {"value": "2026-01-01"})

    assert reply.status_code == 422
    assert "not asked at the moment" in reply.json()["error"]
    assert values() == {}


@pytest.mark.parametrize("accept", [JSON, PAGE], ids=["script", "plain form"])
def test_after_submission_nothing_is_saved(save, question, response, accept):
    submit_response(response, name="Vera", role="CTO")

    reply = save(question("GOV-01"), {"value": "yes"}, accept=accept)

    assert reply.status_code == 423
    assert b"have been submitted" in reply.content
    assert values() == {}


@pytest.mark.parametrize("accept", [JSON, PAGE], ids=["script", "plain form"])
def test_after_submission_not_even_a_fault_is_discussed(
    save, question, response, accept
):
    submit_response(response, name="Vera", role="CTO")

    reply = save(question("GOV-01"), {"value": "maybe"}, accept=accept)

    assert reply.status_code == 423
    assert values() == {}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"question": "NO-99"},
        {"question": "ENG-01", "ENG-01-value": "none"},
        {"question": "T-03", "T-03-value": "free"},
        {"question": "GOV-01", "GOV-01-value": "yes", "entry": "not-an-id"},
        {"question": "GOV-01", "GOV-01-value": "yes", "entry": str(uuid.uuid4())},
    ],
    ids=["nothing", "unknown", "the buyer's", "no tool", "no id", "no such tool"],
)
def test_a_forged_question_or_tool_is_not_found(vendor_client, response, data):
    url = reverse("questionnaires:answer", args=[response.pk])

    assert vendor_client.post(url, data, **JSON).status_code == 404
    assert values() == {}


def test_a_plain_question_is_not_found_among_those_of_a_tool(save, question, entry):
    assert save(question("GOV-01"), {"value": "yes"}, entry=entry).status_code == 404
    assert values() == {}


def test_the_tool_of_a_stranger_is_not_found(save, question, foreign_entry):
    reply = save(question("T-03"), {"value": "free"}, entry=foreign_entry)

    assert reply.status_code == 404
    assert values() == {}


def test_a_removed_tool_is_not_found(save, question, entry):
    remove_entry(entry)

    assert save(question("T-03"), {"value": "free"}, entry=entry).status_code == 404


def test_the_response_of_a_stranger_is_not_found(vendor_client, other_response):
    foreign = other_response.pk
    url = reverse("questionnaires:answer", args=[foreign])
    data = {"question": "GOV-01", "GOV-01-value": "yes"}

    assert vendor_client.post(url, data, **JSON).status_code == 404
    assert page(vendor_client, "tasks", foreign).status_code == 404
    assert page(vendor_client, "section", foreign, "GOV").status_code == 404
    assert values() == {}


def test_a_withdrawn_invitation_shuts_out_at_once(
    vendor_client, save, question, response, invitation
):
    assert page(vendor_client, "tasks", response.pk).status_code == 200

    revoke(invitation, actor="buyer@example.org")

    assert page(vendor_client, "tasks", response.pk).status_code == 404
    assert save(question("GOV-01"), {"value": "yes"}).status_code == 404
    assert values() == {}


def test_a_response_is_not_changed_without_end(
    save, question, response, vendor_client, monkeypatch
):
    monkeypatch.setattr("questionnaires.limits.CHANGES", 2)

    replies = [save(question("GOV-01"), {"value": v}) for v in ("yes", "no", "yes")]
    on_a_page = save(question("GOV-01"), {"value": "yes"}, accept=PAGE)
    tasks = vendor_client.get(reverse("questionnaires:tasks", args=[response.pk]))

    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert "changed very often" in replies[-1].json()["error"]
    assert on_a_page.status_code == 429
    assert "changed very often" in on_a_page.content.decode()
    assert values() == {"GOV-01": "no"}
    assert tasks.status_code == 200


def test_changes_are_counted_anew_each_hour(save, question, monkeypatch):
    clock = [7190.0]
    monkeypatch.setattr("questionnaires.limits.CHANGES", 1)
    monkeypatch.setattr(
        "questionnaires.limits.time", SimpleNamespace(time=lambda: clock[0])
    )
    first = [save(question("GOV-01"), {"value": v}).status_code for v in ("yes", "no")]

    clock[0] = 7200.0

    assert first == [200, 429]
    assert save(question("GOV-01"), {"value": "no"}).status_code == 200


def test_an_answer_is_not_saved_by_following_a_link(vendor_client, response):
    url = reverse("questionnaires:answer", args=[response.pk])

    assert vendor_client.get(url, {"question": "GOV-01"}).status_code == 405


@pytest.mark.parametrize("revision", ["x", "-1", "1" * 40, "1.5", "٣"])
def test_a_forged_revision_overwrites_nothing(save, question, response, revision):
    save_answer(response, "GOV-02", "named")

    reply = save(question("GOV-02"), {"value": "team"}, revision=revision)

    assert reply.status_code == 409
    assert values() == {"GOV-02": "named"}


# --- "It does not apply" ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("GOV-02", {"value": "-does-not-apply-"}),
        ("INC-02", {"special": "-does-not-apply-"}),
        ("GOV-08", {"special": "-does-not-apply-"}),
        ("INV-04", {"na": "on"}),
        ("GOV-07", {"special": "-does-not-apply-"}),
    ],
)
def test_any_question_may_be_said_not_to_apply_with_a_reason(
    save, question, name, says
):
    reply = save(question(name), says | {"reason": "We have no such thing"})

    assert reply.status_code == 200, reply.json()
    assert values() == {name: {"not_applicable": "We have no such thing"}}


def test_not_applicable_needs_a_reason(save, question):
    reply = save(question("GOV-02"), {"value": "-does-not-apply-", "reason": " "})

    assert reply.status_code == 422
    assert "Not saved yet: say why it does not apply" in reply.json()["error"]


def test_an_answer_and_a_reason_against_it_are_refused_together(save, question):
    reply = save(question("INV-04"), {"value": ["cli"], "na": "on", "reason": "None"})

    assert reply.status_code == 422
    assert "Keep one of them" in reply.json()["error"]
    assert values() == {}


def test_a_reason_is_shown_again_where_it_was_given(
    save, question, vendor_client, response
):
    save(question("GOV-02"), {"value": "-does-not-apply-", "reason": "One-man firm"})

    words = page(vendor_client, "section", response.pk, "GOV").content.decode()

    assert "One-man firm" in words


# --- What colleagues do ----------------------------------------------------------------


def changes(client, response, **query):
    url = reverse("questionnaires:changes", args=[response.pk])
    return client.get(url, query, headers={"accept": "application/json"})


def test_a_page_hears_what_a_colleague_saved(vendor_client, response, respondent):
    since = save_answer(response, "GOV-01", "yes").revision
    later = save_answer(response, "GOV-02", "team", respondent=respondent).revision

    news = changes(vendor_client, response, section="GOV", since=since).json()

    assert news["last"] == later
    assert news["notices"]["GOV-02"].startswith("Vera Vendor changed this at ")
    assert news["revisions"] == {"GOV-02": later}
    assert 'value="team" checked' in " ".join(news["html"]["GOV-02"].split()).replace(
        'type="radio" checked', "checked"
    )
    assert news["answered"] == 2


def test_nothing_new_is_told_in_two_queries(
    vendor_client, response, django_assert_num_queries
):
    since = save_answer(response, "GOV-01", "yes").revision
    save_answer(response, "DAT-01", "written")

    with django_assert_num_queries(2):
        news = changes(vendor_client, response, section="GOV", since=since)

    assert news.json() == {"last": since}


@pytest.mark.parametrize(
    "query",
    [{"section": "NONE"}, {"section": "TOOL"}, {"section": "GOV", "entry": "x"}, {}],
)
def test_a_place_that_does_not_exist_has_no_news(vendor_client, response, query):
    assert changes(vendor_client, response, **query).status_code == 404


def test_a_page_of_submitted_answers_is_told_to_stop(vendor_client, response):
    submit_response(response, name="Vera", role="CTO")

    assert changes(vendor_client, response, section="GOV").status_code == 423


def test_the_law_behind_a_question_is_one_click_away(vendor_client, response):
    words = page(vendor_client, "why", response.pk, "GOV-01").content.decode()

    assert "<blockquote" in words
    assert "shall not engage another processor" in words


# --- Pages --------------------------------------------------------------------------------


def test_the_tasks_lead_to_the_section_that_was_begun(vendor_client, response):
    fresh = page(vendor_client, "tasks", response.pk)
    save_answer(response, "DAT-01", "written")

    begun = page(vendor_client, "tasks", response.pk)

    assert fresh.context["next"].code == "GOV"
    assert begun.context["next"].code == "DAT"


def test_continuing_leads_to_the_first_question_that_is_open(
    vendor_client, response, entry
):
    save_answer(response, "GOV-01", "yes")
    in_section = page(vendor_client, "tasks", response.pk).context["next_url"]
    save_answer(response, "GOV-01", None)
    save_answer(response, "T-01", "Agent", entry=entry)
    in_tool = page(vendor_client, "tasks", response.pk).context["next_url"]

    assert in_section.endswith("/sections/GOV/#GOV-02")
    assert in_tool.endswith(f"/entries/{entry.pk}/?at=T-02#T-02")


def test_a_section_shows_what_is_asked_with_what_was_said(vendor_client, response):
    first = save_answer(response, "INV-01", "none")

    shown = page(vendor_client, "section", response.pk, "INV").context["views"]

    assert [question_view.id for question_view in shown] == [
        "INV-01",
        "INV-04",
        "INV-05",
    ]
    assert [question_view.stamp.revision for question_view in shown] == [
        first.revision,
        0,
        0,
    ]
    assert shown[0].hint.weak_because


def test_what_a_vendor_wrote_is_shown_as_text(vendor_client, response, entry):
    save_answer(response, "T-01", "<script>alert(1)</script>", entry=entry)

    for name, args in (("section", ["TOOL"]), ("entry", [entry.pk]), ("check", [])):
        text = page(vendor_client, name, response.pk, *args).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("code", ["NONE", "gov", "ENG"])
def test_an_unknown_section_is_not_found(vendor_client, response, code):
    assert page(vendor_client, "section", response.pk, code).status_code == 404


def test_after_submission_every_page_leads_to_the_receipt(
    vendor_client, response, entry
):
    submit_response(response, name="Vera", role="CTO")
    done = reverse("questionnaires:done", args=[response.pk])

    for name, args in (("tasks", []), ("section", ["GOV"]), ("entry", [entry.pk])):
        reply = page(vendor_client, name, response.pk, *args)
        assert (reply.status_code, reply.url) == (302, done)


def with_tools(response, count):
    """Everything answered as in an example, and as many tools as wanted."""
    fill(response, example("half-answered").filled)
    rows = list(response.entries.all())
    for row in rows[count:]:
        remove_entry(row)
    for _ in range(count - len(rows)):
        copy_entry(rows[0])
    return response.entries.filter(removed_at=None).first()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("tasks", 5),  # who it is, entries, answers, remarks, what is not so
        ("GOV", 7),  # and the stamps, the remarks, the evidence, files
        ("TOOL", 5),  # and what was removed, and whether there are files
        ("entry", 8),  # and the stamps, remarks, evidence, files, what is not so
        ("check", 5),  # and the remarks and the evidence
    ],
)
def test_a_page_needs_the_same_queries_for_any_number_of_tools(
    vendor_client, response, name, queries, count, django_assert_num_queries
):
    entry = with_tools(response, count)
    url = {
        "tasks": reverse("questionnaires:tasks", args=[response.pk]),
        "GOV": reverse("questionnaires:section", args=[response.pk, "GOV"]),
        "TOOL": reverse("questionnaires:section", args=[response.pk, "TOOL"]),
        "entry": reverse("questionnaires:entry", args=[response.pk, entry.pk]),
        "check": reverse("questionnaires:check", args=[response.pk]),
    }[name]

    with django_assert_num_queries(queries):
        assert vendor_client.get(url).status_code == 200


@pytest.mark.parametrize("tools", [0, 1, 3])
def test_saving_takes_two_statements_for_any_number_of_tools(
    save, question, response, tools, django_assert_num_queries
):
    for _tool in range(tools):
        add_entry(response, "TOOL")
    save(question("GOV-01"), {"value": "no"})

    with django_assert_num_queries(2):  # besides the session: one read, one write
        assert save(question("GOV-02"), {"value": "team"}).status_code == 200


def test_what_a_page_shows_already_is_not_sent_once_more(save, question):
    gate = question("IAA-01")
    first = save(gate, {"value": "yes_local"}).json()["html"]
    save(gate, {"value": "no"})
    again = save(gate, {"value": "yes_local"}, here="IAA-01 IAA-02").json()["html"]

    assert first["IAA-02"]
    assert again.keys() == first.keys() - {"IAA-02"}


def test_the_law_is_quoted_in_the_language_of_the_reader_where_it_was_verified(
    vendor_client, response
):
    vendor_client.cookies["django_language"] = "de"

    page = vendor_client.get(
        reverse("questionnaires:why", args=[response.pk, "GOV-04"])
    ).content.decode()

    assert '<blockquote lang="de"' in page
    assert "nimmt keinen weiteren Auftragsverarbeiter" in page
    assert '<blockquote lang="en"' in page
    assert "kein geprüfter amtlicher Text" in page
