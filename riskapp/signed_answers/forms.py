"""Input about signed answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from riskapp.common.forms import plain_helper
from riskapp.common.names import NameField
from riskapp.signed_answers.actions.signing import SignedPart
from riskapp.statements.keys import MAX_BYTES


class TrustForm(forms.Form):
    """A key that is to be believed."""

    name = NameField(
        label=_("Whose key it is"),
        max_length=200,
        help_text=_("The name people read beside what was signed with it."),
    )
    file = forms.FileField(
        label=_("File of the key"),
        help_text=_(
            "As the other organisation downloads it under Settings, Signed answers."
        ),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    helper = plain_helper()

    @property
    def content(self) -> bytes:
        """What the file holds, or a little more than a key can."""
        read: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return read


class PartsForm(forms.Form):
    """What of the answers is shown in the file."""

    helper = plain_helper()

    def __init__(self, *args: Any, parts: Sequence[SignedPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"] = forms.MultipleChoiceField(
            label=_("What the file shows"),
            widget=forms.CheckboxSelectMultiple,
            choices=[(part.name, f"{part.title} ({part.answers})") for part in parts],
            initial=[part.name for part in parts],
            error_messages={"required": _("Choose at least one part.")},
        )
