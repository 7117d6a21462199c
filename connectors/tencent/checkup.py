"""What `make doctor` finds at WeChat and WeCom: whether they give us a token, and what to do when they do not."""

from collections.abc import Callable, Iterator

from connectors.contract.checkup import Finding
from connectors.tencent.http import Failed

FIXES = {
    40001: "the secret is wrong: copy it anew from the console",
    40125: "the secret is wrong: copy it anew from the console",
    40013: "the id of the account is wrong: copy it anew from the console",
    40164: "this machine's address is not on the console's list of allowed addresses: add it there",
    60020: "this machine's address is not among the app's trusted addresses: add it there",
    45009: "the day's calls are used up: wait until tomorrow, or clear them in the console",
    "connection": "the platform cannot be reached from here: check the network, the proxy and the API address",
    "timeout": "the platform does not answer in time: check the network and the proxy",
    "http": "the API address answers, but not as the platform does: check it",
    "answer": "the API address answers, but not as the platform does: check it",
}


def token_findings(name: str, get: Callable[[], object]) -> Iterator[Finding]:
    """Whether an access token is given."""
    try:
        get()
    except Failed as failed:
        yield Finding(
            False, f"{name}: no access token ({failed.code})", FIXES.get(failed.code, "look the code up there")
        )
    except Exception as error:
        yield Finding(False, f"{name}: no access token ({type(error).__name__})", "see the gateway's log")
    else:
        yield Finding(True, f"{name}: gives an access token")
