from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "riskapp.common"
    label = "common"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The web server queues tasks too, so it needs the same Celery application.
        from riskapp import celery
