from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "riskapp.copies"
    label = "copies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.copies import receivers
