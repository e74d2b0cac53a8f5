from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "riskapp.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.organisations import (
            receivers,  # connects them
            tasks,  # known to whoever queues them by name
        )
