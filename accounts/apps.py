from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default = True

    def ready(self) -> None:
        from accounts import contributions, personal_data

        contributions.register(personal_data.CONTRIBUTION)


class CairnUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app, with the forms of a user who has an e-mail and one name."""

    user_viewset = "accounts.viewsets.UserViewSet"
    default = False
