"""Who is told whether a host name is served, and what."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from stores.models import Domain, Store
from stores.scope import platform_scope

PATH = "/internal/tls/ask"


@pytest.fixture(autouse=True)
def domains(store, other_store) -> None:
    now = timezone.now()
    with platform_scope():
        for one, hostname, verified_at in (
            (store, "proved.example", now),
            (store, "waiting.example", None),
            (store, "xn--bcher-kva.example", now),
            (other_store, "disabled.example", now),
        ):
            Domain.objects.create(
                store=one, hostname=hostname, kind="custom", verified_at=verified_at
            )
        Store.objects.filter(pk=other_store.pk).update(status=Store.Status.DISABLED)


def ask(domain: str | None, **extra: str) -> int:
    extra = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1", **extra}
    data = {} if domain is None else {"domain": domain}
    return Client(**extra).get(PATH, data).status_code


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        ("alpha.localhost", 200),
        ("control.localhost", 200),
        ("proved.example", 200),
        ("PROVED.example.", 200),
        ("xn--bcher-kva.example", 200),
        ("waiting.example", 404),
        ("disabled.example", 404),
        ("beta.localhost", 404),
        ("nobody.example", 404),
        ("sub.proved.example", 404),
        ("localhost", 404),
        ("", 404),
        (None, 404),
        ("127.0.0.1", 404),
        ("[::1]", 404),
        ("*.example", 404),
        ("bücher.example", 404),
        ("proved.example:443", 404),
        ("proved.example\0", 404),
        ("' OR 1=1 --", 404),
        ("x" * 300 + ".example", 404),
    ],
)
def test_what_is_served_gets_a_certificate_and_nothing_else(domain, status):
    assert ask(domain) == status


@pytest.mark.parametrize("status", Store.Status.values)
def test_a_store_gets_one_as_long_as_something_answers_there(store, status):
    with platform_scope():
        Store.objects.filter(pk=store.pk).update(status=status)
    assert ask("proved.example") == (404 if status == Store.Status.DISABLED else 200)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, 404),
    ],
)
def test_only_our_own_machine_and_proxies_are_answered(settings, headers, status):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert ask("proved.example", **headers) == status


def test_whoever_knows_the_token_may_ask_from_anywhere(settings):
    client = Client(HTTP_HOST="app:8000", REMOTE_ADDR="172.18.0.5")
    for token, expected, status in (
        ("right", "right", 200),
        ("wrong", "right", 404),
        ("", "right", 404),
        ("", "", 404),
        ("é", "right", 404),
    ):
        settings.TLS_ASK_TOKEN = expected
        answer = client.get(PATH, {"domain": "proved.example", "token": token})
        assert answer.status_code == status, token


def test_it_answers_on_any_host_without_a_redirect(settings):
    settings.SECURE_SSL_REDIRECT = True
    for host in ("127.0.0.1", "alpha.localhost", "proved.example", "nobody.example", "bad host"):
        for path in (PATH, f"{PATH}/"):
            client = Client(HTTP_HOST=host, REMOTE_ADDR="127.0.0.1")
            assert client.get(path, {"domain": "proved.example"}).status_code == 200, host


def test_two_names_at_once_and_other_methods_are_refused():
    client = Client(REMOTE_ADDR="127.0.0.1")
    both = f"{PATH}?domain=proved.example&domain=nobody.example"
    assert client.get(both).status_code == 404
    assert client.head(f"{PATH}?domain=proved.example").status_code == 200
    for method in ("post", "put", "delete", "patch", "options"):
        assert getattr(client, method)(f"{PATH}?domain=proved.example").status_code == 405


def test_an_answer_costs_one_query_and_garbage_none(django_assert_num_queries):
    ask("proved.example")
    for domain, number in (
        ("proved.example", 1),
        ("nobody.example", 1),
        ("waiting.example", 1),
        ("no host name", 0),
        ("", 0),
    ):
        with platform_scope(), django_assert_num_queries(number):
            ask(domain)


def test_strangers_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        ask("proved.example", REMOTE_ADDR="203.0.113.9")


def test_the_answer_is_not_kept():
    client = Client(REMOTE_ADDR="127.0.0.1")
    assert client.get(PATH, {"domain": "proved.example"}).headers["Cache-Control"] == "no-store"


def test_a_database_that_is_away_means_no_certificate(monkeypatch):
    def away(hostname: str) -> bool:
        raise DatabaseError

    monkeypatch.setattr("stores.tls_ask.is_served", away)
    assert ask("proved.example") == 503
