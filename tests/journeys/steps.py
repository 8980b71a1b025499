"""What a person does on the way through the site, and waits for."""

from playwright.sync_api import Locator


def follow(target: Locator) -> None:
    """Click what leads to another page, and wait until that page is there, with its scripts."""
    with target.page.expect_navigation():
        target.click()
