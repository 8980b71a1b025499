from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from accounts import contributions
        from assessments import personal_data, receivers  # noqa: F401  (connects on import)

        contributions.register(personal_data.CONTRIBUTION)
