"""What this floor holds about a person: the account, how they sign in, what they were told."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import ModelLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from accounts import exporting
from accounts.contributions import Attachment, Contribution, Records
from accounts.models import Notice, NoticePreference, User

_SITE_WORK = "work on the site, not about the person: it stays, and names nobody any more"

SPEAKS_FOR = {
    "accounts.User.groups": "in profile.json; cleared",
    "accounts.User.user_permissions": "cleared",
    "accounts.DataExport.user": "it is the copy; deleted with its file",
    "accounts.Notice.recipient": "in messages.json; deleted",
    "accounts.NoticePreference.person": "in message-choices.json; deleted",
    "account.EmailAddress.user": "in addresses.json; deleted",
    "mfa.Authenticator.user": "in sign-in.json, without its secrets; deleted",
    "usersessions.UserSession.user": "in sign-in.json; ended and deleted",
    "socialaccount.SocialAccount.user": "in sign-in.json; deleted",
    "wagtailusers.UserProfile.user": "settings and picture of the editor; deleted",
    "wagtailcore.ModelLogEntry.user": _SITE_WORK,
    "wagtailcore.PageLogEntry.user": _SITE_WORK,
    "wagtailcore.UploadedFile.uploaded_by_user": _SITE_WORK,
    "wagtailcore.Page.owner": _SITE_WORK,
    "wagtailcore.Page.locked_by": _SITE_WORK,
    "wagtailcore.Revision.user": _SITE_WORK,
    "wagtailcore.PageSubscription.user": "which pages an editor follows; deleted",
    "wagtailcore.Comment.user": _SITE_WORK,
    "wagtailcore.Comment.resolved_by": _SITE_WORK,
    "wagtailcore.CommentReply.user": _SITE_WORK,
    "wagtailcore.WorkflowState.requested_by": _SITE_WORK,
    "wagtailcore.TaskState.finished_by": _SITE_WORK,
    "wagtailadmin.EditingSession.user": "which page an editor had open; deleted",
    "wagtailadmin.FormState.user": "what an editor had begun to fill in; deleted",
    "wagtailimages.Image.uploaded_by_user": _SITE_WORK,
    "wagtaildocs.Document.uploaded_by_user": _SITE_WORK,
}


def parts(user: User) -> Iterator[Records | Attachment]:
    yield Records(
        "profile.json",
        "Your account: name, address, when you joined, and your roles.",
        [
            {
                "name": user.name,
                "email": user.email,
                "joined_at": user.date_joined,
                "last_signed_in_at": user.last_login,
                "roles": list(user.groups.values_list("name", flat=True)),
                "is_administrator": user.is_superuser,
                "deletion_due_at": user.deletion_due_at,
            }
        ],
    )
    yield Records(
        "addresses.json",
        "The email addresses of your account.",
        EmailAddress.objects.filter(user=user)
        .order_by("pk")
        .values("email", "verified", "primary"),
    )
    yield Records(
        "sign-in.json",
        "How and where you sign in. Passwords and secret keys are kept so that nobody can "
        "read them, and are left out.",
        _sign_in(user),
    )
    yield Records(
        "messages.json",
        "The messages this site has sent you.",
        Notice.objects.filter(recipient=user)
        .order_by("pk")
        .values("subject", "text", "email", "created_at", "read_at", "sent_at")
        .iterator(),
    )
    yield Records(
        "message-choices.json",
        "How soon you want which messages by email, where you chose something.",
        NoticePreference.objects.filter(person=user).order_by("kind").values("kind", "frequency"),
    )


def erase(user: User) -> None:
    exporting.drop(user.data_exports.all())
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    UserProfile.objects.filter(user=user).delete()
    NoticePreference.objects.filter(person=user).delete()
    for model in (PageSubscription, EditingSession, FormState, *_of_institutions()):
        model._default_manager.filter(user=user).delete()
    # What was done to the account by whom stays; the name in it does not.
    ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    ).update(label="")


def _sign_in(user: User) -> Iterator[dict[str, object]]:
    for found in Authenticator.objects.filter(user=user).order_by("pk"):
        yield {
            "kind": found.get_type_display(),
            "name": str(found),
            "added_at": found.created_at,
            "last_used_at": found.last_used_at,
        }
    for session in UserSession.objects.filter(user=user).order_by("pk"):
        yield {
            "kind": "Signed in",
            "name": session.user_agent,
            "ip_address": session.ip,
            "added_at": session.created_at,
            "last_used_at": session.last_seen_at,
        }
    for model in _of_institutions():
        for account in model._default_manager.filter(user=user).order_by("pk"):
            yield {
                "kind": "Account of an institution",
                "name": account.provider,
                "identifier": account.uid,
                "added_at": account.date_joined,
                "last_used_at": account.last_login,
                "what_it_told_us": account.extra_data,
            }


def _of_institutions() -> list[Any]:
    """The table of accounts at institutions, which exists only where one is configured."""
    configured = apps.is_installed("allauth.socialaccount")
    return [apps.get_app_config("socialaccount").get_model("SocialAccount")] if configured else []


CONTRIBUTION = Contribution("accounts", parts, erase, SPEAKS_FOR)
