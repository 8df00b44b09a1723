from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from platform_site.demo.passwords import stored_password
from platform_site.demo.sign_ins import Place, control_place, store_places

NOT_LOADED = "The demo is not loaded. Load it with: manage.py load_demo"
NO_OPERATOR = "Nobody runs the platform yet: manage.py create_operator --email … --password …"

Row = tuple[str, str, str]


class Command(BaseCommand):
    help = "Prints where the control host and the demo stores are, and how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        control, stores = control_place(), store_places()
        rows = [row for place in (control, *stores) for row in lines(place)]
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        for name, address, person in rows:
            line = f"{name:{widths[0]}}  {address:{widths[1]}}  {person}"
            self.stdout.write(line.rstrip())
        if not control.people:
            self.stdout.write(f"\n{NO_OPERATOR}")
        if not stores:
            self.stdout.write(f"\n{NOT_LOADED}")
        elif password := stored_password():
            self.stdout.write(f"\nPassword of every sign-in of the demo: {password}")


def lines(place: Place) -> Iterator[Row]:
    """The name once, then the shop, then the admin with a line for each person."""
    name = f"{place.name} ({place.status})" if place.status else place.name
    if place.shop_url:
        yield name, place.shop_url, ""
        name = ""
    address = place.admin_url
    for person in place.people:
        password = "" if person.is_of_demo else ", password of their own"
        yield name, address, f"{person.email} ({person.role}{password})"
        name = address = ""
    if address:
        yield name, address, ""
