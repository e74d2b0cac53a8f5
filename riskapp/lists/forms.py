"""Input for keeping a view of a list; validates, never saves."""

from django import forms

from riskapp.lists.choices import ListName


class SaveViewForm(forms.Form):
    """A name for the filters that are on the page."""

    list = forms.ChoiceField(choices=ListName.choices)
    name = forms.CharField(max_length=60)
    query = forms.CharField(max_length=1000, required=False)
    is_shared = forms.BooleanField(required=False)
