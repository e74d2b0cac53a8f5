"""Refusals of this package, worded for whoever reads them."""

from __future__ import annotations

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.errors import Refusal
from riskapp.statements.errors import StatementFault, StatementRefused

# One sentence for each reason; ``%(what)s`` names the key, the day or the question.
SENTENCES = {
    StatementFault.TOO_BIG: gettext_lazy("A file of signed answers has at most 4 MB."),
    StatementFault.NOT_SIGNED_ANSWERS: gettext_lazy(
        "This is not a file of signed answers, or it was changed in between."
    ),
    StatementFault.KEY_EMBEDDED: gettext_lazy(
        "The file brings its own key along. Only keys that an administrator has added count."
    ),
    StatementFault.TYPE_CHANGED: gettext_lazy(
        "What is signed says that it is something other than a statement."
    ),
    StatementFault.SIGNATURES: gettext_lazy(
        "The file must have exactly one signature."
    ),
    StatementFault.ALGORITHM: gettext_lazy(
        "The signature is of another kind than the key, or names a method of its own."
    ),
    StatementFault.KEY_UNKNOWN: gettext_lazy(
        "It is signed with a key that is not trusted here: %(what)s"
    ),
    StatementFault.SIGNATURE_WRONG: gettext_lazy(
        "The signature does not belong to this content: it was changed after it was signed."
    ),
    StatementFault.NOT_CANONICAL: gettext_lazy(
        "The statement is not written in its one canonical form."
    ),
    StatementFault.STATEMENT_UNKNOWN: gettext_lazy(
        "The statement is of a kind that is not known here."
    ),
    StatementFault.OTHER_ISSUER: gettext_lazy(
        "It says that it comes from “%(what)s”, but the key belongs to another organisation."
    ),
    StatementFault.NOT_YET: gettext_lazy(
        "It says that it was attested in the future: %(what)s"
    ),
    StatementFault.EXPIRED: gettext_lazy("It expired on %(what)s. Ask for a new one."),
    StatementFault.CONTENT_SWAPPED: gettext_lazy(
        "Answers in the file are not those that were signed. %(what)s"
    ),
}


class SignedAnswersError(Refusal):
    """Something about keys or signed answers cannot be done; the text says why."""


class KeyNotRead(SignedAnswersError):
    message = gettext_lazy(
        "This is not the file of a signing key, as it is downloaded in Settings."
    )


class KeyKnown(SignedAnswersError):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("This key is in the list already, as “%(name)s”.") % {"name": name}
        )


class TooManyKeys(SignedAnswersError):
    message = gettext_lazy("Nothing more can be added. Remove a key first.")


class KeyLost(SignedAnswersError):
    message = gettext_lazy(
        "The answers cannot be signed at the moment: the key cannot be read. The "
        "organisation that asked you has to make a new one."
    )


def worded(error: StatementRefused) -> str:
    """StatementFault a file is refused, for people."""
    what = error.what
    if error.why in (StatementFault.EXPIRED, StatementFault.NOT_YET):
        what = date_format(datetime.date.fromisoformat(what), _("j F Y"))
    return (str(SENTENCES[error.why]) % {"what": what}).strip()
