"""The page where whoever asks is asked."""

from django.urls import reverse

from questionnaires.models import Message


def test_a_question_about_what_is_not_asked_is_about_the_whole(vendor_client, response):
    page = reverse("questionnaires:contact", args=[response.pk])

    vendor_client.post(f"{page}?question=NO-99", {"text": "By when?"})

    assert Message.objects.get().question == ""
    assert "By when?" in vendor_client.get(page).content.decode()
