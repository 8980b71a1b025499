from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import Locale

from tests import factories
from tests.kept_rows import made_once


@pytest.fixture
def language(db: None) -> Locale:
    """What Wagtail's migrations make and `--nomigrations` leaves out."""
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def course(language: Locale) -> Any:
    """Two competencies, two lessons each, two questions each."""

    def make() -> Any:
        badge = factories.a_badge(name="Empathy", competencies=2)
        assessment = factories.an_assessment(badge=badge, bank_size=2)
        return factories.a_course(assessment=assessment, title="Empathy", lessons=2)

    return made_once(("course to coordinate",), make)


@pytest.fixture
def as_coordinator(client: Client, language: Locale, coordinator: Any) -> Client:
    client.force_login(coordinator)
    return client


@pytest.fixture
def grant(db: None) -> Callable[..., Any]:
    """`grant("view_award")`: a person who may enter the admin and do that alone."""

    def make(*codenames: str) -> Any:
        person = factories.a_user()
        person.user_permissions.set(
            Permission.objects.filter(codename__in=["access_admin", *codenames])
        )
        return person

    return make
