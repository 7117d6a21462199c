"""A page that keeps what it should not have done."""

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Frame, Page, Request

# Policies are broken without a word to the page itself, so each breach is written where the test finds it.
TELL = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"


class Watched:
    """A page in a context of its own: `breaches` of its policy, and requests that went `away` to other machines."""

    def __init__(self, browser: Browser, base: str, cookie: tuple[str, str] | None = None) -> None:
        self._base = base
        self.breaches: list[str] = []
        self.away: list[str] = []
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        if cookie:
            context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": base}])
        context.add_init_script(TELL)
        self.page: Page = context.new_page()
        self.page.on("dialog", self._opened)
        self.page.on("pageerror", self._failed)
        self.page.on("console", self._said)
        self.page.on("request", self._asked)

    def was_quiet(self) -> None:
        assert self.breaches == [] and self.away == []
        assert self.page.evaluate("window.hacked") is None

    def close(self) -> None:
        self.page.context.close()

    def _opened(self, dialog: Dialog) -> None:
        self.breaches.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _failed(self, error: Error) -> None:
        self.breaches.append(str(error))

    def _said(self, message: ConsoleMessage) -> None:
        if message.text.startswith("policy:") or "Content Security Policy" in message.text:
            self.breaches.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self._base}/", "blob:", "data:")):
            self.away.append(request.url)


def framed(page: Page) -> Frame:
    """The page's frame, once the browser has shown or refused it."""
    while len(page.frames) < 2 or page.frames[1].url in ("", "about:blank"):
        page.wait_for_timeout(50)
    return page.frames[1]
