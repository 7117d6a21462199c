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
        api, there = urlsplit(self._account.api_url), urlsplit(url)
        return (api.scheme, api.hostname, api.port) == (there.scheme, there.hostname, there.port)


def _is_store(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and f".{parts.hostname}".endswith(STORES) and not parts.username


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
