from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import (
    Brand,
    Collection,
    CollectionProduct,
    CollectionRule,
    Product,
    ProductIndex,
    StockPolicy,
)
from catalog.selectors.bitmaps import (
    AtLeast,
    Both,
    Either,
    Given,
    Question,
    Sorting,
    Token,
    Without,
    ask,
)
from catalog.selectors.facet_book import natural
from catalog.selectors.facets import read_range, ready_ranges
from catalog.services.index_facets import MAX_VALUES, free_slug
from catalog.services.index_product import index_products
from catalog.services.index_rows import price_steps
from catalog.services.reindex_store import compare_index, reindex_store, watch_index
from commerce.services.rank_products import rank_products
from stores.scope import store_scope
from tests.catalog.test_listing import names
from tests.commerce.orders import make_order
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


def choices(response) -> dict[tuple[str, str], int | None]:
    """(parameter, value) → count, of the filters that are shown."""
    html = response.content.decode()
    found = {}
    for label in re.findall(r'<label class="facet__choice">.*?</label>', html, re.DOTALL):
        name, value = re.search(r'name="([^"]*)" value="([^"]*)"', label).groups()
        number = re.search(r"\(</span>([\d.,]+)<", label)
        found[name, value] = int(number.group(1)) if number else None
    return found


@pytest.fixture
def shelf(store, store_client):
    cups, bowls = make_category(store, "Cups"), make_category(store, "Bowls")
    with store_scope(store):
        kiln = Brand.objects.create(name="Kiln & Co", slug="kiln-co")
    colours = [{"option1": "Red", "price": "8.00"}, {"option1": "Blue", "price": "9.00"}]
    make_product(store, "Mug", categories=[cups], options=["Colour"], variants=colours,
                 attributes={"Material": "Stoneware"}, brand=kiln)  # fmt: skip
    make_product(store, "Beaker", categories=[cups], options=["Colour"],
                 variants=[{"option1": "Red", "price": "15.00"}],
                 attributes={"Material": "Glass"})  # fmt: skip
    make_product(store, "Bowl", categories=[bowls], options=["Colour"], stock=0,
                 variants=[{"option1": "Green", "price": "40.00"}],
                 attributes={"Material": ["Stoneware", "Glass"]}, brand=kiln)  # fmt: skip
    return store_client(store)


def test_filters_tell_how_many_products_each_choice_has(shelf):
    found = choices(shelf.get("/products/?sort=name"))
    assert found["colour", "red"] == 2
    assert found["colour", "blue"] == found["colour", "green"] == 1
    assert found["material", "stoneware"] == found["material", "glass"] == 2
    assert found["category", "cups"] == 2
    assert found["available", "1"] == 2


def test_choices_of_one_group_add_up_and_those_of_several_narrow(shelf):
    assert names(shelf.get("/products/?sort=name&colour=blue&colour=green")) == ["Bowl", "Mug"]
    both = shelf.get("/products/?sort=name&colour=red&material=glass")
    assert names(both) == ["Beaker"]
    counts = choices(both)
    assert counts["colour", "red"] == 1  # Without what is chosen in the group itself:
    assert counts["colour", "green"] == 1  # choosing it, too, would add the bowl.
    assert counts["material", "stoneware"] == 1
    assert ("colour", "blue") not in counts


@pytest.mark.parametrize(("query", "found"), [
    ("price=0-10", ["Mug"]), ("price=10-20", ["Beaker"]), ("price=8-15", ["Beaker", "Mug"]),
    ("price=8.01-14.99", []), ("min=9", ["Beaker", "Bowl"]), ("max=15", ["Beaker", "Mug"]),
    ("min=8&max=8", ["Mug"]), ("price=0-10&price=20-50", ["Bowl", "Mug"]),
    ("min=10,00&max=20,00", ["Beaker"]), ("price=50-20", ["Bowl"]),
    ("available=1", ["Beaker", "Mug"]),
    ("category=cups&category=bowls", ["Beaker", "Bowl", "Mug"]), ("category=bowls", ["Bowl"]),
])  # fmt: skip
def test_price_category_and_availability_narrow_the_list(shelf, query, found):
    assert names(shelf.get(f"/products/?sort=name&{query}")) == found


