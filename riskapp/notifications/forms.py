"""How a person wants to hear of things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from riskapp.common.lists import ListFilter, NothingLast, choice_filter
from riskapp.common.versions import VersionedForm
from riskapp.notifications.choices import Mail, NotificationKind
from riskapp.notifications.models import Notification, Preference


class PreferencesForm(VersionedForm):
    """Two answers for every kind a person can hear of."""

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[NotificationKind],
        preferences: Mapping[str, Preference],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        for kind in self.kinds:
            preference = preferences[kind]
            self.fields[f"{kind}-shown"] = forms.BooleanField(
                label=f"{kind.label}: {gettext('Show here')}",
                required=False,
                initial=preference.is_shown,
            )
            self.fields[f"{kind}-mail"] = forms.ChoiceField(
                label=f"{kind.label}: {gettext('Mail')}",
                choices=Mail.choices,
                initial=preference.mail,
            )

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each kind in words with its two fields, for the template."""
        return [
            (str(kind.label), self[f"{kind}-shown"], self[f"{kind}-mail"])
            for kind in self.kinds
        ]

    @property
    def preferences(self) -> dict[str, tuple[bool, str]]:
        """Shown or not, and when mailed, by kind."""
        got = self.cleaned_data
        return {
            kind.value: (got[f"{kind}-shown"], got[f"{kind}-mail"])
            for kind in self.kinds
        }


class NotificationFilter(ListFilter):
    """What the notifications of a person can be narrowed to, and by what they are sorted."""

    kind = choice_filter(_("About"), _("Everything"), NotificationKind.choices)
    read = choice_filter(
        _("State"), _("All"), [("no", _("New only"))], method="only_new"
    )
    order = NothingLast(
        fields={"made_at": "made"},
        then=("-made_at", "-id"),
        empty_label=_("Newest first"),
        choices=[("made", _("Oldest first"))],
    )

    class Meta(ListFilter.Meta):
        model = Notification

    def only_new(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.unread()
        return found
