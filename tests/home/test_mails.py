import re
from pathlib import Path

import allauth
import pytest
from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import mail
from django.urls import reverse

from home.mail_samples import rendered, samples

pytestmark = pytest.mark.django_db
ALLAUTH = Path(allauth.__path__[0]) / "templates"
TEMPLATES = Path(settings.ROOT) / "templates"
# What others are made of.
FRAMES = {
    "emails/base.html",
    "emails/base.txt",
    "emails/button.html",
    "account/email/base_notification.html",
    "account/email/base_notification.txt",
    "learning/emails/_weekly_goal_said.txt",
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


@pytest.mark.parametrize("name", samples())
def test_every_mail_renders_with_all_it_needs_as_text_and_as_html(name, strict):
    shown = rendered(samples()[name])

    assert shown.subject
    assert shown.text.strip()
    assert "<h1" in shown.html
    assert shown.html.count('class="button"') <= 1


@pytest.mark.parametrize("name", samples())
def test_every_link_of_a_button_stands_in_the_text_too(name):
    shown = rendered(samples()[name])

    for link in re.findall(r'class="button" href="([^"]+)"', shown.html):
        assert f"\n{link}\n" in shown.text
        assert f">{link}</p>" in shown.html


@pytest.mark.parametrize("name", samples())
def test_the_text_of_a_mail_is_text(name):
    shown = rendered(samples()[name])

    assert not re.search(r"<\w|&\w+;", shown.text)
    assert "\n\n\n" not in shown.text


def test_every_mail_of_allauth_that_the_site_may_send_is_ours():
    """Its templates lie in its package; those with a code are for settings that we don't have."""
    assert not account_settings.LOGIN_BY_CODE_ENABLED
    assert not account_settings.PASSWORD_RESET_BY_CODE_ENABLED
    assert not account_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED
    found = {
        path.relative_to(ALLAUTH).as_posix().removesuffix("_subject.txt")
        for path in ALLAUTH.glob("*/email/*_subject.txt")
    }
    ours = {sample.template for sample in samples().values()}

    assert "mfa/email/webauthn_added" in found
    assert found - ours == {"account/email/login_code", "account/email/password_reset_code"}
    for template in found & ours:
        for ending in ("_subject.txt", "_message.txt", "_message.html"):
            assert (TEMPLATES / f"{template}{ending}").is_file()


@pytest.mark.parametrize(
    "name", [name for name, one in samples().items() if "/email/" in one.template]
)
def test_the_mails_of_allauth_go_out_as_text_and_html_in_our_frame(name):
    """By its own way of making them, with what a person might have for an address or browser."""
    sample = samples()[name]
    odd = {"email": '"<b>"@example.org', "user_agent": "<b>", "to_email": '"<b>"@example.org'}
    context = {**sample.context, **odd}
    mail = get_adapter().render_mail(sample.template, "lena@example.org", context)

    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    assert "<b>" not in html
    assert f'<a class="brand" href="{settings.BASE_URL}/"' in html
    assert f"Cairn · {settings.BASE_URL}/" in mail.body
    assert "&lt;" not in mail.body


def test_somebody_who_forgot_their_password_gets_both(client, learner):
    client.post("/account/password/reset/", {"email": learner.email})

    [message] = mail.outbox
    link = re.search(r"^http\S+$", message.body, re.MULTILINE)[0]
    assert message.subject == "Set a new password"
    assert f'href="{link}"' in message.alternatives[0].content
    assert client.get(link, follow=True).status_code == 200


@pytest.mark.parametrize("name", [name for name, one in samples().items() if one.kind])
def test_every_notice_says_how_to_choose_and_stops_by_a_link_unless_it_is_needed(name):
    sample = samples()[name]
    shown = rendered(sample)

    for words in (shown.text, shown.html):
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

    @pytest.mark.parametrize("path", ["nonsense/", "nonsense/html/"])
    def test_what_there_is_not_is_not_found(self, client, coordinator, path):
        client.force_login(coordinator)

        assert client.get(f"/style/mails/{path}").status_code == 404
