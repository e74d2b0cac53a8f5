from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "riskapp.activity"
    label = "activity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.activity import receivers
