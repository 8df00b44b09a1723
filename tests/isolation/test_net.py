"""The database alone, with every filter of the application taken away."""

from __future__ import annotations

import pytest
from django.db import models

from stores.isolation.registry import Kind, model_rules
from stores.scope import no_scope, store_scope
from tests.isolation import attacks, audit
from tests.isolation.rows import store_models
from tests.isolation.structure import isolated_foreign_keys, our_models


def test_with_no_scope_every_table_is_empty(two):
    assert attacks.seen_without_scope() == []


def test_a_store_sees_its_own_rows_and_no_others_in_any_table(two):
    assert attacks.seen_of_theirs(two) == []


def test_no_statement_changes_takes_or_deletes_a_row_of_another_store(two):
    assert attacks.written_of_theirs(two) == []


def test_no_row_can_be_inserted_for_another_store(two):
    assert attacks.planted_for_them(two) == []


def test_no_key_leads_from_one_store_into_another(two):
    assert attacks.keys_across_stores(two) == []
    assert sum(len(list(isolated_foreign_keys(model))) for model in our_models()) >= 30


def test_what_the_platform_owns_is_not_written_by_a_store(two):
    assert attacks.platform_rows_written(two) == []


def test_people_of_another_store_are_out_of_reach_and_nobody_raises_themselves(two):
    assert attacks.people_reached(two) == []


def test_a_store_does_not_change_what_it_is_on_the_platform(two):
    assert attacks.standing_changed(two) == []


def test_the_audit_log_is_neither_rewritten_nor_emptied(two):
    assert audit.audit_log_changed(two) == []


def test_no_change_of_what_is_watched_goes_without_an_entry(two):
    assert audit.changes_not_written_down() == []


def hidden_models() -> list[type[models.Model]]:
    """All but the read models, which can be read by all (ADR 9)."""
    public = {model for model, rule in model_rules().items() if rule.kind is Kind.PUBLIC}
    return [model for model in store_models() if model not in public]


@pytest.mark.parametrize("model", hidden_models(), ids=lambda model: model._meta.label)
def test_managers_without_their_filters_show_one_store(two, model):
    """``QuerySet`` itself, without whatever a manager adds."""
    rows = models.QuerySet(model=model).all()
    with store_scope(two.mine.store):
        mine = set(rows.all().values_list("pk", flat=True))
    with store_scope(two.theirs.store):
        theirs = set(rows.all().values_list("pk", flat=True))
    with no_scope():
        assert not rows.all().exists()
    shared = {1} if model._meta.label in ("stores.BasePage", "wagtailcore.Collection") else set()
    assert mine
    assert theirs
    assert len(mine & theirs) == len(shared), "only the root is common"
