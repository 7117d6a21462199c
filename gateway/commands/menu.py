"""`make menu`: sets the menu of kb/policies/menu.yml on every channel that is switched on and has one.

Exit status 1 when there is none, or one refused it.
"""

import os
import sys

from connectors.contract.channel import Registry
from connectors.contract.setting_up import HasMenu
from gateway.channels import switch_on
from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate
from gateway.settings import read_settings
from helpline.core.database import Database
from helpline.delivery.token_store import DatabaseTokenStore
from kb.models.menu import Heading, MenuPolicy

NOBODY = "no channel that is switched on has a menu; docs/channels.md says how to switch WeChat on"


def main() -> None:
    """Prints a line a channel."""
    settings = read_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    database = Database(settings.database)
    try:
        channels, _ = switch_on(os.environ, DatabaseTokenStore(database))
        told = set_everywhere(channels, read_knowledge().policies.menu)
    finally:
        database.close()
    for name, failed in told.items():
        print(f"{name}: {failed or 'the menu is set; phones that show the old one follow within a day'}")
    if not told:
        print(NOBODY)
    sys.exit(1 if not told or any(told.values()) else 0)


def set_everywhere(channels: Registry, policy: MenuPolicy) -> dict[str, str]:
    """For each channel that has a menu, why it could not be set, "" when it is."""
    entries = {
        entry.title: {choice.title: choice.says for choice in entry.choices}
        if isinstance(entry, Heading)
        else entry.says
        for entry in policy.entries
    }
    told = {}
    for name, channel in channels.channels.items():
        if isinstance(channel, HasMenu):
            try:
                channel.set_menu(entries)
                told[name] = ""
            except Exception as error:  # any of a foreign platform's; the next channel is tried all the same
                told[name] = f"refused: {error}"
    return told


if __name__ == "__main__":
    main()
