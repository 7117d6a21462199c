"""Pictures that lie with Twilio: fetched with our credentials from its own host, without them from any other."""

from urllib.parse import urljoin, urlsplit

import httpx

from connectors.twilio.request import Account

LARGEST = 8 * 1024 * 1024
REDIRECTS = 3
SECONDS = 5.0
# Where Twilio sends on to; nothing else is asked, whatever a redirect says.
STORES = (".twilio.com", ".twiliocdn.com", ".amazonaws.com")


class Fetcher:
    """Fetches one file. LookupError when it is gone, too large or not Twilio's; other errors may pass."""

    def __init__(self, own: Account) -> None:
        self._account = own

    def __call__(self, url: str) -> bytes:
        if not self._ours(url):
            raise LookupError("the file does not lie with Twilio")
        try:
            return self._fetched(url)
        except httpx.InvalidURL as error:
            raise LookupError("the file's address is none") from error

    def _fetched(self, url: str) -> bytes:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=True) as client:
            for _ in range(1 + REDIRECTS):
                auth = (self._account.sid, self._account.tokens[0]) if self._ours(url) else None
                with client.stream("GET", url, auth=auth) as response:
                    if not response.is_redirect:
                        return _content(response)
                    url = urljoin(url, response.headers["location"])
                if not self._ours(url) and not _is_store(url):
                    raise LookupError("the file was sent on to a stranger")
        raise LookupError("the file was sent on too often")

    def _ours(self, url: str) -> bool:
        """Whether credentials may go there: same scheme, host and port as the API."""
        return _place(url) == _place(self._account.api_url)


def _place(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port; nothing of the kind for what is no address."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "", None, None


def _is_store(url: str) -> bool:
    scheme, host, port = _place(url)
    return scheme == "https" and port is None and f".{host}".endswith(STORES) and "@" not in urlsplit(url).netloc


def _content(response: httpx.Response) -> bytes:
    if response.status_code in (403, 404, 410):
        raise LookupError("the file is gone")
    if response.status_code != 200:
        raise OSError(f"Twilio answered {response.status_code}")
    found = bytearray()
    for chunk in response.iter_bytes():
        found += chunk
        if len(found) > LARGEST:
            raise LookupError("the file is larger than 8 MB")
    return bytes(found)
