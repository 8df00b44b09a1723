"""A real browser against a real server. The tests' hosts end in ``.localhost``, which browsers
resolve to the loopback address themselves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from tests.conftest import PASSWORD

NewPage = Callable[..., Page]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path).replace(os.sep, "/"):
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("No Chromium found: install it, or set CHROMIUM to its path.")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-quic",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"timezone_id": "UTC", "locale": "en-US", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def new_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[NewPage]:
    """``new_page(viewport=…)``: somebody else's browser, with nothing of the others' cookies."""
    contexts = []

    def make(**changes: Any) -> Page:
        contexts.append(browser.new_context(**{**browser_context_args, **changes}))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def site(live_server: Any, settings: Any, tmp_path: Any) -> Any:
    """``site(host, path)``: an address of the live server; the platform's ports fit it."""
    port = int(live_server.url.rsplit(":", 1)[1])
    settings.PUBLIC_PORT = port
    return lambda host, path="/": f"http://{host}:{port}{path}"


@pytest.fixture
def demo(transactional_db: None, own_media: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the demo's stores, committed, so that the live server's threads see them."""
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    for slug in ("north-ridge", "tumble"):
        call_command("load_demo", only=slug, verbosity=0)
