"""Editors at badges, competencies, pathways and issuers in the Wagtail admin."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from accounts.models import User
from badges import keys
from badges.awarding import award
from badges.models import Badge, Competency, Issuer, Pathway, Requirement
from badges.stacking import fulfil
from badges.viewsets import BadgeViewSet, PathwayViewSet
from tests import factories

pytestmark = pytest.mark.django_db


def url(model: type, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_badges_{model._meta.model_name}:{view}", args=args)


def posted(form: Any) -> dict[str, Any]:
    """What a browser would send back of a form, unchanged."""
    return dict(_posted(form))


def _posted(form: Any) -> Iterator[tuple[str, Any]]:
    for field in form:
        value = field.value()
        if value is True:
            yield field.html_name, "on"
        elif value is not None and value is not False:
            yield field.html_name, value
    for formset in form.formsets.values():
        yield from ((field.html_name, field.value()) for field in formset.management_form)
        for inner in formset.initial_forms:
            yield from _posted(inner)


def form_of(viewset: Any, instance: Any, user: User) -> dict[str, Any]:
    form = viewset().get_form_class(for_update=True)(instance=instance, for_user=user)
    sent = posted(form)
    sent["tags"] = ""
    for name, value in sent.items():
        if isinstance(value, list):
            sent[name] = [getattr(item, "pk", item) for item in value]
    return sent


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    Locale.objects.get_or_create(language_code="en")
    client.force_login(editor)
    return client


@pytest.fixture
def pathway(db: None) -> Pathway:
    return factories.a_pathway(
        [
            {"kind": Requirement.Kind.ANY_OF, "badges": [factories.a_badge()]},
            {"kind": Requirement.Kind.TASK, "name": "A plan", "slug": "plan"},
        ],
        name="Career Prepared",
    )


def save(client: Client, pathway: Pathway, editor: User, **changes: Any) -> Any:
    sent = {**form_of(PathwayViewSet, pathway, editor), **changes}
    return client.post(url(Pathway, "edit", pathway.pk), sent)


def test_a_pathway_is_saved_with_its_levels_and_requirements(
    as_editor: Client, pathway: Pathway, editor: User
) -> None:
    response = save(as_editor, pathway, editor, **{"levels-0-requirements-1-name": "A better plan"})
    assert response.status_code == 302
    assert Requirement.objects.get(slug="plan").name == "A better plan"
    assert Requirement.objects.count() == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"levels-0-requirements-1-name": ""}, "Give the step a name"),
        ({"levels-0-requirements-1-slug": ""}, "Give the step a short name."),
        ({"levels-0-requirements-0-badges": []}, "Choose the badges that count."),
        ({"levels-0-requirements-0-at_least": "2"}, "Only 1 badge is chosen above"),
        ({"levels-0-requirements-0-at_least": "0"}, "Ask for at least one."),
    ],
)
def test_an_unfinished_requirement_says_what_is_missing(
    as_editor: Client, pathway: Pathway, editor: User, changes: dict[str, Any], sentence: str
) -> None:
    page = save(as_editor, pathway, editor, **changes).content.decode()
    assert sentence in page
    assert "Constraint" not in page


def test_two_steps_of_a_level_have_names_of_their_own(
    as_editor: Client, pathway: Pathway, editor: User
) -> None:
    page = save(
        as_editor,
        pathway,
        editor,
        **{
            "levels-0-requirements-0-kind": "sign_off",
            "levels-0-requirements-0-name": "Another plan",
            "levels-0-requirements-0-slug": "plan",
        },
    ).content.decode()
    assert "Another step of this level has this short name." in page


def test_a_pathway_has_each_level_once(as_editor: Client, pathway: Pathway, editor: User) -> None:
    response = save(as_editor, pathway, editor, **{"levels-1-level": "1"})
    assert "duplicate" in response.content.decode()


def test_a_confirmed_step_is_not_removed(
    as_editor: Client, pathway: Pathway, editor: User, learner: User, coordinator: User
) -> None:
    plan = Requirement.objects.get(slug="plan")
    fulfil(requirement=plan, learner=learner, statement="Seen.", confirmed_by=coordinator)
    page = save(as_editor, pathway, editor, **{"levels-0-requirements-1-DELETE": "on"})
    assert "has been confirmed 1 time" in page.content.decode()
    assert Requirement.objects.filter(pk=plan.pk).exists()


def test_a_step_that_nobody_has_done_can_be_removed(
    as_editor: Client, pathway: Pathway, editor: User
) -> None:
    save(as_editor, pathway, editor, **{"levels-0-requirements-1-DELETE": "on"})
    assert not Requirement.objects.filter(slug="plan").exists()


def test_a_badge_of_the_wrong_kind_is_no_macro_badge(
    as_editor: Client, pathway: Pathway, editor: User
) -> None:
    before = pathway.macro_badge
    save(as_editor, pathway, editor, macro_badge=factories.a_badge().pk)
    pathway.refresh_from_db()
    assert pathway.macro_badge == before


def test_the_hours_of_a_badge_are_a_range(as_editor: Client, editor: User) -> None:
    badge = factories.a_badge(competencies=1)
    sent = {**form_of(BadgeViewSet, badge, editor), "hours_from": "10", "hours_to": "8"}
    page = as_editor.post(url(Badge, "edit", badge.pk), sent).content.decode()
    assert "This must not be less than the hours it starts from." in page
    assert "Constraint" not in page


def test_an_awarded_badge_keeps_its_address(as_editor: Client, editor: User, learner: User) -> None:
    badge = factories.a_badge(competencies=1)
    award(badge=badge, recipient=learner, narrative="Passed.")
    sent = {**form_of(BadgeViewSet, badge, editor), "slug": "elsewhere"}
    page = as_editor.post(url(Badge, "edit", badge.pk), sent).content.decode()
    assert "its address is part of what people hold" in page


def test_an_awarded_badge_is_not_deleted(client: Client, learner: User) -> None:
    badge = factories.a_badge(name="Empathy")
    award(badge=badge, recipient=learner, narrative="Passed.")
    client.force_login(factories.a_user(is_superuser=True))
    page = client.post(url(Badge, "delete", badge.pk), follow=True).content.decode()
    assert Badge.objects.filter(pk=badge.pk).exists()
    assert "“Empathy” can&#x27;t be deleted: it is used by 1 award." in page


def test_several_things_of_which_one_is_in_use_are_not_deleted(as_editor: Client) -> None:
    used = factories.a_badge(competencies=1).ordered_competencies[0]
    unused = factories.a_competency()
    bulk = reverse("wagtail_bulk_action", args=["badges", "competency", "delete"])
    page = as_editor.post(f"{bulk}?id={used.pk}&id={unused.pk}", follow=True)
    assert Competency.objects.filter(pk__in=[used.pk, unused.pk]).count() == 2
    assert "can&#x27;t be deleted" in page.content.decode()


def test_a_competency_that_nothing_rests_on_is_deleted(as_editor: Client) -> None:
    competency = factories.a_competency()
    as_editor.post(url(Competency, "delete", competency.pk))
    assert not Competency.objects.exists()


def test_an_issuer_that_has_signed_keeps_its_address(client: Client) -> None:
    issuer = factories.an_issuer(slug="ums")
    keys.signing_key(issuer)
    client.force_login(factories.a_user(is_superuser=True))
    sent = {"name": "UMS", "slug": "other", "url": "https://u.example/", "email": "b@u.example"}
    page = client.post(url(Issuer, "edit", issuer.pk), sent).content.decode()
    issuer.refresh_from_db()
    assert issuer.slug == "ums"
    assert "its address is part of what people hold" in page


def test_an_issuer_that_has_not_signed_may_change_its_address(client: Client) -> None:
    issuer = factories.an_issuer(slug="ums")
    client.force_login(factories.a_user(is_superuser=True))
    sent = {"name": "UMS", "slug": "other", "url": "https://u.example/", "email": "b@u.example"}
    client.post(url(Issuer, "edit", issuer.pk), sent)
    issuer.refresh_from_db()
    assert issuer.slug == "other"


@pytest.mark.parametrize(
    ("role", "open_to_them"),
    [
        ("superuser", {"badge", "competency", "pathway", "issuer"}),
        ("editor", {"badge", "competency", "pathway"}),
        ("assessor", {"badge", "competency"}),
        ("coordinator", {"badge", "pathway"}),
        ("learner", set()),
        ("visitor", set()),
    ],
)
def test_each_role_sees_the_lists_it_may_view(
    client: Client, request: pytest.FixtureRequest, db: None, role: str, open_to_them: set[str]
) -> None:
    _sign_in(client, request, role)
    factories.an_issuer()
    seen = {
        model._meta.model_name
        for model in (Badge, Competency, Pathway, Issuer)
        if client.get(url(model, "list")).status_code == 200
    }
    assert seen == open_to_them


@pytest.mark.parametrize("role", ["assessor", "coordinator", "learner", "visitor"])
def test_only_editors_edit_badges_competencies_and_pathways(
    client: Client, request: pytest.FixtureRequest, pathway: Pathway, role: str
) -> None:
    _sign_in(client, request, role)
    competency = factories.a_competency()
    for thing in (pathway, pathway.macro_badge, competency):
        assert client.get(url(type(thing), "edit", thing.pk)).status_code == 302
        assert client.post(url(type(thing), "delete", thing.pk)).status_code == 302
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_an_editor_does_not_get_at_an_issuer(as_editor: Client) -> None:
    issuer = factories.an_issuer()
    assert as_editor.get(url(Issuer, "edit", issuer.pk)).status_code == 302


def test_the_lists_take_as_many_queries_for_many_as_for_few(
    as_editor: Client,
) -> None:
    counts = []
    for _round in range(2):
        for _badge in range(4):
            factories.a_badge(competencies=2)
        as_editor.get(url(Badge, "list"))
        with CaptureQueriesContext(connection) as queries:
            as_editor.get(url(Badge, "list"))
            as_editor.get(url(Competency, "list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _sign_in(client: Client, request: pytest.FixtureRequest, role: str) -> None:
    if role == "superuser":
        client.force_login(factories.a_user(is_superuser=True))
    elif role != "visitor":
        client.force_login(request.getfixturevalue(role))
