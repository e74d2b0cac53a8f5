"""The way of a file from one organisation to the other, by the pages alone."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.actions.invitations import invite_colleague
from questionnaires.models import Answer, Upload
from riskapp.signed_answers.actions.keys import signing_key_of
from riskapp.signed_answers.models import SigningKey, TrustedKey
from tests.riskapp.signed_answers.conftest import Side


def take_url(side):
    return reverse("signed:take", args=[side.response.pk])


def test_the_way_from_one_buyer_to_the_next(first, second):
    vendor = first.client()
    done = vendor.get(reverse("questionnaires:done", args=[first.response.pk]))
    assert take_url(first) in done.content.decode()
    page = vendor.get(take_url(first)).content.decode()
    assert "Vera Vendor, CTO" in page
    parts = [
        line.split('value="')[1].split('"')[0]
        for line in page.splitlines()
        if 'name="parts"' in line
    ]
    file = vendor.post(take_url(first), {"parts": parts})
    assert file["Content-Disposition"].endswith('-signed-answers.json"')

    # The first hands its public key out, the second trusts it.
    administrator = first.world.client("administrator")
    key = SigningKey.objects.get()
    public = administrator.get(reverse("signed:download", args=[key.pk]))
    other = second.world.client("administrator")
    upload = SimpleUploadedFile("key.json", public.content)
    reply = other.post(
        reverse("signed:keys"), {"name": "Buyer & Co", "file": upload}, follow=True
    )
    assert "Buyer &amp; Co" in reply.content.decode()

    # The vendor brings its answers along.
    vendor = second.client()
    offline = reverse("questionnaires:offline", args=[second.response.pk])
    reply = vendor.post(
        offline, {"file": SimpleUploadedFile("signed.json", file.content)}, follow=True
    )
    page = reply.content.decode()
    assert "Vera Vendor, CTO, submitted these answers" in page
    assert "to Buyer &amp; Co" in page
    preview = reverse(
        "questionnaires:offline_preview",
        args=[second.response.pk, Upload.objects.get().pk],
    )
    fingerprint = page.split('name="fingerprint" value="')[1].split('"')[0]
    vendor.post(preview, {"fingerprint": fingerprint, "leave_faulty": "yes"})

    assert Answer.objects.filter(response=second.response, prefilled=True).exists()
    section = reverse("questionnaires:section", args=[second.response.pk, "GOV"])
    page = vendor.get(section).content.decode()
    assert "Signed elsewhere, not yet attested here" in page
    vendor.post(
        reverse("questionnaires:confirm", args=[second.response.pk]), {"section": "GOV"}
    )
    answer = Answer.objects.get(response=second.response, question="GOV-01")
    assert not answer.prefilled


def test_parts_that_are_not_ticked_are_left_out(first):
    vendor = first.client()

    file = vendor.post(take_url(first), {"parts": ["GOV"]}).content

    questions = {one["question"] for one in json.loads(file)["disclosed"]}
    assert all(question.startswith("GOV") for question in questions)
    assert vendor.post(take_url(first), {}).status_code == 422
    assert vendor.post(take_url(first), {"parts": ["no such"]}).status_code == 422


def test_only_a_lead_takes_what_speaks_for_the_vendor(first):
    invitation = invite_colleague(
        first.response,
        email="cora@vendor.example",
        sections=["GOV"],
        by=first.respondent,
    )
    colleague = Side(first.world, first.response, invitation).client()

    assert colleague.get(take_url(first)).status_code == 403
    assert colleague.post(take_url(first), {"parts": ["GOV"]}).status_code == 403
    assert not SigningKey.objects.exists()


def test_nothing_is_signed_while_answers_are_given(second):
    assert second.client().get(take_url(second)).status_code == 302


def test_a_key_that_cannot_be_read_is_said_on_the_page(first):
    signing_key_of(first.world.organisation)
    SigningKey.objects.update(sealed="x")

    reply = first.client().post(take_url(first), {"parts": ["GOV"]})

    assert reply.status_code == 503
    assert "cannot be signed at the moment" in reply.content.decode()


def test_a_refused_file_says_why_on_the_page(first, second):
    file = first.client().post(take_url(first), {"parts": ["GOV"]}).content

    reply = second.client().post(
        reverse("questionnaires:offline", args=[second.response.pk]),
        {"file": SimpleUploadedFile("signed.json", file)},
    )

    assert reply.status_code == 422
    assert signing_key_of(first.world.organisation).keyid in reply.content.decode()


def test_an_administrator_replaces_the_key_and_takes_trust_back(second, trusted):
    client = second.world.client("administrator")

    client.post(reverse("signed:replace"))
    client.post(reverse("signed:distrust", args=[trusted.pk]))

    assert SigningKey.objects.filter(organisation=second.world.organisation).exists()
    assert not TrustedKey.objects.exists()


def test_what_is_no_key_is_said_beside_the_field(second):
    client = second.world.client("administrator")

    reply = client.post(
        reverse("signed:keys"),
        {"name": "Bank", "file": SimpleUploadedFile("key.json", b"{}")},
    )

    assert reply.status_code == 422
    assert "not the file of a signing key" in reply.content.decode()
