"""Mail servers that fail in one way each, for ``settings.EMAIL_BACKEND``."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend


class WorkerDied(BaseException):
    """Nothing that a program would catch."""


class Dying(EmailBackend):
    """The worker dies once the mail is out."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise WorkerDied


class Silent(EmailBackend):
    """The server takes the mail and says nothing more."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise TimeoutError


class Refusing(EmailBackend):
    """The server does not take the mail now."""

    def send_messages(self, messages):
        raise smtplib.SMTPResponseException(451, b"later")


class Away(EmailBackend):
    """No mail server answers."""

    def open(self):
        raise ConnectionRefusedError


DYING, SILENT, REFUSING, AWAY = (
    f"tests.mailing.{one.__name__}" for one in (Dying, Silent, Refusing, Away)
)
