"""What is kept of a request, and how soon a message is taken to the bot."""

import pytest

from connectors.contract.capabilities import Capabilities
from connectors.contract.channel import Registry
from gateway.processes.sweeper import beat
from helpline.tables import Nonce
from helpline.turns.claims import Burst, Claims
from tests.gateway.test_webhooks import come, message
from tests.helpline.delivery.test_outbox import Wire
from tests.world import World


def test_a_nonce_is_kept_as_long_as_its_request_would_be_let_in(world: World) -> None:
    come(world, message("m1"), nonce="n")
    world.pass_(minutes=14)
    beat(world.database)
    assert len(world.all(Nonce)) == 1
    world.pass_(minutes=2)
    beat(world.database)
    assert not world.all(Nonce)


@pytest.mark.parametrize(("waits", "waiting"), [(True, 0), (False, 1)])
def test_a_channel_that_does_not_wait_is_answered_at_once(world: World, waits: bool, waiting: int) -> None:
    wire = Wire()
    wire.capabilities = Capabilities(buttons=False, pictures=False, longest=70, waits=waits)
    come(world, message("m1"), wire=wire)
    claims = Claims(world.database, world.kb, "here", Burst(0.8, 4), Registry({"wire": wire}))
    assert len(claims.waiting()) == waiting
