from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commerce.services.figures import convert_figures, rebuild_figures
from stores.scope import current_scope


class Command(BaseCommand):
    help = (
        "Makes the figures of reports anew from orders, refunds and visits: of all stores, or with"
        " --store SLUG of one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="since", help="the first day, such as 2026-01-31")

    def handle(self, *args: Any, **options: Any) -> None:
        since = parse_day(options["since"])
        scope = current_scope()
        store_id = None if scope.is_platform else scope.owner
        counted = rebuild_figures(store_id=store_id, since=since)
        convert_figures()
        self.stdout.write(f"Counted {counted} day{'' if counted == 1 else 's'} of stores.")


def parse_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a day: write it as 2026-01-31.") from None
