"""Add a person to an organisation."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Organisation
from riskapp.organisations.actions.members import add_member


class Command(BaseCommand):
    help = "Add a person to an organisation, which is made when it is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation")
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--role", action="append", choices=Role.values, required=True
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        organisation, _ = Organisation.objects.get_or_create(
            name=options["organisation"]
        )
        password = secrets.token_urlsafe(12)
        membership = add_member(
            organisation,
            email=options["email"],
            name=options["name"] or options["email"],
            roles=options["role"],
            password=password,
        )
        self.stdout.write(f"{membership}: {', '.join(membership.roles)}")
        if membership.user.check_password(password):
            self.stdout.write(f"First password (to be changed): {password}")
