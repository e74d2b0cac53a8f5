from django.apps import AppConfig


class SendingConfig(AppConfig):
    name = "riskapp.sending"
    label = "sending"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.sending import receivers
