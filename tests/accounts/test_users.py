import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def test_one_person_has_one_account_however_they_write_their_address():
    factories.a_user(email="Lena@Example.org")

    with pytest.raises(IntegrityError):
        factories.a_user(email="lena@example.ORG")


def test_the_database_itself_refuses_an_address_in_capitals():
    user = factories.a_user()

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = 'LENA@x.org' WHERE id = %s", [user.pk])


def test_a_name_is_one_line_without_control_characters():
    user = factories.a_user(name="  Ada\n\x07 Example ")

    assert User.objects.get(pk=user.pk).name == "Ada Example"


def test_a_learner_may_not_enter_the_admin_and_an_editor_may(learner, editor):
    assert not learner.is_staff
    assert editor.is_staff


class TestJoining:
    def join(self, client, **changes):
        return client.post(
            "/account/signup/",
            {
                "name": "Nia New",
                "email": "nia@example.org",
                "password1": "a tide pool at dawn",
                **changes,
            },
        )

    def test_joining_asks_name_address_and_password_and_leads_on_at_once(self, client):
        response = self.join(client)

        assert response.status_code == 302
        assert User.objects.get(email="nia@example.org").name == "Nia New"
        assert client.get("/account/email/").status_code == 200

    def test_joining_on_the_way_to_a_course_leads_back_to_it(self, client):
        response = self.join(client, next="/courses/collaboration/")

        assert response["Location"] == "/courses/collaboration/"

    @pytest.mark.parametrize("name", ["", "   ", "\x07"])
    def test_a_name_is_needed_since_badges_carry_it(self, client, name):
        response = self.join(client, name=name)

        assert response.status_code == 200
        assert not User.objects.filter(email="nia@example.org").exists()

    def test_somebody_who_has_an_account_is_told_so_and_gets_no_second(self, client):
        factories.a_user(email="nia@example.org")

        response = self.join(client, email="Nia@Example.org")

        assert "already registered" in response.content.decode()
        assert User.objects.count() == 1
