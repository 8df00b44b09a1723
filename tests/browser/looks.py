"""What every screen has to pass, at any width."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}

STAND_STILL = """Promise.allSettled(
    document.getAnimations()
        .filter(animation => animation.effect.getComputedTiming().iterations !== Infinity)
        .map(animation => animation.finished)
).then(() => null)"""


def fits_and_is_accessible(page: Page, within: str = "main") -> None:
    """Nothing is wider than the screen, and axe finds nothing that keeps somebody out."""
    expect(page.locator(within).first).to_be_visible()
    page.wait_for_load_state()
    page.evaluate(STAND_STILL)  # What is half faded in has too little contrast.
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"
    found = Axe().run(page, context=within)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
