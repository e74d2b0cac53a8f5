"""Input of the register's pages; validates, never saves."""

from django import forms


class SearchForm(forms.Form):
    """Words to look for in the names of vendors."""

    q = forms.CharField(max_length=200, required=False, label="Name")
