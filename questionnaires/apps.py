from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings
        from django.utils.module_loading import import_string
        from django.utils.translation import gettext

        from questionnaires import receivers
        from questionnaires.document.extending import extend_with
        from questionnaires.document.words import translate_with

        translate_with(gettext)
        if name := getattr(settings, "QUESTIONNAIRE_EXTENSION", ""):
            extend_with(import_string(name))
