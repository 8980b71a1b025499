from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.interchange import read
from assessments.kept_uploads import KeptUpload, keep, kept
from assessments.models import QuestionBank
from tests import factories

pytestmark = pytest.mark.django_db

GOOD = b"::Tea::Which tea is green?{=Sencha#Yes. ~Assam#That is black.}\n"
MIXED = GOOD + b"\n::Bad::Which?{~One#No. ~Two#No.}\n\nAn essay. {}\n"


@pytest.fixture
def bank() -> QuestionBank:
    return factories.a_bank(questions=0)


@pytest.fixture
def client(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def url(name: str, bank: QuestionBank, *more: str) -> str:
    return reverse(f"question_interchange:{name}", args=[bank.pk, *more])


def uploaded(client: Client, bank: QuestionBank, data: bytes) -> str:
    """The address of the preview."""
    file = SimpleUploadedFile("questions.gift", data)
    response = client.post(url("upload", bank), {"file": file})
    assert response.status_code == 302
    return response["Location"]


def test_an_upload_shows_a_preview_and_writes_nothing(client: Client, bank: QuestionBank) -> None:
    page = client.get(uploaded(client, bank, GOOD)).content.decode()
    assert "Which tea is green?" in page
    assert "Import all" in page
    assert not bank.questions.exists()


def test_import_all_writes_drafts_and_leads_to_them(client: Client, bank: QuestionBank) -> None:
    response = client.post(uploaded(client, bank, GOOD), {"decision": "all"}, follow=True)
    assert "1 question was imported." in response.content.decode()
    assert not bank.questions.get().live


def test_a_file_with_a_fault_offers_the_valid_ones_alone(
    client: Client, bank: QuestionBank
) -> None:
    preview = uploaded(client, bank, MIXED)
    page = client.get(preview).content.decode()
    assert "Line 3:" in page
    assert "Essay questions are not supported." in page
    assert 'value="all"' not in page
    client.post(preview, {"decision": "valid"})
    assert bank.questions.count() == 1


def test_import_all_of_a_file_with_a_fault_writes_nothing(
    client: Client, bank: QuestionBank
) -> None:
    preview = uploaded(client, bank, MIXED)
    response = client.post(preview, {"decision": "all"}, follow=True)
    assert "Nothing was imported" in response.content.decode()
    assert not bank.questions.exists()


def test_what_is_in_a_file_is_shown_as_text(client: Client, bank: QuestionBank) -> None:
    data = b"[markdown]<script>alert(1)</script>{=a ~b}\n\n[html]<p>x</p>{~<img src=x>}\n"
    page = client.get(uploaded(client, bank, data)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


def test_cancel_writes_nothing_and_forgets_the_file(client: Client, bank: QuestionBank) -> None:
    preview = uploaded(client, bank, GOOD)
    client.post(preview, {"decision": "cancel"})
    assert not bank.questions.exists()
    assert client.get(preview)["Location"] == url("upload", bank)


def test_a_decision_counts_once(client: Client, bank: QuestionBank) -> None:
    preview = uploaded(client, bank, GOOD)
    client.post(preview, {"decision": "all"})
    bank.questions.all().delete()
    client.post(preview, {"decision": "all"})
    assert not bank.questions.exists()


def test_the_box_publishes_at_once(client: Client, bank: QuestionBank) -> None:
    client.post(uploaded(client, bank, GOOD), {"decision": "all", "publish": "on"})
    assert bank.questions.get().live


def test_whoever_may_not_publish_gets_drafts_whatever_they_post(
    client: Client, bank: QuestionBank
) -> None:
    writer = factories.a_user()
    writer.user_permissions.add(
        *permissions("wagtailadmin.access_admin", "assessments.add_question")
    )
    client.force_login(writer)
    client.post(uploaded(client, bank, GOOD), {"decision": "all", "publish": "on"})
    assert not bank.questions.get().live


def permissions(*names: str) -> Any:
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in (name.split(".") for name in names)
    ]


def test_a_file_that_is_too_large_is_refused(client: Client, bank: QuestionBank) -> None:
    file = SimpleUploadedFile("q.gift", b"x" * (2 * 1024 * 1024 + 1))
    response = client.post(url("upload", bank), {"file": file})
    assert response.status_code == 200
    assert "larger than 2 MB" in response.content.decode()


def test_no_file_is_asked_for_again(client: Client, bank: QuestionBank) -> None:
    assert "This field is required" in client.post(url("upload", bank)).content.decode()


def test_another_editor_does_not_see_the_file(client: Client, bank: QuestionBank) -> None:
    preview = uploaded(client, bank, GOOD)
    client.force_login(factories.a_member_of("Content editors"))
    assert client.get(preview)["Location"] == url("upload", bank)


def test_a_file_for_one_bank_does_not_go_into_another(client: Client, bank: QuestionBank) -> None:
    other = factories.a_bank(questions=0)
    key = uploaded(client, bank, GOOD).rstrip("/").rpartition("/")[2]
    client.post(url("preview", other, key), {"decision": "all"})
    assert not other.questions.exists()


def test_a_session_is_no_file(client: Client, bank: QuestionBank) -> None:
    key = client.session.session_key
    assert key is not None
    assert client.get(url("preview", bank, key))["Location"] == url("upload", bank)
    assert client.get(url("upload", bank)).status_code == 200


def test_a_kept_file_comes_back_byte_by_byte(editor: User) -> None:
    upload = KeptUpload("q.zip", bytes(range(256)))
    key = keep(upload, user=editor, purpose="test")
    assert kept(key, user=editor, purpose="test") == upload


@pytest.mark.parametrize("export_format", ["qti", "yaml"])
def test_an_editor_exports_a_bank(client: Client, bank: QuestionBank, export_format: str) -> None:
    factories.a_question(bank=bank)
    response = client.get(url("export", bank, export_format))
    assert "attachment" in response["Content-Disposition"]
    assert len(read(response.content, "q.yaml").questions) == 1


def test_an_unknown_format_is_not_found(client: Client, bank: QuestionBank) -> None:
    assert client.get(url("export", bank, "word")).status_code == 404


@pytest.mark.parametrize("role", ["Assessors", "Coordinators"])
@pytest.mark.parametrize("name", ["upload", "export"])
def test_other_roles_neither_import_nor_export(
    client: Client, bank: QuestionBank, role: str, name: str
) -> None:
    client.force_login(factories.a_member_of(role))
    response = client.get(url(name, bank, *(["yaml"] if name == "export" else [])))
    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")


def test_an_assessor_who_got_hold_of_a_key_imports_nothing(
    client: Client, bank: QuestionBank, assessor: User
) -> None:
    preview = uploaded(client, bank, GOOD)
    client.force_login(assessor)
    client.post(preview, {"decision": "all"})
    assert not bank.questions.exists()


@pytest.mark.parametrize("name", ["upload", "export"])
def test_learners_and_visitors_are_sent_to_sign_in(
    client: Client, bank: QuestionBank, learner: User, name: str
) -> None:
    address = url(name, bank, *(["qti"] if name == "export" else []))
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(learner)
    response = client.get(address)
    assert response.status_code in (302, 403)


def test_each_bank_offers_import_and_exports_in_the_list(
    client: Client, bank: QuestionBank
) -> None:
    page = client.get(reverse(QuestionBank.snippet_viewset.get_url_name("list"))).content.decode()
    for address in (url("upload", bank), url("export", bank, "qti"), url("export", bank, "yaml")):
        assert address in page


def test_a_bank_offers_neither_to_whoever_may_only_look(client: Client, bank: QuestionBank) -> None:
    viewer = factories.a_user()
    viewer.user_permissions.add(
        *permissions("wagtailadmin.access_admin", "assessments.view_questionbank")
    )
    client.force_login(viewer)
    page = client.get(reverse(QuestionBank.snippet_viewset.get_url_name("list"))).content.decode()
    assert bank.name in page
    assert url("upload", bank) not in page
    assert url("export", bank, "qti") not in page
