from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "riskapp.facts"
    label = "facts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.facts import receivers
