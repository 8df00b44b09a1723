"""Many stores at once: chosen in the list, confirmed with what is left out and why, done in the
background to each by itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from platform_site.control.bulk import actions
from platform_site.control.jobs.bulk import BULK
from stores.jobs.progress import Progress
from stores.models import Announcement, Job, Plan, Store, StoreAnnouncement
from stores.services.begin_job import begin_job
from stores.services.run_job import run_job

LIST = "/admin/control/stores/"
ACTIONS = f"{LIST}bulk_actions/"


@pytest.fixture
def pair(store: Store, other_store: Store) -> list[Store]:
    Store.objects.filter(pk__in=[store.pk, other_store.pk]).update(status=Store.Status.ACTIVE)
    return [store, other_store]


@pytest.fixture
def send(control_client: Client, django_capture_on_commit_callbacks) -> Callable[..., Any]:
    def post(path: str, data: dict[str, Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return control_client.post(path, data)

    return post


def ids_of(stores: list[Store]) -> str:
    return ",".join(str(store.pk) for store in stores)


def status_of(store: Store) -> str:
    return Store.objects.get(pk=store.pk).status


def newest() -> Job:
    job = Job.objects.order_by("-pk").first()
    assert job is not None
    return job


def test_the_list_offers_ticks_with_names_and_the_actions(pair, control_client: Client) -> None:
    shown = control_client.get(LIST).content.decode()
    for store in pair:
        assert f'data-object-id="{store.pk}"' in shown
        assert f'aria-describedby="store_{store.pk}_title"' in shown
        assert f'id="store_{store.pk}_title"' in shown
    for name in ("suspend", "resume", "change_plan", "export"):
        assert f"{ACTIONS}{name}/" in shown


def test_what_is_asked_names_who_is_meant_and_who_is_left_out_and_why(
    pair, control_client: Client
) -> None:
    Store.objects.filter(slug="beta").update(status=Store.Status.SUSPENDED)
    query = "&".join(f"id={store.pk}" for store in pair)
    shown = control_client.get(f"{ACTIONS}suspend/?{query}").content.decode()
    meant, left = shown.split("Left as it is: 1 store")
    assert "Suspend: 1 store" in meant
    assert "alpha" in meant
    assert "Suspended: nothing to suspend" in left
    assert "Beta" in left
    assert status_of(pair[0]) == "active"


def test_all_that_match_are_those_of_filter_and_search(pair, control_client: Client) -> None:
    def ids(query: str) -> str:
        shown = control_client.get(f"{ACTIONS}export/?id=all{query}").content.decode()
        found = re.search(r'name="ids" value="([\d,]*)"', shown)
        return found[1] if found else ""

    Store.objects.filter(slug="beta").update(status=Store.Status.SUSPENDED)
    alpha, beta = pair
    assert ids("") == ids_of(pair)
    assert ids("&status=suspended") == str(beta.pk)
    assert ids("&q=alph") == str(alpha.pk)


def test_stores_are_suspended_and_resumed_and_told_so(pair, send, control_client) -> None:
    done = send(f"{ACTIONS}suspend/", {"ids": ids_of(pair), "note": "unpaid", "message": "Soon"})
    assert [status_of(store) for store in pair] == ["suspended", "suspended"]
    assert Store.objects.get(slug="beta").status_message == "Soon"
    assert "Done: 2 of 2 stores" in control_client.get(done.url).content.decode()

    send(f"{ACTIONS}resume/", {"ids": ids_of(pair)})
    assert [status_of(store) for store in pair] == ["active", "active"]


def test_stores_are_suspended_until_a_day_that_is_to_come(pair, send) -> None:
    asked = {"ids": ids_of(pair), "note": "unpaid"}
    refused = send(f"{ACTIONS}suspend/", {**asked, "until": "2020-01-01 10:00"})
    assert "Choose a moment in the future." in refused.text
    assert [status_of(store) for store in pair] == ["active", "active"]
    until = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    send(f"{ACTIONS}suspend/", {**asked, "until": f"{until:%Y-%m-%d %H:%M}"})
    assert [Store.objects.get(pk=store.pk).status_until for store in pair] == [until, until]


def test_what_was_done_before_the_worker_was_killed_is_told(pair, monkeypatch) -> None:
    monkeypatch.setattr(actions, "change_status", lambda **_: 1 / 0)
    seen = []
    as_it_is = Progress.__call__

    def step(self: Progress, done: int, total: int, message: str = "") -> None:
        as_it_is(self, done, total, message)
        seen.append(Job.objects.get(pk=self.job.pk).result)

    monkeypatch.setattr(Progress, "__call__", step)
    ids = [store.pk for store in pair]
    job = begin_job(kind=BULK, title="x", arguments={"action": "suspend", "ids": ids, "data": {}})
    run_job(public_id=str(job.public_id))
    assert [len(result["failed"]) for result in seen] == [0, 1]
    assert seen[1]["failed"][0]["store"] == "alpha"


def test_one_that_fails_is_listed_and_the_next_is_done(
    pair, send, control_client, monkeypatch
) -> None:
    as_it_is = actions.change_status

    def change_status(*, store: Store, **more: Any) -> Any:
        if store.slug == "alpha":
            raise ValidationError("A store that is active cannot become suspended today.")
        return as_it_is(store=store, **more)

    monkeypatch.setattr(actions, "change_status", change_status)
    done = send(f"{ACTIONS}suspend/", {"ids": ids_of(pair), "note": "unpaid"})
    assert [status_of(store) for store in pair] == ["active", "suspended"]
    shown = control_client.get(done.url).content.decode()
    assert "Done: 1 of 2 stores" in shown
    assert "Not done: 1 store" in shown
    assert "cannot become suspended today" in shown
    assert newest().state == Job.State.DONE


def test_a_store_that_is_gone_meanwhile_is_listed(store: Store) -> None:
    job = begin_job(
        kind=BULK, title="x", arguments={"action": "resume", "ids": [987_654], "data": {}}
    )
    run_job(public_id=str(job.public_id))
    job.refresh_from_db()
    assert job.result["failed"] == [{"store": "987654", "why": "The store is gone."}]


def test_a_cancellation_half_way_keeps_and_tells_what_was_done(pair, monkeypatch) -> None:
    from stores.jobs.kinds import JobCanceled

    as_it_is = Progress.__call__

    def step(self: Progress, done: int, total: int, message: str = "") -> None:
        as_it_is(self, done, total, message)
        if done == 1:
            raise JobCanceled

    monkeypatch.setattr(Progress, "__call__", step)
    ids = [store.pk for store in pair]
    job = begin_job(kind=BULK, title="x", arguments={"action": "suspend", "ids": ids, "data": {}})
    run_job(public_id=str(job.public_id))
    job.refresh_from_db()
    assert job.state == Job.State.CANCELED
    assert job.result["changed"] == 1
    assert [status_of(store) for store in pair] == ["suspended", "active"]


def test_stores_change_their_plan_and_who_is_on_it_already_is_listed(
    pair, send, control_client
) -> None:
    plan = Plan.objects.exclude(pk=pair[0].plan_id).first()
    assert plan is not None
    Store.objects.filter(slug="beta").update(plan=plan)
    done = send(f"{ACTIONS}change_plan/", {"ids": ids_of(pair), "plan": plan.code})
    assert Store.objects.get(slug="alpha").plan == plan
    assert f"Beta is on {plan.name}" in control_client.get(done.url).content.decode()


def test_a_plan_that_is_not_there_begins_nothing(pair, send) -> None:
    answer = send(f"{ACTIONS}change_plan/", {"ids": ids_of(pair), "plan": "no-such"})
    assert answer.status_code == 200
    assert not Job.objects.exists()


def test_archives_of_several_stores_are_one_file(pair, send, control_client) -> None:
    done = send(f"{ACTIONS}export/", {"ids": ids_of(pair), "trade": "on"})
    file = control_client.get(f"{done.url}file/")
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))
    assert sorted(bundle.namelist()) == ["alpha.zip", "beta.zip"]
    inner = zipfile.ZipFile(io.BytesIO(bundle.read("beta.zip")))
    assert "manifest.json" in inner.namelist()


@pytest.mark.parametrize("query", ["", "?id=", "?id=x", "?id=-1", "?id=987654", "?id=0",
                                   f"?id={'9' * 40}", "?id=all&q=nothing-like-it"])  # fmt: skip
def test_no_choice_leads_back_to_the_list(pair, control_client, query: str) -> None:
    answer = control_client.get(f"{ACTIONS}suspend/{query}")
    assert answer.status_code == 302
    assert "Choose at least one store" in control_client.get(answer.url).content.decode()


@pytest.mark.parametrize("ids", ["", "x,y", "0", "987654", "1;DROP TABLE"])
def test_ids_that_are_none_begin_nothing(pair, send, ids: str) -> None:
    assert send(f"{ACTIONS}suspend/", {"ids": ids, "note": "unpaid"}).status_code == 302
    assert not Job.objects.exists()


def test_an_action_that_is_none_is_not_found(pair, control_client) -> None:
    assert control_client.get(f"{ACTIONS}explode/?id={pair[0].pk}").status_code == 404


def test_the_question_costs_the_same_for_two_and_for_sixty(
    pair, control_client, django_assert_max_num_queries
) -> None:
    for n in range(60):
        Store.objects.create(name=f"Store {n}", slug=f"store-{n}", plan=pair[0].plan)
    with django_assert_max_num_queries(14):
        shown = control_client.get(f"{ACTIONS}export/?id=all").content.decode()
    assert "Export: 62 stores" in shown
    assert "and 42 more" in shown


@pytest.mark.parametrize(
    ("action", "field", "typed"),
    [
        ("suspend", "note", {}),
        ("suspend", "note", {"note": "n" * 251}),
        ("suspend", "message", {"note": "unpaid", "message": "m" * 501}),
        ("resume", "note", {"note": "n" * 251}),
        ("change_plan", "plan", {"plan": ""}),
        ("announce", "title", {"title": "t" * 121, "body": "From May.", "level": "info"}),
        ("announce", "level", {"title": "New prices", "body": "From May.", "level": "loud"}),
    ],
)
def test_a_wrong_field_begins_nothing(pair, send, action: str, field: str, typed) -> None:
    if action == "resume":
        Store.objects.filter(pk__in=[store.pk for store in pair]).update(status="suspended")
    before = {store.pk: status_of(store) for store in pair}
    answer = send(f"{ACTIONS}{action}/", {"ids": ids_of(pair), **typed})
    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert not Job.objects.exists()
    assert not Announcement.objects.exists()
    assert {store.pk: status_of(store) for store in pair} == before


def test_an_announcement_goes_to_the_stores_chosen_and_to_no_other(pair, send) -> None:
    data = {"title": "New prices", "body": "From May.", "level": "info"}
    send(f"{ACTIONS}announce/", {**data, "ids": str(pair[1].pk)})
    assert Announcement.objects.get().audience == {"stores": ["beta"]}
    assert list(StoreAnnouncement.objects.values_list("store__slug", flat=True)) == ["beta"]


def test_an_announcement_that_says_nothing_is_none(pair, send) -> None:
    assert send(f"{ACTIONS}announce/", {"ids": str(pair[1].pk)}).status_code == 200
    assert not Announcement.objects.exists()
