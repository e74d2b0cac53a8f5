from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "riskapp.machines"
    label = "machines"

    def ready(self) -> None:
        from riskapp.machines import receivers  # connects them
