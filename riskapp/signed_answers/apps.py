from django.apps import AppConfig


class SignedAnswersConfig(AppConfig):
    name = "riskapp.signed_answers"
    label = "signed"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.signed_answers import receivers
