"""Help a person who has lost the phone and the recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskapp.accounts.models import User
from riskapp.common.names import address
from riskapp.organisations.actions.second_factor import remove_second_factor


class Command(BaseCommand):
    help = "Take away a lost second factor; the person sets up a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email=address(options["email"])).first()
        if user is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        if not remove_second_factor(user):
            raise CommandError(f"{user.email} has no second factor.")
        self.stdout.write(f"{user.email} signs in with the password alone now.")
