"""The gateway: every route, and the workers that run beside them."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI

from gateway import pages
from gateway.api import (
    admission,
    audit,
    case_service,
    case_verbs,
    cases,
    chat,
    conversations,
    desk_stream,
    dispatch,
    documents,
    duty,
    emergency_plans,
    engineer,
    errors,
    health,
    learning,
    login,
    own_access,
    paging,
    papers,
    people,
    register,
    reports,
    restore,
    supervision,
    surveys,
    tasks,
    visits,
    voice,
    webhooks,
)
from gateway.api.deps import State, named_in_logs
from gateway.channels import switch_on, told
from gateway.middleware.addresses import OwnAddresses
from gateway.middleware.body_limits import BodyLimits
from gateway.middleware.limits import Limits
from gateway.middleware.security_middleware import SecurityMiddleware
from gateway.rasa import actions
from gateway.rasa.client import Rasa
from gateway.settings import ROOT, Settings, read_settings
from gateway.workers.bot_back import BotBack
from gateway.workers.change_notifier import ChangeNotifier
from gateway.workers.delivered_marker import DeliveredMarker
from gateway.workers.disk_reserve import DiskReserve
from gateway.workers.inbound_batcher import InboundBatcher
from gateway.workers.presence import Presence
from gateway.workers.turns import Turns
from helpline.core.database import Database
from helpline.delivery.token_store import DatabaseTokenStore
from kb import load
from kb.models.knowledge import Knowledge

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None, knowledge: Knowledge | None = None) -> FastAPI:
    """The application over a migrated database. Faulty knowledge stops it here, with file and line."""
    settings = settings or read_settings()
    database, kb = Database(settings.database), knowledge or load(ROOT / "kb")
    rasa = Rasa(
        settings.rasa_url,
        settings.internal_token,
        settings.rasa_timeout_seconds,
        settings.rasa_patience_seconds,
        settings.rasa_was_ready,
    )
    changes = ChangeNotifier(database)
    channels, states = switch_on(os.environ, DatabaseTokenStore(database))
    log.info(told(states))
    reserve = DiskReserve(kb, settings.var_dir)
    batcher = InboundBatcher(database, kb, channels, reserve)
    turns = Turns(database, kb, rasa, settings, channels, batcher)
    presence, delivered = Presence(database), DeliveredMarker(database)
    bot_back = BotBack(database, kb, rasa, turns)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        workers = [asyncio.create_task(part.run()) for part in (changes, turns, batcher, presence, delivered, bot_back)]
        yield
        for worker in workers:
            worker.cancel()
        for worker in workers:
            with suppress(asyncio.CancelledError):
                await worker
        batcher.close()
        turns.close()
        await rasa.close()
        database.close()

    app = FastAPI(
        title="Helpline",
        version="0.1.0",
        lifespan=lifespan,
        description="Web chat for customers and the desk for staff of an after-sales helpline.",
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,  # see gateway.pages: the framework's own pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name whatever host the request claims to be for
    )
    limits = Limits(kb.policies.limits, settings.limits_times, settings.redis_url)
    held = State(settings, database, kb, rasa, changes, turns, channels, batcher, presence, delivered, limits, reserve)
    app.state.held = held
    # Routes are tried one after the other: what is called most comes first, the telephone before channels in general.
    called = (
        *(voice, webhooks, chat, login, conversations, cases, case_verbs, visits, dispatch, engineer, documents),
        *(case_service, emergency_plans, papers, tasks, paging, learning, desk_stream),
    )
    rest = (register, health, duty, own_access, people, audit, supervision, reports, surveys, restore, pages)
    for part in (*called, *rest):
        app.include_router(part.routes, dependencies=[Depends(named_in_logs)])
    app.include_router(actions.router(database, kb, settings.internal_token, channels.forms()))
    pages.mount(app)
    errors.install(app)
    app.add_middleware(BodyLimits, seconds=kb.policies.limits.connections.body_seconds, checks=admission.checks(held))
    app.add_middleware(SecurityMiddleware, own=OwnAddresses(settings.public_url, settings.allowed_hosts))
    return app
