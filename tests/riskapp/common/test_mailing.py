import smtplib

import pytest
from django.core.mail import EmailMessage

from riskapp.common.mailing import hand_over


class Server:
    """A mail server that answers as it is told."""

    def __init__(self, answer=None):
        self.answer = answer

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        return None

    def send_messages(self, messages):
        if self.answer:
            raise self.answer
        return len(messages)


@pytest.mark.parametrize(
    ("answer", "is_out", "undone"),
    [
        (None, True, 0),
        (TimeoutError(), False, 0),  # it may have it
        (ConnectionRefusedError(), None, 1),
        (smtplib.SMTPDataError(550, b"no"), None, 1),
        (ValueError("a head with a line break"), None, 1),
    ],
)
def test_what_is_surely_not_out_is_taken_back(monkeypatch, answer, is_out, undone):
    taken_back = []
    monkeypatch.setattr("django.core.mail.get_connection", lambda: Server(answer))
    message = EmailMessage(to=["vera@vendor.example"], body="Hello")

    if is_out is None:
        with pytest.raises(type(answer)):
            hand_over(message, lambda: taken_back.append(1))
    else:
        assert hand_over(message, lambda: taken_back.append(1)) is is_out

    assert len(taken_back) == undone
