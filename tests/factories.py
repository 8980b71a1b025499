"""A small world to test in: each function makes one thing and what it can't be without."""

import itertools
import uuid
from typing import Any

from django.db import connection
from django.db.models import F
from wagtail.models import Page, Site
from wagtail.search.backends import get_search_backend

from accounts.models import User
from assessments.models import Assessment, AssessmentSection, Question, QuestionBank
from badges.models import (
    Badge,
    BadgeCompetency,
    Behaviour,
    Competency,
    Issuer,
    Pathway,
    PathwayLevel,
    Requirement,
)
from home.models import HomePage
from home.roles import ensure_roles
from home.roots import ensure_roots
from learning.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from tests.kept_rows import made_once
from tests.search_index import OnlyIfAsked

_count = itertools.count(1)
PASSWORD = "correct horse battery"


def a_user(*, name: str = "", email: str = "", **fields: Any) -> User:
    number = next(_count)
    return User.objects.create_user(
        email=email or f"person{number}@example.org",
        password=PASSWORD,
        name=name or f"Person {number}",
        **fields,
    )


def a_member_of(role: str, **fields: Any) -> User:
    user = a_user(**fields)
    user.groups.add(made_once(("role", role), lambda: ensure_roles()[role]))
    return user


def an_issuer(**fields: Any) -> Issuer:
    number = next(_count)
    defaults = {
        "slug": f"issuer-{number}",
        "name": f"Issuer {number}",
        "url": "https://issuer.example/",
        "email": "badges@issuer.example",
    }
    return Issuer.objects.create(**{**defaults, **fields})


def a_competency(*, behaviours: int = 2, **fields: Any) -> Competency:
    number = next(_count)
    defaults = {
        "slug": f"competency-{number}",
        "name": f"Competency {number}",
        "description": f"What competency {number} is.",
    }
    competency = Competency.objects.create(**{**defaults, **fields})
    for order in range(behaviours):
        Behaviour.objects.create(
            competency=competency,
            sort_order=order,
            slug=f"behaviour-{order}",
            text=f"Shows competency {number} in way {order}.",
        )
    return competency


def a_badge(*, competencies: int = 0, **fields: Any) -> Badge:
    number = next(_count)
    defaults = {
        "slug": f"badge-{number}",
        "name": f"Badge {number}",
        "description": "The earner can do something well.",
        "criteria": "They showed it in an assessment.",
    }
    if "issuer" not in fields:
        defaults["issuer"] = Issuer.objects.first() or an_issuer()
    badge = Badge.objects.create(**{**defaults, **fields})
    for order in range(competencies):
        BadgeCompetency.objects.create(badge=badge, competency=a_competency(), sort_order=order)
    return badge


def a_pathway(*requirements: list[dict[str, Any]], slug: str = "", **fields: Any) -> Pathway:
    """A pathway whose levels ask for `requirements`: a list of Requirement fields for each of
    the three levels, `badges` among them. A level that is left out asks for a badge of its own."""
    number = next(_count)
    slug = slug or f"pathway-{number}"
    pathway = Pathway.objects.create(
        **{
            "slug": slug,
            "name": f"Pathway {number}",
            "description": "Leads somewhere.",
            "macro_badge": a_badge(slug=f"{slug}-macro", kind=Badge.Kind.MACRO, stones=3),
            **fields,
        }
    )
    for number, level in enumerate(PathwayLevel.Level, start=0):
        made = PathwayLevel.objects.create(
            pathway=pathway,
            level=level,
            name=level.label,
            badge=a_badge(slug=f"{slug}-{level.value}", kind=Badge.Kind.LEVEL, stones=level.value),
        )
        asked = requirements[number] if number < len(requirements) else None
        for order, spec in enumerate(asked or [{"badges": [a_badge()]}]):
            badges = spec.pop("badges", [])
            requirement = Requirement.objects.create(
                level=made, sort_order=order, **{"kind": Requirement.Kind.ALL_OF, **spec}
            )
            requirement.badges.set(badges)
            requirement.save()
    return pathway


def single_choice(stem: str = "Which one?", options: int = 4) -> list[dict[str, Any]]:
    """The raw StreamField value of a question whose first option is the right one."""
    return [
        {
            "type": "single_choice",
            "id": str(uuid.uuid4()),
            "value": {
                "stem": stem,
                "options": [
                    {
                        "type": "item",
                        "id": str(uuid.uuid4()),
                        "value": {
                            "text": f"Option {number} of {stem}",
                            "correct": number == 0,
                            "feedback": f"About option {number}.",
                        },
                    }
                    for number in range(options)
                ],
            },
        }
    ]


def a_bank(*, questions: int = 6, competency: Competency | None = None) -> QuestionBank:
    number = next(_count)
    competency = competency or a_competency()
    bank = QuestionBank.objects.create(
        slug=f"bank-{number}", name=f"Bank {number}", competency=competency
    )
    behaviours = list(competency.behaviours.all())
    Question.objects.bulk_create(
        Question(
            bank=bank,
            slug=f"question-{index}",
            behaviour=behaviours[index % len(behaviours)] if behaviours else None,
            body=single_choice(f"Question {index} of {bank.name}?"),
        )
        for index in range(questions)
    )
    return bank


def a_question(*, bank: QuestionBank, **fields: Any) -> Question:
    """A published question; its right answer is its first option."""
    number = next(_count)
    question = Question(
        **{
            "bank": bank,
            "slug": f"question-{number}",
            "body": single_choice(f"Question {number}?"),
            **fields,
        }
    )
    question.save()
    question.save_revision().publish()
    question.refresh_from_db()
    return question


