"""A store's own domains: claimed, proved, made primary, lost, moved and removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from stores.domain_states import GIVEN_UP_AFTER, DomainState, Problem, next_check
from stores.models import AuditEntry, Domain, Plan, Store, StoreGeneration
from stores.scope import platform_scope, store_scope
from stores.services.domains.add_domain import MOST_WAITING, add_domain
from stores.services.domains.check_domain import check_domain
from stores.services.domains.check_due import check_due_domains
from stores.services.domains.check_now import LIMIT, check_now
from stores.services.domains.make_primary import make_primary
from stores.services.domains.remove_domain import remove_domain
from tests.conftest import find_or_make

HOST = "shop.example.com"


@pytest.fixture(autouse=True)
def with_own_domains(db: None) -> None:
    for slug in ("alpha", "beta"):
        find_or_make(slug)
    Store.objects.update(plan=Plan.objects.get(code="pro"))


@pytest.fixture
def store(store: Store) -> Store:
    return Store.objects.select_related("plan").get(pk=store.pk)


@pytest.fixture
def other_store(other_store: Store) -> Store:
    return Store.objects.select_related("plan").get(pk=other_store.pk)


def claimed(store: Store, hostname: str = HOST) -> Domain:
    with store_scope(store):
        return add_domain(store=store, hostname=hostname)


def say_proof(dns, *domains: Domain, leads_to: str = "") -> None:
    host = domains[0].hostname
    dns.records[f"_galleria.{host}", "TXT"] = [domain.token for domain in domains]
    if leads_to:
        dns.records[host, "CNAME"] = [leads_to]


def proved(dns, store: Store, hostname: str = HOST) -> Domain:
    domain = claimed(store, hostname)
    say_proof(dns, domain, leads_to=f"{store.slug}.localhost")
    return check(domain)


def check(domain: Domain) -> Domain:
    check_domain(domain_id=domain.pk)
    return Domain.objects.get(pk=domain.pk)


def serves(store_client, store: Store, host: str = HOST) -> bool:
    response = store_client(store).get("/", headers={"host": host})
    return response.status_code != 404


# Claiming


def test_a_claim_serves_nothing_until_dns_has_the_proof(dns, store, store_client):
    domain = claimed(store)
    assert (domain.verified_at, domain.kind) == (None, Domain.Kind.CUSTOM)
    assert not serves(store_client, store)
    say_proof(dns, domain)
    assert check(domain).verified_at is not None
    assert serves(store_client, store)


def test_a_claim_needs_the_feature_and_a_free_place_in_the_plan(store):
    Plan.objects.filter(code="pro").update(limits={"domains": 1})
    store = Store.objects.select_related("plan").get(pk=store.pk)
    claimed(store)
    with pytest.raises(ValidationError) as limit:
        claimed(store, "second.example.com")
    assert "1 of 1 domains" in limit.value.messages[0]
    Store.objects.filter(pk=store.pk).update(plan=Plan.objects.get(code="basic"))
    store = Store.objects.select_related("plan").get(pk=store.pk)
    with pytest.raises(ValidationError, match="not part of the plan Basic"):
        claimed(store, "third.example.com")
    assert store.domains.filter(kind="custom").count() == 1


def test_a_store_claims_a_name_once_and_not_without_end(store):
    claimed(store)
    with pytest.raises(ValidationError, match=r"has shop\.example\.com already"):
        claimed(store, "SHOP.example.com.")
    for number in range(MOST_WAITING - 1):
        claimed(store, f"n{number}.example.com")
    with pytest.raises(ValidationError, match="wait for their proof"):
        claimed(store, "one-more.example.com")


def test_a_claim_of_somebody_else_blocks_nobody(dns, store, other_store):
    theirs = claimed(other_store)
    mine = claimed(store)
    assert theirs.token != mine.token
    say_proof(dns, mine)
    assert check(mine).verified_at
    assert check(theirs).problem == Problem.OTHER_VALUE, "and nobody learns of the other claim"


def test_what_another_store_has_proved_is_refused_without_telling_whose_it_is(
    dns, store, other_store
):
    proved(dns, other_store)
    with pytest.raises(ValidationError) as refusal:
        claimed(store)
    (message,) = refusal.value.messages
    assert "in use" in message
    for word in ("beta", "Beta", "owner@"):
        assert word not in message
    assert not Domain.objects.filter(store=store, hostname=HOST).exists()


def test_a_refused_claim_has_the_holder_looked_at_again(dns, store, other_store):
    theirs = proved(dns, other_store)
    Domain.objects.filter(pk=theirs.pk).update(checked_at=timezone.now() - timedelta(hours=2))
    with pytest.raises(ValidationError):
        claimed(store)
    dns.records.clear()  # The owner of the domain has taken the old record away.
    assert check_due_domains() == 1
    mine = claimed(store)
    say_proof(dns, mine)
    assert check(mine).verified_at


# Proving


def test_the_record_that_was_found_is_kept_beside_what_was_wanted(dns, store):
    domain = claimed(store)
    dns.records[f"_galleria.{HOST}", "TXT"] = ["v=spf1 -all", "galleria=wrong\0\n\x1b[31m"]
    dns.records[HOST, "CNAME"] = ["old-shop.example.net"]
    state = DomainState(check(domain), leads_to="alpha.localhost")
    assert state.problem == "There is a TXT record, but it says something else."
    assert state.found[0] == f'_galleria.{HOST} TXT "v=spf1 -all"'
    assert state.found[1].startswith(f'_galleria.{HOST} TXT "galleria=wrong�')
    assert state.found[2] == f"{HOST} CNAME old-shop.example.net."
    assert (state.records[0].kind, state.records[0].value) == ("TXT", domain.token)
    assert (state.records[1].kind, state.records[1].value) == ("CNAME", "alpha.localhost.")


def test_a_huge_answer_fits_in(dns, store):
    domain = claimed(store)
    dns.records[f"_galleria.{HOST}", "TXT"] = ["x" * 255] * 20
    assert len(check(domain).found) <= 500


def test_nobody_to_ask_is_said_and_changes_nothing(dns, store, store_client):
    domain = proved(dns, store)
    dns.is_down = True
    after = check(domain)
    assert after.problem == Problem.UNREACHABLE
    assert (after.verified_at, after.lost_at) == (domain.verified_at, None)
    assert after.found == domain.found
    assert serves(store_client, store)


@pytest.mark.parametrize(
    ("records", "leads_here"),
    [
        ({(HOST, "CNAME"): ["alpha.localhost"]}, True),
        ({(HOST, "CNAME"): ["elsewhere.example"]}, False),
        ({(HOST, "A"): ["203.0.113.7"]}, True),
        ({(HOST, "AAAA"): ["2001:db8::7"]}, True),
        ({(HOST, "A"): ["198.51.100.1"]}, False),
        ({(HOST, "CNAME"): ["x.example"], ("x.example", "A"): ["203.0.113.7"]}, True),
        ({}, False),
    ],
)
def test_whether_visitors_come_is_seen(dns, store, settings, records, leads_here):
    settings.PLATFORM_ADDRESSES = ["203.0.113.7", "2001:db8::7"]
    domain = claimed(store)
    say_proof(dns, domain)
    dns.records.update(records)
    assert check(domain).leads_here is leads_here


def test_without_named_addresses_those_of_the_subdomain_count(dns, store):
    domain = claimed(store)
    say_proof(dns, domain)
    dns.records[HOST, "A"] = ["203.0.113.9"]
    dns.records["alpha.localhost", "A"] = ["203.0.113.9", "203.0.113.10"]
    assert check(domain).leads_here is True


def test_a_domain_itself_is_told_to_name_addresses(store, settings):
    domain = Domain(store=store, hostname="example.com", kind="custom")
    state = DomainState(domain, leads_to="alpha.localhost")
    assert [record.kind for record in state.records] == ["TXT", "ALIAS"]
    settings.PLATFORM_ADDRESSES = ["203.0.113.7", "2001:db8::7"]
    assert [record.kind for record in state.records] == ["TXT", "A", "AAAA"]


def test_owners_are_told_once_that_it_is_proved(dns, store):
    domain = proved(dns, store)
    check(domain)
    (message,) = mail.outbox
    assert message.subject == f"{HOST} is connected"
    assert message.to == ["owner@alpha.example"]


def test_names_in_other_scripts_are_shown_in_them(dns, store):
    domain = proved(dns, store, "Bücher.example")
    state = DomainState(domain, leads_to="alpha.localhost")
    assert (state.name, state.in_ascii) == ("bücher.example", "xn--bcher-kva.example")
    assert mail.outbox[0].subject.startswith("bücher.example")


def test_the_platforms_subdomain_is_never_checked(dns, store):
    subdomain = store.primary_domain()
    assert check_domain(domain_id=subdomain.pk) is None
    with pytest.raises(Domain.DoesNotExist):
        check_now(store=store, domain_id=subdomain.pk)


# Two stores


def test_with_both_proofs_the_first_that_was_proved_keeps_it(dns, store, other_store):
    mine, theirs = claimed(store), claimed(other_store)
    say_proof(dns, mine, theirs)
    assert check(mine).verified_at
    after = check(theirs)
    assert (after.verified_at, after.problem) == (None, Problem.IN_USE)
    assert "alpha" not in DomainState(after, leads_to="").problem.lower()


def test_a_domain_moves_to_who_proves_it_once_the_old_proof_is_gone(
    dns, store, other_store, store_client
):
    theirs = proved(dns, other_store)
    make_primary(store=other_store, domain_id=theirs.pk)
    Domain.objects.filter(pk=theirs.pk).update(lost_at=timezone.now())
    mine = claimed(store)
    say_proof(dns, mine)
    mail.outbox.clear()
    assert check(mine).verified_at
    theirs.refresh_from_db()
    assert (theirs.verified_at, theirs.is_primary, theirs.problem) == (None, False, Problem.MOVED)
    assert other_store.primary_domain().hostname == "beta.localhost"
    assert Site.objects.get(pk=other_store.site_id).hostname == "beta.localhost"
    assert serves(store_client, other_store, "beta.localhost")
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert "does not lead to your store any more" in subjects["owner@beta.example"]
    assert "is connected" in subjects["owner@alpha.example"]
    entry = AuditEntry.objects.filter(store=other_store, action="domain.changed").latest("pk")
    assert entry.actor_kind == "system"


def test_the_database_lets_no_two_stores_have_a_proved_name(store, other_store):
    now = timezone.now()
    with platform_scope(on_behalf_of=store):
        Domain.objects.create(store=store, hostname=HOST, kind="custom", verified_at=now)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        platform_scope(on_behalf_of=other_store),
    ):
        Domain.objects.create(store=other_store, hostname=HOST, kind="custom", verified_at=now)


# Losing the proof


def test_a_lost_proof_warns_owner_and_operators_once_and_goes_on_serving(
    dns, store, store_client, operator
):
    domain = proved(dns, store)
    mail.outbox.clear()
    dns.records.clear()
    lost = check(domain)
    check(domain)
    assert lost.lost_at
    assert lost.verified_at
    assert serves(store_client, store)
    told = sorted((message.to[0], message.subject) for message in mail.outbox)
    assert [address for address, _subject in told] == [
        operator.email,
        "owner@alpha.example",
    ]
    assert all("missing" in subject for _address, subject in told)
    say_proof(dns, domain)
    assert check(domain).lost_at is None


# Primary


def test_the_primary_domain_is_where_all_others_lead(dns, store, store_client):
    domain = proved(dns, store)
    before = StoreGeneration.objects.get(store=store).value
    make_primary(store=store, domain_id=domain.pk)
    response = store_client(store).get("/products/?q=mug", headers={"host": "alpha.localhost"})
    assert response.status_code == 301
    assert response.headers["Location"].startswith(f"http://{HOST}:")
    assert response.headers["Location"].endswith("/products/?q=mug")
    assert store_client(store).get("/", headers={"host": HOST}).status_code == 200
    assert Site.objects.get(pk=store.site_id).hostname == HOST
    after = StoreGeneration.objects.get(store=store).value
    assert after > before
    make_primary(store=store, domain_id=domain.pk)
    assert StoreGeneration.objects.get(store=store).value == after, "twice changes nothing"


def test_what_is_not_proved_or_not_seen_to_lead_here_is_not_made_primary(dns, store):
    domain = claimed(store)
    with pytest.raises(ValidationError, match="not proved"):
        make_primary(store=store, domain_id=domain.pk)
    with pytest.raises(ValidationError, match="not proved"):
        make_primary(store=store, domain_id=domain.pk, although_unseen=True)
    say_proof(dns, domain)
    check(domain)
    with pytest.raises(ValidationError, match="did not see"):
        make_primary(store=store, domain_id=domain.pk)
    assert store.primary_domain().hostname == "alpha.localhost"
    make_primary(store=store, domain_id=domain.pk, although_unseen=True)
    assert store.primary_domain().hostname == HOST


def test_the_way_back_to_the_subdomain_is_always_open(dns, store):
    domain = proved(dns, store)
    subdomain = store.primary_domain()
    make_primary(store=store, domain_id=domain.pk)
    make_primary(store=store, domain_id=subdomain.pk)
    assert store.primary_domain() == subdomain
    assert Site.objects.get(pk=store.site_id).hostname == "alpha.localhost"


# Removing


def test_a_removed_domain_serves_nobody(dns, store, store_client):
    domain = proved(dns, store)
    remove_domain(store=store, domain_id=domain.pk)
    assert not serves(store_client, store)
    with pytest.raises(Domain.DoesNotExist):
        remove_domain(store=store, domain_id=domain.pk)


def test_neither_the_primary_nor_the_subdomain_is_removed(dns, store):
    domain = proved(dns, store)
    subdomain = store.primary_domain()
    make_primary(store=store, domain_id=domain.pk)
    for one in (domain, subdomain):
        with pytest.raises(ValidationError):
            remove_domain(store=store, domain_id=one.pk)
    assert store.domains.count() == 2


def test_another_stores_domain_is_nobodys(dns, store, other_store):
    theirs = proved(dns, other_store)
    for verb in (make_primary, remove_domain, check_now):
        with pytest.raises(Domain.DoesNotExist):
            verb(store=store, domain_id=theirs.pk)
    theirs.refresh_from_db()
    assert theirs.verified_at


# By itself


def test_checks_come_soon_at_first_then_ever_more_rarely_and_end(store):
    now = timezone.now()
    domain = Domain(store=store, hostname=HOST, kind="custom", created_at=now)
    waits = []
    for age in (0, 10, 60, 24 * 60, 10 * 24 * 60):
        domain.created_at = now - timedelta(minutes=age)
        waits.append((next_check(domain, now) - now).total_seconds() / 60)
    assert waits == [1, 2, 12, 288, 360]
    domain.created_at = now - GIVEN_UP_AFTER - timedelta(days=1)
    assert next_check(domain, now) is None


def test_a_proved_domain_is_looked_at_twice_a_day_and_a_lost_one_each_hour(store):
    now = timezone.now()
    domain = Domain(pk=1, store=store, hostname=HOST, kind="custom", verified_at=now)
    assert next_check(domain, now) - now >= timedelta(hours=12)
    domain.lost_at = now
    assert next_check(domain, now) - now < timedelta(hours=2)


def test_the_schedule_checks_what_is_due_and_nothing_else(dns, store, other_store):
    due, later = claimed(store), claimed(other_store, "later.example.com")
    Domain.objects.filter(pk=due.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
    say_proof(dns, due)
    dns.records["_galleria.later.example.com", "TXT"] = [later.token]
    assert check_due_domains() == 1
    due.refresh_from_db()
    later.refresh_from_db()
    assert due.verified_at
    assert later.verified_at is None
    assert check_due_domains() == 0


def test_looking_for_what_is_due_takes_one_query_when_nothing_is(
    store, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):  # A savepoint and the scope are among them.
        assert check_due_domains() == 0


def test_whoever_asks_too_often_has_to_wait(dns, store):
    domain = claimed(store)
    for _try in range(LIMIT.times):
        check_now(store=store, domain_id=domain.pk)
    with pytest.raises(ValidationError, match="Wait"):
        check_now(store=store, domain_id=domain.pk)


def test_a_change_of_domains_is_written_down(dns, store):
    domain = proved(dns, store)
    remove_domain(store=store, domain_id=domain.pk)
    actions = AuditEntry.objects.filter(store=store, object_name=HOST).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "domain.added",
        "domain.changed",
        "domain.removed",
    ]
