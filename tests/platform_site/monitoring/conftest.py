from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from platform_site.monitoring.recording import recorded


@pytest.fixture(autouse=True)
def nothing_recorded() -> Iterator[None]:
    """What other tests' requests left in memory is none of these."""
    recorded.forget()
    yield
    recorded.forget()


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A probe is asked in the test's own transaction, whose connection no request may close."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