def test_what_is_chosen_can_be_taken_back_one_by_one_or_all(shelf):
    html = shelf.get("/products/?colour=red&price=10-20&sort=name").content.decode()
    chips = html.split('class="chips"')[1].split("</ul>")[0]
    assert 'href="?sort=name&amp;price=10-20"' in chips
    assert 'href="?sort=name&amp;colour=red"' in chips
    assert 'class="chips__clear" href="?sort=name"' in chips
    assert '<input type="hidden" name="sort" value="name">' in html
    assert 'value="red" checked' in html


@pytest.mark.parametrize("query", [
    "colour=purple", "colour=", "nothing=1", "price=x", "price=-", "price=1-2-3", "available=2",
    "category=theirs", "rating=9", "min=abc", "max=%00", "price=.-.", "colour=red%00",
])  # fmt: skip
def test_what_there_is_not_is_left_out(shelf, query):
    response = shelf.get(f"/products/?{query}")
    assert response.status_code == 200
    assert len(names(response)) == 3
    assert 'class="chips"' not in response.content.decode()


def test_a_filtered_list_is_for_people_and_not_for_search_engines(shelf):
    assert "noindex" in shelf.get("/products/?colour=red").content.decode()
    assert "noindex" not in shelf.get("/products/").content.decode()


def test_filters_that_fit_nothing_say_so_and_lead_back(shelf):
    html = shelf.get("/products/?colour=blue&material=glass").content.decode()
    assert "Nothing fits all of these filters." in html
    assert 'href="?"' in html


def test_another_stores_facets_are_not_there(store, other_store, shelf, store_client):
    make_product(other_store, "Theirs", attributes={"Secret": "One"})
    make_product(other_store, "Theirs too", attributes={"Secret": "Two"})
    assert ("secret", "one") in choices(store_client(other_store).get("/products/"))
    ours = shelf.get("/products/?secret=one")
    assert len(names(ours)) == 3
    assert "Secret" not in ours.content.decode()


def test_a_product_that_goes_takes_its_counts_along(store, shelf):
    with store_scope(store):
        Product.objects.filter(slug="beaker").delete()  # Past the model's own delete().
    assert choices(shelf.get("/products/"))["colour", "red"] == 1
    with store_scope(store):
        mug = Product.objects.get(slug="mug")
        mug.live = False
        mug.save()
    assert ("colour", "red") not in choices(shelf.get("/products/"))


def test_what_can_be_ordered_beyond_the_stock_counts_as_available(store, store_client):
    for policy in StockPolicy.values:
        make_product(store, policy, stock=0, variants=[{"stock_policy": policy}])
    found = names(store_client(store).get("/products/?available=1&sort=name"))
    assert found == ["backorder", "untracked"]


def make_collection(store, kind, rules=(), chosen=(), **fields):
    with store_scope(store):
        made = Collection(name="Set", slug="set", kind=kind, **fields)
        made.rules = [CollectionRule(sort_order=n, **rule) for n, rule in enumerate(rules)]
        made.chosen = [CollectionProduct(sort_order=n, product=p) for n, p in enumerate(chosen)]
        made.save()
    return made


def test_a_collection_by_hand_keeps_its_order_and_can_be_filtered(store, shelf):
    with store_scope(store):
        chosen = [Product.objects.get(slug=slug) for slug in ("bowl", "mug")]
    make_collection(store, "manual", chosen=chosen)
    assert names(shelf.get("/collections/set/")) == ["Bowl", "Mug"]
    assert names(shelf.get("/collections/set/?colour=red")) == ["Mug"]
    assert names(shelf.get("/collections/set/?sort=price")) == ["Mug", "Bowl"]


