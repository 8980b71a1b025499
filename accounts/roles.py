"""The roles people have beside being learners. What each may do is granted by
`home.roles`, which knows every floor; here are only their names."""

from django.contrib.auth.models import Group, Permission

CONTENT_EDITORS = "Content editors"
ASSESSORS = "Assessors"
COORDINATORS = "Coordinators"


def grant(role: str, permissions: list[str]) -> Group:
    """The group of `role`, holding at least `permissions` (`app_label.codename`).

    Raises LookupError naming the first permission that does not exist.
    """
    group, _ = Group.objects.get_or_create(name=role)
    known = {
        f"{app_label}.{codename}": pk
        for app_label, codename, pk in Permission.objects.values_list(
            "content_type__app_label", "codename", "pk"
        )
    }
    for permission in permissions:
        if permission not in known:
            raise LookupError(f"there is no permission {permission!r}")
    group.permissions.add(*(known[permission] for permission in permissions))
    return group
