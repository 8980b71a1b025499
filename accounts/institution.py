"""Signing in with an institution's account (OpenID Connect); loaded only where one is set up."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.text import clean_line


class InstitutionProvider(OpenIDConnectProvider):
    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Goes to the institution by way of a page of ours.

        It answers a form, and browsers hold every address that a form is redirected to
        against the policy that forms are sent to this site only; a page that leads on is free
        to, whatever addresses the institution itself goes through.
        """
        response = super().redirect(request, *args, **kwargs)
        if not isinstance(response, HttpResponseRedirect):
            return response
        return render(
            request,
            "socialaccount/login_redirect.html",
            {"provider": self.name, "redirect_to": response.url},
        )


class InstitutionAdapter(DefaultSocialAccountAdapter):
    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _(
            "Somebody has an account here with this address. If it is you, sign in to that "
            "account first, then link your account at %s to it."
        ),
        "no_password": _("You have no password, so you cannot unlink it yet. Set one first."),
    }

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Any:
        found = super().get_provider(request, provider, client_id=client_id)
        if isinstance(found, OpenIDConnectProvider):
            return InstitutionProvider(request, app=found.app)
        return found

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """People here have one name."""
        user = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name") or "", data.get("last_name") or ""]
        user.name = clean_line(data.get("name") or " ".join(parts))[:150]
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        return {
            **super().get_signup_form_initial_data(sociallogin),
            "name": sociallogin.user.name,
        }

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Who comes without a name is asked for it: it is what their badges will say."""
        return bool(sociallogin.user.name) and super().is_auto_signup_allowed(request, sociallogin)
