"""What editors can and can't make of rubrics and tasks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.models import PerformanceTask, Rubric
from tests.assessments.tasks.making import a_rubric, a_task, criteria

pytestmark = pytest.mark.django_db


def cleaned(raw):
    block = Rubric._meta.get_field("criteria").stream_block
    return block.clean(block.to_python(raw))


class TestRubrics:
    def test_a_criterion_without_a_short_name_gets_one_from_its_name(self):
        raw = criteria()
        raw[0]["value"]["key"] = ""

        assert cleaned(raw)[0].value["key"] == "criterion-listens"

    def test_a_short_name_that_is_there_stays_when_the_criterion_is_renamed(self):
        raw = criteria()
        raw[0]["value"]["name"] = "Hears"

        assert cleaned(raw)[0].value["key"] == "listens"

    def test_what_is_wrong_with_the_criteria_together_is_said_above_them(self):
        raw = criteria()
        raw[1]["value"]["key"] = "listens"

        with pytest.raises(ValidationError) as refused:
            cleaned(raw)

        assert "short name “listens”" in str(refused.value.as_json_data())

    @pytest.mark.parametrize("count", [2, 6])
    def test_two_criteria_are_too_few_and_six_too_many(self, count):
        with pytest.raises(ValidationError):
            cleaned(criteria([f"key-{number}" for number in range(count)]))

    @pytest.mark.parametrize("level", ["not_yet", "developing", "proficient", "exemplary"])
    def test_every_level_is_described(self, level):
        raw = criteria()
        raw[2]["value"][level] = ""

        with pytest.raises(ValidationError):
            cleaned(raw)

    def test_a_draft_does_not_change_what_is_published(self):
        rubric = a_rubric()
        rubric.criteria = criteria(["walks", "talks", "stands"])
        rubric.save_revision()

        rubric.refresh_from_db()
        assert [c["key"] for c in rubric.definition["criteria"]] == ["listens", "asks", "sums-up"]


class TestTasks:
    def test_some_kind_of_evidence_is_taken(self):
        task = a_task()
        for field in ("text", "files", "links", "journal", "scenarios"):
            setattr(task, f"takes_{field}", False)

        with pytest.raises(ValidationError, match="at least one kind"):
            task.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            task.save()

    def test_a_list_of_badges_is_no_step(self):
        from tests import factories

        requirement = factories.a_pathway().levels.get(level=1).requirements.get()
        task = PerformanceTask(requirement=requirement)

        with pytest.raises(ValidationError, match="Choose a step"):
            task.clean()

    @pytest.mark.parametrize(
        "fields",
        [{"second_rating_percent": 101}, {"claim_hours": 0}, {"required_level": "brilliant"}],
    )
    def test_the_database_refuses_values_that_mean_nothing(self, fields):
        task = a_task()

        with pytest.raises(IntegrityError), transaction.atomic():
            PerformanceTask.objects.filter(pk=task.pk).update(**fields)
