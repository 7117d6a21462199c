"""Gives talks back to the bot that fell to people while it was away."""

import asyncio
import logging

from gateway.rasa.client import Rasa
from gateway.workers.turns import Turns
from helpline.core.database import Database
from helpline.turns.bot_back import fallen, take_back
from kb.models.knowledge import Knowledge

EVERY_SECONDS = 2.0

log = logging.getLogger(__name__)


class BotBack:
    """Of one gateway; of several at once one gives a talk back."""

    def __init__(self, database: Database, kb: Knowledge, rasa: Rasa, turns: Turns) -> None:
        self._database, self._kb, self._rasa, self._turns = database, kb, rasa, turns

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.look()
            except Exception:
                log.exception("talks could not be given back to the bot")

    async def look(self) -> None:
        """Gives back what waits, when the bot is there."""
        waiting = await asyncio.to_thread(fallen, self._database, self._kb)
        if not waiting or self._rasa.breaker.is_gone or not await self._rasa.is_ready():
            return
        for id in waiting:
            if await asyncio.to_thread(take_back, self._database, self._kb, id):
                log.info("conversation %s is the bot's again", id)
                self._turns.ring()
