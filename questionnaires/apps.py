from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from questionnaires import receivers
        from questionnaires.document.words import translate_with

        translate_with(gettext)