def an_assessment(
    *,
    competencies: int = 4,
    questions: int = 2,
    bank_size: int = 6,
    mastery_mark: int = 75,
    badge: Badge | None = None,
) -> Assessment:
    asked = (questions, bank_size, mastery_mark)
    if badge is not None:
        return _a_new_assessment(badge, *asked)
    return made_once(
        ("assessment", competencies, *asked),
        lambda: _a_new_assessment(a_badge(competencies=competencies), *asked),
    )


def _a_new_assessment(
    badge: Badge, questions: int, bank_size: int, mastery_mark: int
) -> Assessment:
    assessment = Assessment.objects.create(
        slug=badge.slug, title=f"Assessment of {badge.name}", badge=badge, introduction="Go."
    )
    for order, competency in enumerate(badge.ordered_competencies):
        AssessmentSection.objects.create(
            assessment=assessment,
            sort_order=order,
            competency=competency,
            bank=a_bank(questions=bank_size, competency=competency),
            questions=questions,
            mastery_mark=mastery_mark,
        )
    return assessment


def a_site() -> HomePage:
    """The home page with the list of courses under it, as the root of the default site."""
    return HomePage.objects.first() or made_once(("site",), _a_new_site)


def _a_new_site() -> HomePage:
    root, _collection = ensure_roots()
    home = HomePage(title="Cairn", slug="cairn-home", headline="Show it", lede="Learn.")
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": "Cairn"},
    )
    home.add_child(instance=CourseIndexPage(title="Courses", slug="courses"))
    return home


def a_course(
    *, lessons: int = 2, assessment: Assessment | None = None, slug: str = "", **fields: Any
) -> CoursePage:
    """A live course with a module for each competency of its assessment's badge."""

    def make() -> CoursePage:
        return _a_new_course(lessons, assessment or an_assessment(), slug, **fields)

    if fields:
        return make()
    return made_once(("course", lessons, assessment and assessment.pk, slug), make)


def _a_new_course(lessons: int, assessment: Assessment, slug: str, **fields: Any) -> CoursePage:
    a_site()
    number = next(_count)
    course = CoursePage(
        **{
            "title": f"Course {number}",
            "slug": slug or f"course-{number}",
            "badge": assessment.badge,
            "assessment": assessment,
            "summary": "A course.",
            **fields,
        }
    )
    CourseIndexPage.objects.get().add_child(instance=course)
    for competency in assessment.badge.ordered_competencies:
        module = ModulePage(
            title=f"Module on {competency.name}", competency=competency, outcome="You can."
        )
        course.add_child(instance=module)
        for position in range(lessons):
            a_lesson(module, title=f"Lesson {position + 1} on {competency.name}")
    return course


def a_lesson(module: ModulePage, *, body: list[dict[str, Any]] | None = None, **fields: Any) -> Any:
    lesson = LessonPage(
        **{
            "title": f"Lesson {next(_count)}",
            "body": body or [{"type": "rich_text", "value": "<p>Something to read.</p>"}],
            **fields,
        }
    )
    module.add_child(instance=lesson)
    lesson.teaches.set(module.competency.behaviours.all())
    lesson.save()
    return lesson


def right_answers(attempt: Any) -> dict[int, dict[str, list[str]]]:
    """For each position of an attempt, the form post (prefix `answer`) that is right."""
    return {asked.position: {"answer": [_option(asked, 0)]} for asked in attempt.questions.all()}


def wrong_answer(asked: Any) -> dict[str, list[str]]:
    return {"answer": [_option(asked, 1)]}


def _option(asked: Any, index: int) -> str:
    from assessments.question_types import get

    presented = get("single_choice").presented(asked.definition, seed=0)
    text = asked.definition["options"][index]["text"]
    return next(option.id for option in presented.options if option.text == text)


def many_badges(number: int, **fields: Any) -> list[Badge]:
    """As `a_badge` that many times, all at once."""
    issuer = Issuer.objects.first() or an_issuer()
    made = Badge.objects.bulk_create(
        Badge(
            **{
                "slug": f"badge-{(index := next(_count))}",
                "name": f"Badge {index}",
                "issuer": issuer,
                "description": "The earner can do something well.",
                **fields,
            }
        )
        for _ in range(number)
    )
    _index(made)
    return made


def many_lessons(module: ModulePage, number: int, **fields: Any) -> list[LessonPage]:
    """As `a_lesson` that many times, all at once."""
    like = LessonPage.objects.child_of(module).last() or a_lesson(module)
    already = like.path[len(module.path) :]
    first = LessonPage._str2int(already) + 1
    pages = Page.objects.bulk_create(
        Page(
            **{
                "title": f"Lesson {index}",
                "slug": f"lesson-{index}",
                "path": LessonPage._get_path(module.path, module.depth + 1, index),
                "depth": module.depth + 1,
                "url_path": f"{module.url_path}lesson-{index}/",
                "content_type": like.content_type,
                "locale": like.locale,
                **fields,
            }
        )
        for index in range(first, first + number)
    )
    ModulePage.objects.filter(pk=module.pk).update(numchild=F("numchild") + number)
    made = []
    for page in pages:
        lesson = LessonPage(page_ptr=page, body=like.body, summary="", minutes=5)
        lesson.__dict__.update({k: v for k, v in page.__dict__.items() if k != "_state"})
        made.append(lesson)
    # The rows of the lessons alone, the pages have been made. `bulk_create` can't do this.
    fields = LessonPage._meta.local_concrete_fields
    step = connection.ops.bulk_batch_size(fields, made)
    for start in range(0, number, step):
        LessonPage._base_manager._insert(made[start : start + step], fields=fields)
    _index(made)
    return made


def _index(made: list[Any]) -> None:
    if OnlyIfAsked.is_asked:
        get_search_backend().add_bulk(type(made[0]), made)
