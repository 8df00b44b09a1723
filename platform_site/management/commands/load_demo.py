from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commerce.services.figures import rebuild_figures
from platform_site.demo.accounts import ensure_operator
from platform_site.demo.announcement import announce_once
from platform_site.demo.data import DemoStore, demo_stores
from platform_site.demo.figures import add_rates
from platform_site.demo.load import is_loaded, load_store
from platform_site.demo.passwords import WeakPassword, password_for_loading


class Command(BaseCommand):
    help = (
        "Loads the demo stores, once: what is there already is left as it is."
        " DEMO_PASSWORD in the environment sets the password of its sign-ins."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", metavar="SLUG", help="one store instead of all")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = self.choose(options["only"])
        missing = [demo for demo in chosen if not is_loaded(demo)]
        if not missing:
            self.stdout.write("The demo is loaded already.")
            return
        try:
            password = password_for_loading(is_first_load=not any(map(is_loaded, demo_stores())))
        except WeakPassword as error:
            raise CommandError(str(error)) from None
        ensure_operator(password)
        for number, demo in enumerate(missing, start=1):
            self.load(demo, password, f"{number}/{len(missing)}")
        announce_once()
        add_rates()
        rebuild_figures()

    def choose(self, slug: str | None) -> list[DemoStore]:
        stores = [demo for demo in demo_stores() if slug in (None, demo.slug)]
        if not stores:
            known = ", ".join(demo.slug for demo in demo_stores())
            raise CommandError(f"The demo has no store {slug!r}. It has: {known}.")
        return stores

    def load(self, demo: DemoStore, password: str, place: str) -> None:
        self.stdout.write(f"[{place}] {demo.name} … ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        loaded = load_store(demo, password=password)
        seconds = time.monotonic() - started
        if loaded is None:
            self.stdout.write("is there already.")
        else:
            self.stdout.write(
                f"{loaded.products} products, {loaded.orders} orders ({seconds:.1f} s)"
            )