@pytest.mark.parametrize(("match", "rules", "found"), [
    ("all", [("brand", "", "Kiln & Co")], ["Bowl", "Mug"]),
    ("all", [("option", "Colour", "Red"), ("price_under", "", "10")], ["Mug"]),
    ("any", [("option", "colour", "blue"), ("price_from", "", "40")], ["Bowl", "Mug"]),
    ("all", [("attribute", "Material", "glass")], ["Beaker", "Bowl"]),
    ("all", [("category", "", "cups")], ["Beaker", "Mug"]),
    ("all", [("available", "", "")], ["Beaker", "Mug"]),
    ("all", [("new", "", "3")], ["Beaker", "Bowl", "Mug"]),
    ("all", [("on_sale", "", "")], []),
    ("all", [("price_under", "", "cheap")], []),
    ("all", [("category", "", "nowhere")], []),
    ("all", [], []),
])  # fmt: skip
def test_a_collection_by_rules_has_what_fulfils_them_now(store, shelf, match, rules, found):
    rows = [{"subject": s, "name": n, "value": v} for s, n, v in rules]
    make_collection(store, "rules", rules=rows, match=match, sorting="name")
    assert names(shelf.get("/collections/set/")) == found


def test_drafts_and_other_stores_collections_are_not_there(store, other_store, shelf):
    make_collection(other_store, "rules", rules=[{"subject": "available"}])
    assert shelf.get("/collections/set/").status_code == 404
    make_collection(store, "manual", live=False)
    assert shelf.get("/collections/set/").status_code == 404


def test_the_read_model_can_be_compared_and_written_anew(store, shelf):
    with store_scope(store):
        assert compare_index(store).are_none
        ProductIndex.objects.filter(name="Mug").update(name="Mugg", tokens=["all"])
        found = compare_index(store)
        assert (found.rows, found.bits) == (1, 0)
        reindex_store(store)
        assert compare_index(store).are_none
    assert choices(shelf.get("/products/"))["colour", "red"] == 2


def test_a_store_whose_read_model_is_empty_is_indexed_by_the_schedule(store, other_store, shelf):
    watch_index()
    ProductIndex.objects.filter(store=store).delete()
    assert names(shelf.get("/products/")) == []
    watch_index()
    assert len(names(shelf.get("/products/"))) == 3
    with store_scope(store):
        assert compare_index(store).are_none


def test_what_was_sold_lately_ranks_products(store, shelf):
    with store_scope(store):
        bowl = Product.objects.get(slug="bowl").variants.get()
        for number, age in enumerate((1, 30, 200), start=1001):
            placed_at = timezone.now() - timedelta(days=age)
            make_order(store, bowl, number=number, placed_at=placed_at)
        assert rank_products(store_id=store.pk) == 1
        assert rank_products(store_id=store.pk) == 0
        assert ProductIndex.objects.get(name="Bowl").popularity == 4
    assert names(shelf.get("/products/?sort=popular"))[0] == "Bowl"


def test_an_attribute_with_too_many_values_stops_being_a_filter_and_stays_searchable(store):
    most = MAX_VALUES["attribute"]
    for number in range(most + 2):
        make_product(store, f"Part {number}", attributes={"Number": f"N{number}"})
    with store_scope(store):
        tokens = ProductIndex.objects.get(name=f"Part {most + 1}").tokens
    assert not any(token.startswith("v") for token in tokens)
    assert f"w:n{most + 1}" in tokens


@pytest.fixture
def numbers(store):
    made = [
        make_product(store, f"P{n}", price=f"{price}.00")
        for n, price in enumerate((0, 1, 2, 3, 5, 8, 13, 21))
    ]
    with store_scope(store):
        yield store, {product.pk: n for n, product in enumerate(made)}


PRICES = (0, 1, 2, 3, 5, 8, 13, 21)
LEAVES = st.one_of(
    st.just(Token("all")),
    st.sampled_from(["available", "sale", "p7", "nothing"]).map(Token),
    st.integers(-1, 2300).map(lambda price: AtLeast("p", price)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: Both(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Either(tuple(parts))),
        inner.map(Without),
    ),
    max_leaves=8,
)


