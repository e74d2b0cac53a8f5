from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "riskapp.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.review import receivers
