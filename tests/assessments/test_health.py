"""What is computed about questions and competencies, and when."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import attempting
from assessments.health import Computed, compute_health
from assessments.models import (
    Attempt,
    AttemptQuestion,
    AttemptSection,
    CompetencyHealth,
    CompetencyResult,
    ItemHealth,
)
from assessments.models.health import flag_sentence
from assessments.statistics import FlagKind, seriousness
from assessments.tasks import compute_health as task
from tests import factories
from tests.assessments.sittings import an_assessment, questions_of, sat

pytestmark = pytest.mark.django_db


def health_of(question):
    return ItemHealth.objects.select_related("question").get(question=question)


class TestWhatIsComputed:
    def test_a_question_has_its_answers_mean_mark_discrimination_and_time(self):
        assessment = an_assessment()
        first, _second, third = questions_of(assessment)
        # Marks of the first 1 1 0 0, of its rest 1 ½ ½ 0.
        for chosen in [(0, 0, 0), (0, 0, 1), (1, 1, 0), (2, 1, None)]:
            sat(assessment, *chosen)

        compute_health()

        health = health_of(first)
        assert (health.asked, health.answered, health.difficulty) == (4, 4, 0.5)
        assert health.discrimination == pytest.approx(0.5**0.5)
        assert health.median_seconds == 60
        assert health_of(third).answered == 3
        assert health_of(third).difficulty == 0.5

    def test_choices_are_counted_by_option_with_their_verdict(self):
        assessment = an_assessment()
        question = questions_of(assessment)[0]
        for chosen in [(0, 0, 0), (0, 0, 0), (0, 1, 1), (2, 1, 1)]:
            sat(assessment, *chosen)

        compute_health()

        choices = health_of(question).choices
        assert [(c["words"][:8], c["is_right"], c["chosen"], c["share"]) for c in choices] == [
            ("Option 0", True, 3, 0.75),
            ("Option 2", False, 1, 0.25),
            ("Option 1", None, 0, 0.0),
            ("Option 3", None, 0, 0.0),
        ]
        assert choices[0]["high"] == 1
        assert choices[0]["low"] == 0.5

    def test_an_open_attempt_does_not_count(self):
        assessment = an_assessment()
        sat(assessment, 0, 0, 0, submitted=False)

        assert compute_health() == Computed(questions=0, competencies=0)
        assert not ItemHealth.objects.exists()

    def test_who_answered_nothing_of_a_competency_was_asked_but_does_not_count_for_the_mean(self):
        assessment = an_assessment()
        sat(assessment, 0, 0, 0)
        sat(assessment, None, None, None)

        compute_health()

        health = health_of(questions_of(assessment)[0])
        assert (health.asked, health.answered, health.difficulty) == (2, 1, 1)

    def test_each_published_version_has_figures_of_its_own(self):
        assessment = an_assessment()
        edited, *others = questions_of(assessment)
        for option in (1, 1, 0):
            sat(assessment, option, 0, 0, questions=[edited, *others])
            edited.save_revision().publish()
            edited.refresh_from_db()
        sat(assessment, 0, 0, 0, questions=[edited, *others])

        compute_health()

        versions = ItemHealth.objects.filter(question=edited).order_by("revision_id")
        assert sorted(health.difficulty for health in versions) == [0, 0, 1, 1]
        assert {health.asked for health in versions} == {1}
        current = ItemHealth.objects.current().get(question=edited)
        assert current.revision == edited.live_revision

    def test_a_wrong_key_is_found_and_named(self):
        """Everybody good at the others chooses option 1 of the first, everybody else option 0."""
        assessment = an_assessment()
        question = questions_of(assessment)[0]
        for chosen in [(1, 0, 0), (0, 1, 1)]:
            for _ in range(25):
                sat(assessment, *chosen)

        compute_health()

        health = health_of(question)
        assert health.discrimination == pytest.approx(-1)
        assert health.flags[0]["kind"] == FlagKind.KEY_PROBABLY_WRONG
        assert health.severity == seriousness(FlagKind.KEY_PROBABLY_WRONG)
        assert "choose “Option 1 of Question 0" in health.flag_sentences[0]

    def test_the_answers_of_an_attempt_made_in_the_browser_are_understood(self, learner):
        assessment = an_assessment()
        attempt = attempting.start(assessment=assessment, learner=learner)
        for asked in attempt.questions.all():
            attempting.save_answer(
                attempt_question=asked,
                form_post=factories.right_answers(attempt)[asked.position],
                prefix="answer",
            )
        attempting.submit(attempt.pk)

        compute_health()

        health = health_of(questions_of(assessment)[0])
        assert (health.difficulty, health.choices[0]["is_right"]) == (1, True)
        competency = CompetencyHealth.objects.get()
        assert (competency.learners, competency.passed, competency.pass_rate) == (1, 1, 1)

    def test_a_question_of_a_type_that_is_gone_keeps_its_figures(self):
        assessment = an_assessment()
        sat(assessment, 0, 0, 0)
        AttemptQuestion.objects.update(definition={"type": "gone"})

        compute_health()

        assert health_of(questions_of(assessment)[0]).difficulty == 1
        assert health_of(questions_of(assessment)[0]).choices == []


class TestCompetencies:
    def test_only_a_learners_first_attempt_counts_for_the_pass_rate(self):
        assessment = an_assessment()
        again = factories.a_user()
        sat(assessment, 1, 1, 1, learner=again)
        sat(assessment, 0, 0, 0, learner=again, passed=True)
        sat(assessment, 0, 0, 0, passed=True)

        compute_health()

        health = CompetencyHealth.objects.get()
        assert (health.attempts, health.learners, health.passed) == (3, 2, 1)
        assert health.pass_rate == 0.5
        assert 0 < health.pass_rate_interval.low < 0.5 < health.pass_rate_interval.high < 1

    def test_alpha_is_there_once_there_are_thirty_attempts(self):
        assessment = an_assessment()
        for chosen in [(0, 0, 0), (0, 0, 1), (1, 1, 1)]:
            for _ in range(10):
                sat(assessment, *chosen)
        compute_health()
        health = CompetencyHealth.objects.get()
        # Shares right ⅔ ⅔ ⅓: Σpq = 6/9. Totals 3 2 0: mean 5/3, variance 14/9. KR-20.
        assert health.alpha == pytest.approx(3 / 2 * (1 - (6 / 9) / (14 / 9)))
        assert (health.alpha_questions, health.is_kr20) == (3, True)

        Attempt.objects.first().questions.all().delete()
        compute_health(everything=True)

        assert CompetencyHealth.objects.get().alpha is None

    def test_who_answered_nothing_does_not_make_questions_agree(self):
        assessment = an_assessment()
        for chosen in [(0, 0, 0), (0, 0, 1), (1, 1, 1)]:
            for _ in range(10):
                sat(assessment, *chosen)
        compute_health()
        before = CompetencyHealth.objects.get()

        for _ in range(5):
            sat(assessment, None, None, None)
        compute_health()

        after = CompetencyHealth.objects.get()
        assert (after.attempts, after.alpha) == (35, pytest.approx(before.alpha))

    def test_what_was_shown_before_was_not_asked(self):
        assessment = an_assessment()
        attempt = sat(assessment, 0, 0, 0)
        AttemptSection.objects.create(
            attempt=attempt,
            competency=factories.a_competency(),
            position=2,
            mastery_mark=75,
            shown_before=True,
            is_asked=False,
        )

        compute_health()

        assert CompetencyHealth.objects.get().competency == assessment.sections.get().competency


class TestWhatIsComputedAnew:
    def test_a_second_run_finds_nothing_to_do(self):
        sat(an_assessment(), 0, 0, 0)

        assert compute_health() == Computed(questions=3, competencies=1)
        assert compute_health() == Computed(questions=0, competencies=0)

    def test_a_run_without_news_reads_no_answers(self):
        sat(an_assessment(), 0, 0, 0)
        compute_health()

        with CaptureQueriesContext(connection) as queries:
            compute_health()

        assert not any("assessments_response" in query["sql"] for query in queries)

    def test_only_the_questions_with_new_answers_are_written(self):
        old, new = an_assessment(), an_assessment()
        sat(old, 0, 0, 0)
        sat(new, 0, 0, 0)
        compute_health()
        computed = dict(ItemHealth.objects.values_list("question", "computed_at"))

        sat(new, 1, 1, 1)

        assert compute_health() == Computed(questions=3, competencies=1)
        for question in questions_of(old):
            assert health_of(question).computed_at == computed[question.pk]
        for question in questions_of(new):
            assert health_of(question).difficulty == 0.5
            assert health_of(question).computed_at > computed[question.pk]

    def test_figures_computed_in_steps_are_those_computed_at_once(self):
        assessment = an_assessment()
        for chosen in [(0, 0, 0), (0, 1, 2), (3, 1, None), (0, 0, 1)]:
            sat(assessment, *chosen)
            compute_health()

        def figures():
            return [
                list(model.objects.order_by("pk").values(*fields))
                for model, fields in (
                    (ItemHealth, ("question", "difficulty", "discrimination", "choices")),
                    (CompetencyHealth, ("attempts", "learners", "passed", "alpha")),
                )
            ]

        in_steps = figures()
        ItemHealth.objects.all().delete()
        CompetencyHealth.objects.all().delete()
        compute_health()

        assert figures() == in_steps

    def test_an_attempt_that_was_erased_is_taken_out_again(self):
        assessment = an_assessment()
        sat(assessment, 0, 0, 0)
        erased = sat(assessment, 1, 1, 1)
        compute_health()

        CompetencyResult.objects.filter(section__attempt=erased).delete()
        erased.delete()
        compute_health()

        assert health_of(questions_of(assessment)[0]).difficulty == 1
        assert CompetencyHealth.objects.get().attempts == 1

    def test_what_is_not_in_any_attempt_any_more_has_no_health(self):
        attempt = sat(an_assessment(), 0, 0, 0)
        compute_health()

        CompetencyResult.objects.all().delete()
        attempt.delete()
        compute_health()

        assert not ItemHealth.objects.exists()
        assert not CompetencyHealth.objects.exists()

    def test_a_question_two_assessments_share_has_the_answers_of_both(self):
        one, other = an_assessment(), an_assessment()
        shared = questions_of(one)
        sat(one, 0, 0, 0)
        compute_health()

        sat(other, 1, 1, 1, questions=shared)
        compute_health()

        assert health_of(shared[0]).asked == 2
        assert health_of(shared[0]).difficulty == 0.5

    def test_ten_times_the_attempts_take_no_more_queries(self):
        assessment = an_assessment()
        sat(assessment, 0, 1, 0)
        with CaptureQueriesContext(connection) as few:
            compute_health()
        for _ in range(10):
            sat(assessment, 0, 1, 0)

        with CaptureQueriesContext(connection) as many:
            compute_health(everything=True)

        assert len(many) <= len(few) + 2

    def test_the_task_computes(self):
        sat(an_assessment(), 0, 0, 0)

        task.delay()

        assert ItemHealth.objects.count() == 3

    def test_the_command_computes_and_says_how_much(self, capsys):
        sat(an_assessment(), 0, 0, 0)

        call_command("compute_health")
        call_command("compute_health")
        call_command("compute_health", all=True)

        done = "Computed 3 versions of questions and 1 competencies of assessments."
        nothing = "Computed 0 versions of questions and 0 competencies of assessments."
        assert capsys.readouterr().out.splitlines() == [done, nothing, done]


class TestTables:
    def row(self, question, **fields):
        now = timezone.now()
        return ItemHealth.objects.create(
            **{
                "question": question,
                "asked": 2,
                "answered": 1,
                "latest_submission_at": now,
                "computed_at": now,
                **fields,
            }
        )

    @pytest.mark.parametrize(
        "fields",
        [{"answered": 3}, {"difficulty": 1.1}, {"difficulty": -0.1}, {"discrimination": 1.2}],
    )
    def test_the_database_refuses_figures_that_cannot_be(self, fields):
        question = factories.a_question(bank=factories.a_bank(questions=0))

        with pytest.raises(IntegrityError), transaction.atomic():
            self.row(question, **fields)

    @pytest.mark.parametrize("is_versioned", [True, False])
    def test_a_version_has_one_health(self, is_versioned):
        question = factories.a_question(bank=factories.a_bank(questions=0))
        revision = question.live_revision if is_versioned else None
        self.row(question, revision=revision)

        with pytest.raises(IntegrityError), transaction.atomic():
            self.row(question, revision=revision)

    @pytest.mark.parametrize("fields", [{"passed": 3}, {"learners": 4}, {"alpha": 1.01}])
    def test_the_database_refuses_a_competency_that_cannot_be(self, fields):
        assessment = an_assessment()
        now = timezone.now()
        sound = {"attempts": 3, "learners": 2, "passed": 1, "alpha": 0.5}

        with pytest.raises(IntegrityError), transaction.atomic():
            CompetencyHealth.objects.create(
                assessment=assessment,
                competency=assessment.sections.get().competency,
                latest_submission_at=now,
                computed_at=now,
                **{**sound, **fields},
            )

    @pytest.mark.parametrize("kind", list(FlagKind))
    def test_every_flag_has_a_sentence(self, kind):
        assert flag_sentence({"kind": kind.value, "choice": "100% sure"}).endswith(".")