def holds(condition, price: int) -> bool:
    minor = price * 100
    match condition:
        case Token("p7"):
            return bool(minor >> 7 & 1)
        case Token(name):
            return name in ("all", "available")
        case AtLeast(_, number):
            return minor >= number
        case Both(parts):
            return all(holds(part, price) for part in parts)
        case Either(parts):
            return any(holds(part, price) for part in parts)
        case Without(part):
            return not holds(part, price)
    raise AssertionError(condition)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(condition=CONDITIONS)
def test_bits_find_what_a_loop_over_all_products_finds(numbers, condition):
    store, order = numbers
    answer = ask(store.pk, "en", Question(condition, Sorting("price_min"), counted=("available",)))
    expected = [n for n, price in enumerate(PRICES) if holds(condition, price)]
    assert [order[pk] for pk in answer.product_ids] == expected
    assert answer.total == len(expected)
    assert answer.counts.get("available", 0) == len(expected)


def test_a_long_list_is_walked_and_a_short_one_sorted_alike(numbers, monkeypatch):
    store, order = numbers
    question = Question(AtLeast("p", 200), Sorting("price_min DESC"), start=1, size=3)
    short = ask(store.pk, "en", question)
    monkeypatch.setattr("catalog.selectors.bitmaps.WALK_FROM", 0)
    long = ask(store.pk, "en", question)
    assert short == long
    assert [order[pk] for pk in long.product_ids] == [6, 5, 4]


def test_places_that_became_free_are_given_to_the_next(numbers):
    store, order = numbers
    ids = list(order)
    Product.objects.filter(pk=ids[2]).delete()
    new = make_product(store, "New")
    assert ProductIndex.objects.get(product=new).ordinal == 2
    assert index_products(product_ids=[ids[0], ids[2]]) == {ids[0]}
    assert ask(store.pk, "en", Question(Given((ids[2],)), Sorting("name"))).total == 0


def test_another_store_answers_for_itself_only(other_store, numbers):
    store, order = numbers
    question = Question(Given(tuple(order)), Sorting("name"))
    assert ask(store.pk, "en", question).total == len(order)
    assert ask(other_store.pk, "en", question).total == 0


def test_ready_ranges_are_few_and_touch_each_other():
    steps = price_steps("EUR")
    counts = {f"b{n}": n + 1 for n in range(2, 12)}
    found = ready_ranges(counts, "EUR")
    assert len(found) == 6
    assert sum(count for _range, count in found) == sum(counts.values())
    assert found[0][0].low == steps[2]
    for (left, _n), (right, _m) in pairwise(found):
        assert right.low == left.high + 1


@pytest.mark.parametrize(("text", "plain"), [
    ("10-20", "10-20"), ("10.00-19.99", "10-19.99"), ("-5", "-5"), ("5-", "5-"), ("0-0", "0-0"),
    ("1.234-", "1.23-"),
])  # fmt: skip
def test_a_price_range_is_read_and_written(text, plain):
    assert read_range(text, "EUR").parameter == plain


def test_slugs_of_facets_are_readable_and_apart():
    assert free_slug("1/2 inch", [], 80) == "1-2-inch"
    assert free_slug("Crème Brûlée", ["creme-brulee"], 80) == "creme-brulee-2"
    assert free_slug("C++", ["c"], 80) == "c-2"
    assert free_slug("؟!", [], 80) == "x"
    assert free_slug("أزرق", [], 80) == "ازرق"


def test_sizes_are_in_the_order_of_their_numbers():
    labels = ["10 cm", "9 cm", "Large", "9.5 cm"]
    assert sorted(labels, key=natural) == ["9 cm", "9.5 cm", "10 cm", "Large"]


def test_a_query_with_thousands_of_choices_is_cut(shelf):
    query = QueryDict(mutable=True)
    query.setlist("colour", [f"x{n}" for n in range(3000)])
    assert shelf.get(f"/products/?{query.urlencode()}").status_code in (200, 400)
