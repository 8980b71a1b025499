"""Somebody who uses the keyboard alone: Tab, arrows, Space, Enter and letters, never a mouse.

Wherever the focus lands it must be seen: on the thing itself or on the card around it, inside
the window and not behind something else (WCAG 2.4.7 and 2.4.11).
"""

import pytest
from playwright.sync_api import Locator, Page

MOST_STEPS = 150

# What is wrong with the focus as it is, or nothing.
LOOK = """() => {
  const focused = document.activeElement;
  const said = focused.outerHTML.slice(0, 140);
  if (focused === document.body) return null;
  const marked = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  let seen = marked(focused) || getComputedStyle(focused).boxShadow !== "none";
  for (let around = focused.parentElement; around && !seen; around = around.parentElement) {
    seen = around.matches(":has(:focus-visible)") && around !== document.body && marked(around);
  }
  if (!seen) return "nothing shows the focus: " + said;
  const box = focused.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!inside) return "the focus is out of sight: " + said;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max((Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2, 1),
                     innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const related = top && (top.contains(focused) || focused.contains(top)
    || top.closest("label")?.control === focused || focused.parentElement.contains(top));
  return related ? null : "the focus is covered: " + said;
}"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def press(self, key: str) -> None:
        """Press a key that moves the focus, and look where it went."""
        self.page.keyboard.press(key)
        self.steps += 1
        problem = self.page.evaluate(LOOK)
        assert problem is None, f"{self.page.url}\n{problem}"

    def go_to(self, target: Locator) -> None:
        """Tab to `target`, forward or back as it stands."""
        for _ in range(MOST_STEPS):
            if self._is_on(target):
                return
            self.press(self._towards(target))
        pytest.fail(f"{self.page.url}: {target} is not reached with Tab")

    def activate(self, target: Locator) -> None:
        """Tab to a link or a button and press Enter; wait for the page it leads to."""
        self.go_to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.go_to(target)
        self.page.keyboard.type(text)

    def choose(self, target: Locator) -> None:
        """Tick a box, or go through the radio buttons of its group with the arrow keys."""
        if target.get_attribute("type") != "radio":
            self.go_to(target)
            self.page.keyboard.press("Space")
            return
        name = target.get_attribute("name")
        for _ in range(MOST_STEPS):
            if self.page.evaluate("document.activeElement.name") == name:
                break
            self.press(self._towards(target))
        for _ in range(MOST_STEPS):
            if self._is_on(target):
                self.page.keyboard.press("Space")
                return
            self.press("ArrowDown")
        pytest.fail(f"{self.page.url}: {target} is not reached with the arrow keys")

    def select(self, target: Locator, label: str) -> None:
        """Take from a list by typing what it says."""
        self.write(target, label)
        assert target.locator("option:checked").inner_text() == label

    @staticmethod
    def _towards(target: Locator) -> str:
        """Which way `target` is: for a radio button, where its group begins."""
        is_before = target.evaluate(
            """element => {
              const isOfGroup = element.type === "radio";
              const first = isOfGroup ? document.getElementsByName(element.name)[0] : element;
              const position = document.activeElement.compareDocumentPosition(first);
              return Boolean(position & Node.DOCUMENT_POSITION_PRECEDING);
            }"""
        )
        return "Shift+Tab" if is_before else "Tab"

    @staticmethod
    def _is_on(target: Locator) -> bool:
        return bool(target.evaluate("element => element === document.activeElement"))
