import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from assessments import attempting
from badges.awarding import award
from badges.models import Requirement
from learning.models import CoursePage, Enrolment, LessonPage, LessonProgress, ModulePage
from learning.progress import complete_lesson, open_lesson
from tests import factories
from tests.learning.conftest import answer_and_submit, url_of

pytestmark = pytest.mark.django_db


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def course_url(course):
    return f"/courses/{course.slug}/"


def test_the_list_of_courses_leads_to_the_badges(client, course):
    response = client.get("/courses/")
    assert (response.status_code, response["Location"]) == (302, "/badges/")


def test_a_visitor_sees_both_doors_and_gets_no_cookie(client, course, lessons):
    response = client.get(course_url(course))
    html = response.content.decode()
    assert f"/account/signup/?next=%2Fcourses%2F{course.slug}%2F" in html
    assert f'href="{course_url(course)}assessment/"' in html
    assert url_of(lessons[0]) in html
    assert not response.cookies


def test_a_course_lists_its_modules_and_their_outcomes(client, course, modules):
    html = page(client, course_url(course))
    for module in modules:
        assert module.title in html
        assert f'href="{course_url(course)}{module.slug}/"' in html


def test_a_learner_who_has_begun_is_offered_to_resume(signed_in, learner, course, lessons):
    assert "Start module 1" in page(signed_in, course_url(course))
    open_lesson(learner=learner, lesson=lessons[1])
    html = page(signed_in, course_url(course))
    assert "Resume" in html
    assert f'href="{url_of(lessons[1])}"' in html


def test_a_course_says_what_its_badge_counts_towards(client, course):
    pathway = factories.a_pathway(
        [{"kind": Requirement.Kind.ANY_OF, "badges": [course.badge]}], name="Career Prepared"
    )
    html = page(client, course_url(course))
    assert pathway.get_absolute_url() in html
    assert "Career Prepared" in html


def test_a_waived_module_is_called_shown_in_the_assessment(signed_in, learner, course):
    answer_and_submit(course.assessment, learner, right={1})
    html = page(signed_in, course_url(course))
    assert "Shown in the assessment" in html
    assert "One module is not counted" in html


def test_a_course_without_an_assessment_is_in_preparation(client, course):
    CoursePage.objects.filter(pk=course.pk).update(assessment=None)
    course.refresh_from_db()
    course.save()
    html = page(client, course_url(course))
    assert "This course is in preparation" in html
    assert "Start module" not in html


def test_a_course_without_live_lessons_is_in_preparation(client, course, lessons):
    for lesson in lessons:
        lesson.unpublish()
    assert "This course is in preparation" in page(client, course_url(course))


def test_who_holds_the_badge_is_told(signed_in, learner, course):
    held = award(badge=course.badge, recipient=learner, narrative="Shown.")
    assert held.get_absolute_url() in page(signed_in, course_url(course))


def test_an_attempt_that_is_open_can_be_gone_on_with(signed_in, learner, course):
    attempt = attempting.start(assessment=course.assessment, learner=learner)
    assert attempt.get_absolute_url() in page(signed_in, course_url(course))


def test_a_draft_course_is_not_there(client, course):
    course.unpublish()
    assert client.get(course_url(course)).status_code == 404


def test_an_unpublished_module_hides_its_lessons_too(client, course, modules, lessons):
    modules[0].unpublish()
    assert client.get(f"{course_url(course)}{modules[0].slug}/").status_code == 404
    assert client.get(url_of(lessons[0])).status_code == 404
    assert client.get(url_of(lessons[2])).status_code == 200


def test_a_private_course_opens_only_to_those_it_is_for(client, learner, course, lessons):
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    for url in (course_url(course), url_of(lessons[0])):
        assert client.get(url).status_code == 302
    client.force_login(learner)
    for url in (course_url(course), url_of(lessons[0])):
        assert client.get(url).status_code == 200


def test_a_new_title_shows_at_once(client, course, modules):
    page(client, course_url(course))
    modules[0].title = "A better title"
    modules[0].save_revision().publish()
    assert "A better title" in page(client, course_url(course))


def test_lessons_in_a_new_order_show_in_that_order(client, course, modules, lessons):
    page(client, course_url(course))
    lessons[1].move(lessons[0], pos="left")
    html = page(client, f"{course_url(course)}{modules[0].slug}/")
    assert html.index(lessons[1].title) < html.index(lessons[0].title)


def test_a_module_lists_its_lessons_with_where_one_stands(signed_in, learner, modules, lessons):
    complete_lesson(learner=learner, lesson=lessons[0])
    url = url_of(lessons[0]).rsplit("/", 2)[0] + "/"
    html = page(signed_in, url)
    assert f'href="{url_of(lessons[0])}"' in html
    assert "row__mark--done" in html
    assert "row__mark--not_started" in html
    assert "Skip to the assessment" in html


def test_a_module_may_not_take_the_assessment_s_address(course):
    module = ModulePage(
        title="Assessment", slug="assessment", outcome="x", competency=factories.a_competency()
    )
    with pytest.raises(ValidationError, match="assessment"):
        module.clean()


def test_a_visitor_reads_a_lesson_without_a_cookie_or_a_trace(client, lessons):
    response = client.get(url_of(lessons[0]))
    assert "Something to read." in response.content.decode()
    assert not response.cookies
    assert not Enrolment.objects.exists()


def test_reading_a_lesson_enrols_and_remembers_the_place(signed_in, learner, course, lessons):
    page(signed_in, url_of(lessons[1]))
    assert Enrolment.objects.get(learner=learner).last_lesson_id == lessons[1].pk
    assert LessonProgress.objects.get().completed_at is None


def test_a_head_request_leaves_no_trace(signed_in, lessons):
    signed_in.head(url_of(lessons[0]))
    assert not Enrolment.objects.exists()


def test_a_lesson_has_contents_from_its_sections(client, rich_lesson):
    html = page(client, url_of(rich_lesson))
    assert '<a href="#first-part">First part</a>' in html
    assert '<h2 id="second-part">Second part</h2>' in html


def test_an_editor_previews_a_lesson_that_was_never_published(client, editor, modules):
    draft = LessonPage(
        title="A draft",
        live=False,
        body=[{"type": "rich_text", "value": "<p>Unfinished.</p>"}],
    )
    modules[0].add_child(instance=draft)
    client.force_login(editor)
    response = client.get(f"/admin/pages/{draft.pk}/view_draft/")
    assert "Unfinished." in response.content.decode()
    assert not Enrolment.objects.exists()
