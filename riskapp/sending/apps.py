from django.apps import AppConfig


class SendingConfig(AppConfig):
    name = "riskapp.sending"
    label = "sending"
    default_auto_field = "django.db.models.BigAutoField"
