"""Visitors write to a store by a form: kept with its page, mailed to the store, read by few."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from wagtail.contrib.forms.models import FormSubmission

from stores.models import ContactFormField, ContactFormPage, HomePage, Store
from stores.roles import Role
from stores.scope import store_scope
from stores.services.receive_message import receive_message
from stores.services.send_contact_message import send_contact_message
from stores.views.contact_form import MESSAGES, TRAP

PATH = "/write-to-us/"
ANSWER = {"your_name": "Ann Example", "e_mail": "ann@example.org", "message": "Is it blue?\nAnn"}


def make_form(store: Store) -> ContactFormPage:
    with store_scope(store):
        page = ContactFormPage(
            title="Write to us", slug="write-to-us", thanks="Thanks, we read it."
        )
        page.form_fields = [
            ContactFormField(label="Your name", field_type="singleline", sort_order=0),
            ContactFormField(label="E-mail", field_type="email", sort_order=1),
            ContactFormField(label="Message", field_type="multiline", sort_order=2),
        ]
        home = HomePage.objects.first()
        assert home is not None
        return home.add_child(instance=page)


@pytest.fixture
def form_page(store: Store) -> ContactFormPage:
    return make_form(store)


@pytest.fixture
def visitor(store: Store, form_page: ContactFormPage, store_client) -> Client:
    return store_client(store)


def kept(store: Store) -> list[dict]:
    with store_scope(store):
        return list(FormSubmission.objects.order_by("pk").values_list("form_data", flat=True))


@pytest.fixture
def message(store: Store, form_page: ContactFormPage) -> FormSubmission:
    with store_scope(store):
        return receive_message(page=form_page, answers=ANSWER)


def test_a_message_is_kept_and_mailed_and_sent_once(
    visitor, store, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = visitor.post(PATH, ANSWER)

    assert (response.status_code, response.url) == (302, PATH)
    assert "Thanks, we read it." in visitor.get(PATH).text
    assert "Thanks, we read it." not in visitor.get(PATH).text
    assert kept(store) == [ANSWER]


def test_the_mail_comes_from_the_store_and_an_answer_goes_to_the_visitor(store, message):
    with store_scope(store):
        send_contact_message(message=message)

    [sent] = mail.outbox
    assert sent.to == [store.contact_email]
    assert sent.reply_to == ["ann@example.org"]
    assert sent.from_email.startswith("Alpha <")
    assert sent.subject == "Message by “Write to us”"
    assert "Your name:\nAnn Example" in sent.body
    assert f"/admin/forms/submissions/{message.page_id}/" in sent.body


@pytest.mark.parametrize(
    "address",
    ["ann@example.org\nBcc: all@example.org", "ann@example.org, all@example.org", "", "ann", 7],
)
def test_what_is_no_address_gets_into_no_header(store, form_page, address):
    with store_scope(store):
        message = FormSubmission.objects.create(
            page=form_page, form_data=ANSWER | {"e_mail": address}
        )
        send_contact_message(message=message)

    assert "Bcc" not in str(mail.outbox[0].message().items())
    assert mail.outbox[0].reply_to == []
    assert mail.outbox[0].recipients() == [store.contact_email]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"e_mail": "ann@example.org\r\nBcc: all@example.org"}, "Enter a valid email address."),
        ({"your_name": "n" * 256}, "at most 255 characters"),
        ({"message": "m" * 5001}, "at most 5000 characters"),
        ({"message": ""}, "This field is required."),
        ({"your_name": "Ann\0"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    visitor, store, answer, said
):
    response = visitor.post(PATH, ANSWER | {"your_name": "Ann Example"} | answer)

    assert response.status_code == 422
    assert said in response.text
    assert 'role="alert"' in response.text
    assert 'aria-invalid="true"' in response.text
    assert "Is it blue?" in response.text or "message" in answer
    assert kept(store) == []


def test_programs_that_fill_in_everything_are_thanked_and_forgotten(visitor, store):
    assert TRAP in visitor.get(PATH).text
    assert visitor.post(PATH, ANSWER | {TRAP: "https://example.org"}).status_code == 302
    assert kept(store) == []


def test_an_address_sends_a_few_messages_an_hour(visitor, store, store_client):
    for _n in range(MESSAGES.times):
        assert visitor.post(PATH, ANSWER, REMOTE_ADDR="192.0.2.1").status_code == 302

    refused = visitor.post(PATH, ANSWER, REMOTE_ADDR="192.0.2.1")

    assert refused.status_code == 429
    assert "try again in an hour" in refused.text
    assert "Is it blue?" in refused.text, "what was typed is lost"
    assert len(kept(store)) == MESSAGES.times
    assert visitor.post(PATH, ANSWER, REMOTE_ADDR="192.0.2.2").status_code == 302


def test_a_page_of_somebody_else_sends_nothing(store, form_page):
    client = Client(HTTP_HOST=store.primary_domain().hostname, enforce_csrf_checks=True)
    assert client.post(PATH, ANSWER).status_code == 403
    shown = client.get(PATH).text
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', shown)
    assert token
    assert client.post(PATH, ANSWER | {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_no_field_takes_a_file():
    types = {name for name, _label in ContactFormField._meta.get_field("field_type").choices}
    assert types == {
        "singleline", "multiline", "email", "number", "url", "checkbox", "checkboxes", "dropdown",
        "radio", "date",
    }  # fmt: skip


def test_every_kind_of_field_can_be_filled_in(store, form_page, visitor):
    with store_scope(store):
        ContactFormField.objects.all().delete()
        for n, (kind, _label) in enumerate(ContactFormField._meta.get_field("field_type").choices):
            ContactFormField.objects.create(
                page=form_page, label=kind, field_type=kind, choices="one,two", sort_order=n
            )
    answer = {
        "singleline": "a", "multiline": "b", "email": "ann@example.org", "number": "2.5",
        "url": "example.org", "checkbox": "on", "checkboxes": ["one", "two"], "dropdown": "one",
        "radio": "two", "date": "2026-05-01",
    }  # fmt: skip

    assert visitor.get(PATH).text.count("<fieldset") == 2
    assert visitor.post(PATH, answer).status_code == 302

    [found] = kept(store)
    assert (found["number"], found["date"]) == ("2.5", "2026-05-01")
    assert (found["url"], found["checkbox"]) == ("https://example.org", True)
    assert found["checkboxes"] == ["one", "two"]
    with store_scope(store):
        message = FormSubmission.objects.get()
        send_contact_message(message=message)
    assert "checkboxes:\none, two" in mail.outbox[0].body


def addresses_of(form_page: ContactFormPage, message: FormSubmission) -> SimpleNamespace:
    below = f"/admin/forms/submissions/{form_page.pk}/"
    return SimpleNamespace(
        list=below,
        results=f"{below}results/",
        csv=f"{below}?export=csv",
        xlsx=f"{below}?export=xlsx",
        delete=f"{below}delete/?selected-submissions={message.pk}",
    )


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_owner_and_manager_read_take_along_and_delete(
    role, store, form_page, message, as_member, store_client
):
    client = store_client(store, as_member(store, role))
    at = addresses_of(form_page, message)

    assert "Write to us" in client.get("/admin/forms/").text
    assert "ann@example.org" in client.get(at.list).text
    assert "ann@example.org" in client.get(at.results).text
    assert b"ann@example.org" in client.get(at.csv).getvalue()
    assert client.get(at.xlsx).getvalue()[:2] == b"PK"
    assert client.get(at.delete).status_code == 200
    assert len(kept(store)) == 1
    assert client.post(at.delete).status_code == 302
    assert kept(store) == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FULFILMENT])
def test_who_makes_the_form_reads_no_personal_data(
    role, store, form_page, message, as_member, store_client
):
    client = store_client(store, as_member(store, role))
    at = addresses_of(form_page, message)

    assert (client.get(f"/admin/pages/{form_page.pk}/edit/").status_code == 200) == (
        role == Role.EDITOR
    )
    assert "/admin/forms/" not in client.get("/admin/").text
    assert "Write to us" not in client.get("/admin/forms/").text
    for path in vars(at).values():
        response = client.get(path)
        assert response.status_code in (302, 403)
        assert "ann@example.org" not in response.text
    client.post(at.delete)
    assert len(kept(store)) == 1


def test_messages_of_another_store_are_not_there(
    store, other_store, form_page, message, as_member, store_client
):
    """In list, export and delete; neither by their page nor by a page of one's own."""
    own = make_form(other_store)
    client = store_client(other_store, as_member(other_store, Role.OWNER))
    theirs, mixed = addresses_of(form_page, message), addresses_of(own, message)

    for path in (theirs.list, theirs.results, theirs.csv, theirs.xlsx):
        assert client.get(path).status_code == 404
    nobodys = theirs.delete.replace(str(form_page.pk), "99999999")
    assert client.get(theirs.delete).url == client.get(nobodys).url == "/admin/"
    assert client.post(theirs.delete).status_code == 302
    assert client.post(mixed.delete).status_code == 302
    assert "ann@example.org" not in client.get(mixed.delete).text
    assert "ann@example.org" not in client.get(mixed.list).text
    assert len(kept(store)) == 1


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (ContactFormField, {"label": "x", "field_type": "email"}),
        (FormSubmission, {"form_data": {}}),
    ],
)
def test_the_database_puts_nothing_on_another_stores_form(
    store, other_store, form_page, model, values
):
    def put() -> None:
        with transaction.atomic(), store_scope(other_store), connection.cursor() as cursor:
            model.objects.create(page_id=form_page.pk, **values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError):
        put()


def test_an_editor_makes_a_form_in_the_admin(store, as_member, store_client):
    client = store_client(store, as_member(store, Role.EDITOR))
    with store_scope(store):
        home = HomePage.objects.get()
    shown = client.get(f"/admin/pages/add/stores/contactformpage/{home.pk}/")
    assert shown.status_code == 200
    assert "hidden field" not in shown.text.lower()

    field = {"label": "Question", "field_type": "multiline", "required": "on", "ORDER": "1"}
    response = client.post(
        f"/admin/pages/add/stores/contactformpage/{home.pk}/",
        {
            "title": "Ask us",
            "slug": "ask-us",
            "introduction": "",
            "thanks": "",
            "action-publish": "1",
            "form_fields-TOTAL_FORMS": "1",
            "form_fields-INITIAL_FORMS": "0",
            "form_fields-MIN_NUM_FORMS": "1",
            "form_fields-MAX_NUM_FORMS": "20",
            **{f"form_fields-0-{name}": value for name, value in field.items()},
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        },
    )

    assert response.status_code == 302
    page = store_client(store).get("/ask-us/")
    assert page.status_code == 200
    assert "Question" in page.text
