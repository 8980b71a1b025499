from django.apps import AppConfig


class BadgesConfig(AppConfig):
    name = "badges"

    def ready(self) -> None:
        from accounts import contributions
        from badges import personal_data, receivers

        contributions.register(personal_data.CONTRIBUTION)
        receivers.connect()
