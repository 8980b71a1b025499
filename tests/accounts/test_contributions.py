"""No table may point to a person without an app that says what becomes of it."""

import pytest
from django.apps import apps
from django.conf import settings

from accounts.contributions import contributions
from accounts.models import User


def relations_to_people():
    """Each relation to a person in any app, as `app_label.Model.field`."""
    for model in apps.get_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.related_model is User or (model is User and field.many_to_many):
                yield f"{model._meta.label}.{field.name}"


def spoken_for():
    return {name: words for one in contributions() for name, words in one.speaks_for.items()}


def test_every_relation_to_a_person_is_spoken_for():
    assert set(relations_to_people()) - set(spoken_for()) == set()


def test_nothing_is_spoken_for_that_is_not_there():
    installed = {config.label for config in apps.get_app_configs()}
    known = {name for name in spoken_for() if name.split(".")[0] in installed}

    assert known - set(relations_to_people()) == set()


def test_a_reason_stands_beside_each():
    assert all(len(words) > 5 for words in spoken_for().values())


@pytest.mark.parametrize("floor", ["learning", "assessments", "badges", "accounts"])
def test_each_app_speaks_for_its_own_tables(floor):
    labels = {
        name
        for one in contributions()
        for name in one.speaks_for
        if name.startswith(f"{floor}.") and one.app_label != floor
    }

    assert labels == set()


def test_the_highest_floor_erases_first_since_it_points_to_those_below():
    asked = [one.app_label for one in contributions()]

    assert asked == [label for label in settings.OUR_APPS if label in asked]
