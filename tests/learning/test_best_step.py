"""What comes first, case by case. No database: it is a function of plain values."""

from learning.best_step import BADGES, BestStep, Course, Kind, Place, Situation, best_step

WORK = Place("A week of hand-overs", "/work/")
LESSON = Place("What silence costs", "/lesson/")
COURSE = Course(title="Collaboration", lesson=LESSON, check="/check/", assessment="/assessment/")


def kind_of(**situation):
    return best_step(Situation(**situation)).kind


def with_(**fields):
    from dataclasses import replace

    return replace(COURSE, **fields)


def test_whoever_has_nothing_chooses_a_badge():
    assert best_step(Situation()) == BestStep(Kind.CHOOSE_BADGE, BADGES)


def test_returned_work_comes_before_everything():
    step = best_step(
        Situation(
            returned=(WORK,),
            without_supervisor=(WORK,),
            drafts=(WORK,),
            courses=(with_(attempt="/attempt/"),),
        )
    )
    assert step == BestStep(Kind.HAND_IN_AGAIN, "/work/", "A week of hand-overs")


def test_an_open_attempt_is_finished_before_anything_is_read():
    step = best_step(Situation(courses=(COURSE, with_(title="Empathy", attempt="/attempt/"))))
    assert step == BestStep(Kind.FINISH_ATTEMPT, "/attempt/", "Empathy", "Empathy")


def test_work_that_only_a_supervisor_is_missing_for_comes_before_reading():
    assert kind_of(without_supervisor=(WORK,), courses=(COURSE,)) is Kind.INVITE_SUPERVISOR


def test_a_course_not_begun_begins_with_a_check_of_oneself():
    assert kind_of(courses=(with_(is_new=True),)) is Kind.TAKE_CHECK


def test_a_new_course_without_checks_begins_with_its_first_lesson():
    assert kind_of(courses=(with_(is_new=True, check=""),)) is Kind.RESUME_LESSON


def test_a_lesson_is_resumed_where_it_was_left():
    step = best_step(Situation(drafts=(WORK,), courses=(COURSE,)))
    assert step == BestStep(Kind.RESUME_LESSON, "/lesson/", "What silence costs", "Collaboration")


def test_with_all_lessons_read_the_assessment_is_next():
    assert kind_of(courses=(with_(lesson=None),)) is Kind.GO_TO_ASSESSMENT


def test_work_that_was_begun_is_finished_before_another_assessment():
    assert kind_of(drafts=(WORK,), courses=(with_(lesson=None),)) is Kind.FINISH_WORK


def test_a_course_with_nothing_left_to_do_gives_way_to_the_next():
    finished = with_(title="Empathy", lesson=None, assessment="", check="")
    assert best_step(Situation(courses=(finished, COURSE))).title == "What silence costs"


def test_a_course_whose_badge_is_earned_is_over():
    assert kind_of(courses=(with_(is_earned=True, attempt="/attempt/"),)) is Kind.CHOOSE_BADGE


def test_a_pathway_that_was_begun_leads_on_when_no_course_does():
    step = best_step(Situation(way=Place("Innovation", "/tasks/idea/"), is_waiting=True))
    assert step == BestStep(Kind.FOLLOW_PATHWAY, "/tasks/idea/", "Innovation")


def test_whoever_can_only_wait_is_told_so():
    assert kind_of(is_waiting=True) is Kind.WAIT


def test_whoever_holds_every_badge_is_sent_to_show_them():
    assert kind_of(holds_all=True, courses=(with_(is_earned=True),)) is Kind.SHOW_BADGES
