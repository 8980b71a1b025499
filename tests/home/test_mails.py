from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from home.mail_samples import rendered, samples

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.ROOT) / "templates"
# What others are made of.
FRAMES = {
    "emails/base.html",
    "emails/base.txt",
    "emails/button.html",
    "account/email/base_message.txt",
}


def mail_templates():
    """Every file of a mail in the project, as a template name."""
    found = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*")
        if path.is_file() and {"email", "emails"} & set(path.relative_to(TEMPLATES).parts[:-1])
    }
    return sorted(found - FRAMES)


def stem(template):
    for ending in ("_subject.txt", "_message.txt", "_message.html", ".txt", ".html"):
        if template.endswith(ending):
            return template.removesuffix(ending)
    raise AssertionError(f"{template} is no part of a mail")


def test_every_mail_template_has_a_sample():
    shown = {sample.template for sample in samples().values()}

    assert {stem(template) for template in mail_templates()} - shown == set()


def test_there_are_mail_templates_to_find():
    assert len(mail_templates()) > 20


@pytest.fixture
def strict(settings):
    """Templates in which a name that the sample does not fill fails, instead of saying nothing."""

    class Missing(str):
        __slots__ = ()

        def __mod__(self, name):
            raise AssertionError(f"the sample has no {name}")

    engine = {**settings.TEMPLATES[0]}
    engine["OPTIONS"] = {**engine["OPTIONS"], "string_if_invalid": Missing("%s")}
    settings.TEMPLATES = [engine]


@pytest.mark.parametrize("name", [name for name, one in samples().items() if one.kind])
def test_every_notice_renders_with_all_it_needs(name, strict):
    mail = rendered(samples()[name])

    assert mail.subject
    assert mail.text.strip()
    assert "<h1" in mail.html


@pytest.mark.parametrize("name", samples())
def test_every_mail_has_a_subject_and_a_text(name):
    mail = rendered(samples()[name])

    assert mail.subject
    assert mail.text.strip()


@pytest.mark.parametrize("name", [name for name, one in samples().items() if one.kind])
def test_every_notice_says_how_to_choose_and_stops_by_a_link_unless_it_is_needed(name):
    sample = samples()[name]
    mail = rendered(sample)

    for words in (mail.text, mail.html):
        assert "/notices/preferences/" in words
        assert ("/notices/unsubscribe/" in words) is not sample.kind.is_needed


class TestLookingAtThem:
    def test_staff_see_a_list_and_each_mail(self, client, coordinator):
        client.force_login(coordinator)

        listed = client.get(reverse("style_mails"))
        shown = client.get("/style/mails/badge-awarded/")
        framed = client.get("/style/mails/badge-awarded/html/")

        assert "badge-awarded" in listed.content.decode()
        assert "Congratulations, Lena Learner" in shown.content.decode()
        assert "<h1" in framed.content.decode()

    def test_the_frame_alone_may_hold_styles_and_no_script(self, client, coordinator):
        client.force_login(coordinator)

        page = client.get("/style/mails/badge-awarded/")["Content-Security-Policy"]
        frame = client.get("/style/mails/badge-awarded/html/")["Content-Security-Policy"]

        assert "unsafe-inline" not in page
        assert "style-src 'self' 'unsafe-inline'" in frame
        assert "script-src 'self';" in frame + ";"

    @pytest.mark.parametrize("path", ["", "badge-awarded/", "badge-awarded/html/"])
    def test_nobody_else_does(self, client, learner, path):
        assert client.get(f"/style/mails/{path}").status_code == 404
        client.force_login(learner)
        assert client.get(f"/style/mails/{path}").status_code == 404

    @pytest.mark.parametrize("path", ["nonsense/", "unknown-account/html/"])
    def test_what_there_is_not_is_not_found(self, client, coordinator, path):
        client.force_login(coordinator)

        assert client.get(f"/style/mails/{path}").status_code == 404
