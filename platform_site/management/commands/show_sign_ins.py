from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from platform_site.demo.sign_ins import SignIn, demo_sign_ins, operator_sign_ins
from stores.models.store import public_url

NOT_LOADED = "The demo is not loaded. Load it with: manage.py load_demo"
NO_OPERATOR = "Nobody runs the platform yet: manage.py create_operator --email … --password …"


class Command(BaseCommand):
    help = "Prints where the control host and the demo stores are, and how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        operators, stores = operator_sign_ins(), demo_sign_ins()
        self.stdout.write(f"Control host  {public_url(settings.CONTROL_HOST, '/admin/')}")
        for sign_in in operators:
            self.stdout.write(f"  sign-in     {self.describe(sign_in)}")
        if not operators:
            self.stdout.write(f"  {NO_OPERATOR}")
        for store in stores:
            mark = f"  ({store.status})" if store.status else ""
            self.stdout.write(f"\n{store.name}{mark}")
            self.stdout.write(f"  shop        {store.shop_url}")
            self.stdout.write(f"  admin       {store.admin_url}")
            for sign_in in store.people:
                self.stdout.write(f"  sign-in     {self.describe(sign_in)}")
        if not stores:
            self.stdout.write(f"\n{NOT_LOADED}")

    def describe(self, sign_in: SignIn) -> str:
        password = sign_in.password or "(password of their own)"
        return f"{sign_in.email}  {password}  {sign_in.role}".rstrip()
