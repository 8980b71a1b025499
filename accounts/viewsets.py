from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts.forms import StaffCreationForm, StaffEditForm


class UserViewSet(WagtailUserViewSet):
    """Wagtail's own screens for users, asking for one name."""

    template_prefix = "accounts/users/"

    def get_form_class(self, for_update: bool = False) -> type:
        return StaffEditForm if for_update else StaffCreationForm
