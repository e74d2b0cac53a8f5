from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "riskapp.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.notifications import receivers  # connects them
