from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from stores.isolation.checks import refuse_unsafe_database
from stores.tasks import JOBS
from stores.worker import ScopedWorker


class Command(BaseCommand):
    help = "Runs background tasks, each in its store's scope, and what is scheduled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queue",
            choices=["default", JOBS],
            help="only this one, when another worker has the other; else both",
        )
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks")
        parser.add_argument("--batch", action="store_true", help="stop when nothing is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_database()
        worker = ScopedWorker(
            queue_names=[options["queue"] or "*"],
            interval=options["interval"],
            batch=options["batch"],
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
