"""Refusals of the terms watch, in words for people."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class CatalogueFault(StrEnum):
    """Why a file of the catalogue is refused, in the order of the checks."""

    TOO_BIG = "too_big"
    NO_KEYS = "no_keys"
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown_key"
    CHANGED = "changed"
    SHAPE = "shape"
    OLDER = "older"


# One sentence for each; ``%(what)s`` names the key, the version or the first fault.
SENTENCES = {
    CatalogueFault.TOO_BIG: _("A file of the catalogue has at most 4 MB."),
    CatalogueFault.NO_KEYS: _(
        "No key is trusted for files of the catalogue yet. Whoever runs the installation sets CATALOGUE_KEYS."
    ),
    CatalogueFault.UNSIGNED: _("The file is not signed."),
    CatalogueFault.UNKNOWN_KEY: _(
        "It is signed with a key that is not trusted here: %(what)s"
    ),
    CatalogueFault.CHANGED: _(
        "The signature does not belong to this content: it was changed after it was signed."
    ),
    CatalogueFault.SHAPE: _("What is signed is no catalogue of AI tools. %(what)s"),
    CatalogueFault.OLDER: _(
        "The file is not newer than the catalogue in force, which is version %(what)s."
    ),
}


class CatalogueRefused(Refusal):
    """A file of the catalogue is not taken; nothing has changed."""

    def __init__(self, why: CatalogueFault, what: str = "") -> None:
        self.why = why
        super().__init__((str(SENTENCES[why]) % {"what": what}).strip())


class TermsReasonMissing(Refusal):
    message = _("Say why nothing is to be done.")


class NothingChosen(Refusal):
    message = _("Choose at least one row.")
