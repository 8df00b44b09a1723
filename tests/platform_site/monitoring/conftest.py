from __future__ import annotations

from collections.abc import Iterator

import pytest

from platform_site.monitoring.recording import recorded


@pytest.fixture(autouse=True)
def nothing_recorded() -> Iterator[None]:
    """What other tests' requests left in memory is none of these."""
    recorded.forget()
    yield
    recorded.forget()
