from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "riskapp.results"
    label = "results"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.results import receivers
