"""What the customer sees, on the simulator's phones: checked bubble by bubble, and kept as pictures to be looked at.

GOLDEN=write writes tests/journeys/golden/<flow>.<channel>.png anew.
"""

import os
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect

from tests.journeys.channels.outside import OutsideTalk
from tests.journeys.golden import FOLDER
from tests.journeys.talk import Talk

PHONES = {"wechat": "微信", "wecom": "微信", "sms": "短信"}
TABS = {"wecom": "微信客服"}
WHOLE = """
    .top, .steps, .phone:not([data-shown]), .dock, .chat[hidden] { display: none !important }
    .phones { display: block !important; width: 390px; height: auto !important }
    body, main, .screen, .chat, .thread { height: auto !important; max-height: none !important; overflow: visible !important }
"""


def compare(path: Path, talk: Talk, browser: Browser) -> None:
    """Fails when a bubble is missing on the phone's screen, or is cut off there."""
    assert isinstance(talk, OutsideTalk)
    context = browser.new_context(viewport={"width": 420, "height": 900}, locale="zh-CN", bypass_csp=True)
    try:
        page = context.new_page()
        page.clock.set_fixed_time(datetime.fromtimestamp(talk.entries()[-1].at))  # the journey's, not today's
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{talk.platform.accounts.platform}/?{urlencode({talk.channel: talk.who})}")
        _show(page, talk)
        assert wrong == []
        if os.environ.get("GOLDEN") == "write":
            screen = page.locator(".phone[data-shown] .screen")
            screen.screenshot(path=FOLDER / f"{path.parent.name}.{talk.channel}.png")
    finally:
        context.close()


def _show(page: Page, talk: OutsideTalk) -> None:
    phone = page.get_by_role("region", name=PHONES[talk.channel], exact=True)
    if tab := TABS.get(talk.channel):
        phone.get_by_role("tab", name=tab).click()
    bubbles = phone.locator(".bubble:not(.dots)").filter(visible=True)
    seen = [entry for entry in talk.entries() if entry.kind in ("said", "got") and entry.what.get("text")]
    expect(bubbles).to_have_count(len(seen))
    for number, entry in enumerate(seen):
        shown = _bare(bubbles.nth(number).inner_text())
        assert shown.startswith(_bare(entry.what["text"])), (shown, entry.what["text"])
        assert all(_bare(choice["title"]) in shown for choice in entry.what.get("choices") or ())
    assert bubbles.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length") == 0
    phone.evaluate("one => one.dataset.shown = true")
    page.add_style_tag(content=WHOLE)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
