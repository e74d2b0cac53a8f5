"""The command line loads the product once, with the settings that are named."""

import gc
import os

import django
import pytest
from django.core import management
from django.core.exceptions import ImproperlyConfigured

import manage


def test_nothing_is_looked_for_while_the_product_is_loaded(monkeypatch):
    looked = []
    monkeypatch.setattr(django, "setup", lambda: looked.append(gc.isenabled()))

    manage.load()

    assert looked == [False]
    assert gc.isenabled()


def test_wrong_settings_are_told_by_the_command_line(monkeypatch):
    def refuse():
        raise ImproperlyConfigured("SECRET_KEY is missing")

    monkeypatch.setattr(django, "setup", refuse)

    manage.load()

    assert gc.isenabled()


@pytest.mark.parametrize(
    "words",
    [
        ["--settings=riskapp.settings.production"],
        ["--settings", "riskapp.settings.production"],
    ],
)
def test_settings_named_behind_a_command_are_those_that_are_loaded(words, monkeypatch):
    loaded, done = [], []
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "riskapp.settings.test")
    monkeypatch.setattr("sys.argv", ["manage.py", "help", *words])
    monkeypatch.setattr(
        manage, "load", lambda: loaded.append(os.environ["DJANGO_SETTINGS_MODULE"])
    )
    monkeypatch.setattr(management, "execute_from_command_line", done.append)

    assert manage.main() == 0

    assert loaded == ["riskapp.settings.production"]
    assert done == [["manage.py", "help", *words]]
