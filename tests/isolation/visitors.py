"""People who are no members of a store's staff: operators, and operators who visit for support."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from stores.models import Membership, Store, User
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID
from stores.services.begin_support import begin_support
from tests.conftest import PASSWORD
from tests.isolation.furnish import Side


def make_operator(email: str = "operator@zqprovider.example") -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD)
        Membership.objects.create(
            store=Store.all_objects.get(pk=PLATFORM_ID),
            user=user,
            group=Group.objects.get(name=OPERATOR),
        )
    return user


def visit_for_support(side: Side) -> Client:
    """An operator in the store's admin, let in by the token that Center Control shows."""
    begun = begin_support(
        store=side.store,
        operator=make_operator(),
        reason="Prices look wrong",
        duration=timedelta(hours=4),
    )
    client = Client(HTTP_HOST=side.host)
    origin = f"{settings.PUBLIC_SCHEME}://{settings.CONTROL_HOST}"
    answer = client.post(
        "/admin/support/enter/", {"token": begun.token}, headers={"Origin": origin}
    )
    assert answer.status_code == 302, "the visit did not begin"
    assert client.get("/admin/").status_code == 200
    return client
