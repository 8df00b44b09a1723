"""The ground of the attacks: a store with nothing in it would not be harmed by any."""

from __future__ import annotations

from stores.isolation.registry import store_tables
from tests.isolation.digest import differences, digest


def test_each_table_of_a_store_has_a_row(two):
    empty = {name for name, summary in digest(two.theirs.store).items() if summary.startswith("0 ")}
    assert empty == set()
    assert len(store_tables()) > 50


def test_a_change_shows_in_the_digest(two):
    before = digest(two.theirs.store)
    page = two.theirs.first(type(two.theirs.store.site.root_page))
    type(page).objects.filter(pk=page.pk).update(seo_title="changed")
    assert [change.split(":")[0] for change in differences(before, digest(two.theirs.store))] == [
        "stores_basepage"
    ]
