"""Every way into a scope leads into the right one; and a way that is left open is missed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper

from stores.scope import PLATFORM, enter, platform_scope
from tests.isolation import entries


@pytest.mark.parametrize("entry", entries.ENTRIES, ids=lambda entry: entry.__name__)
def test_each_way_leads_into_its_own_scope(two, entry):
    assert entry(two) == []


@pytest.mark.parametrize(
    ("entry", "place", "broken"),
    [
        (entries.by_request, "stores.middleware.enter", lambda scope: enter(PLATFORM)),
        (entries.by_request, "stores.middleware.keep_scope", lambda chunks, scope: chunks),
        (entries.by_task, "stores.worker.task_scope", lambda task: platform_scope()),
        (entries.by_command, "platform_site.command_line.scope_for",
         lambda slug: platform_scope()),
        (entries.after_commit, "stores.database.base.DatabaseWrapper.on_commit",
         BaseDatabaseWrapper.on_commit),
        (entries.after_rollback, "stores.database.base.DatabaseWrapper.forget_scope",
         lambda wrapper: None),
        (entries.after_rollback, "stores.database.base.DatabaseWrapper.apply_scope",
         lambda wrapper: None),
        (entries.by_cache, "stores.cache.current_scope", lambda: PLATFORM),
        (entries.by_storage, "stores.storage.owner_id", lambda: 0),
        (entries.by_log, "stores.logging.current_scope", lambda: PLATFORM),
    ],
)  # fmt: skip
def test_a_way_without_its_scope_is_missed(two, monkeypatch, entry, place, broken):
    monkeypatch.setattr(place, broken)
    try:
        assert entry(two) != []
    finally:
        cache.clear()


def test_no_way_is_without_its_test():
    tried = {entry for entry, *_rest in mutations()}
    assert tried == set(entries.ENTRIES)


def mutations() -> list[tuple]:
    (mark,) = test_a_way_without_its_scope_is_missed.pytestmark
    return mark.args[1]
