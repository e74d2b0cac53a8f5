from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "riskapp.common"
    label = "common"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from riskapp.common.languages import compile_languages

        compile_languages(settings.LANGUAGE_FILES, settings.LOCALE_PATHS[0])
        # The web server queues tasks too, so it needs the same Celery application.
        from riskapp import celery
        from riskapp.common import checks
