"""What recording costs a request: ``python benchmarks/recording.py [requests]``.

Times ``record`` itself, with as many stores and journeys as a busy process has, alone and from
several threads. No database is needed: nothing is written."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from time import perf_counter, process_time
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")

STORES = 1000
THREADS = 4
PATHS = (("/", ""), ("/products/x/", "catalog:product"), ("/search/", "catalog:search"),
         ("/cart/", "commerce:cart"), ("/admin/", "wagtailadmin_home"))  # fmt: skip


def main(count: int) -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.TESTING = True  # No thread that writes.
    from platform_site.monitoring.recording import record, recorded

    requests = [
        SimpleNamespace(
            store=SimpleNamespace(pk=store),
            path=path,
            META={},
            resolver_match=SimpleNamespace(view_name=view),
        )
        for store in range(1, STORES + 1)
        for path, view in PATHS
    ]

    def run() -> None:
        for n in range(count):
            record(requests[n % len(requests)], 200, n % 500)  # type: ignore[arg-type]

    run()  # All keys are known from here on.
    cpu, wall = process_time(), perf_counter()
    run()
    alone = (process_time() - cpu) / count, (perf_counter() - wall) / count
    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    cpu, wall = process_time(), perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = (process_time() - cpu) / count / THREADS, (perf_counter() - wall) / count / THREADS
    print(f"{count:,} requests over {len(recorded):,} keys; the limit is 200 µs a request")
    for name, (used, waited) in (("one thread", alone), (f"{THREADS} threads", together)):
        print(f"{name:12} {used * 1e6:6.1f} µs of CPU, {waited * 1e6:6.1f} µs a request")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
