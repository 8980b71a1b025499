from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "learning"

    def ready(self) -> None:
        from accounts import contributions
        from learning import personal_data, receivers

        receivers.connect()
        contributions.register(personal_data.CONTRIBUTION)
