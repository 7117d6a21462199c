"""However much waits to be done later, and was done before, the clock looks at what is due and claimed, and no further."""

import re
from typing import Any

from sqlalchemy import event

from gateway.processes import sweeper
from helpline.core import clock
from helpline.core.database import Database
from helpline.jobs.run import next_due
from kb.models.knowledge import Knowledge
from tests.databases import Sqlite
from tests.world import World


def test_no_beat_reads_all_that_waits(sqlite: Sqlite, kb: Knowledge) -> None:
    """By SQLite's plans, which are the same for a table of any size."""
    asked: dict[str, Any] = {}
    with sqlite.fresh() as url:
        database = Database(url)
        with World(database, kb) as world:
            world.file(category="air_conditioner")
            world.pass_(minutes=31)  # a warning and a miss are due
            event.listen(database.engine, "before_cursor_execute", lambda *told: asked.update({told[2]: told[3]}))
            assert world.sweep() == 2 and world.sweep() == 0
            next_due(database, "clock", clock.now())
            sweeper.beat(database)
            with database.engine.connect() as link:
                plans = {
                    statement: " ".join(row[3] for row in link.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told))
                    for statement, told in list(asked.items())
                }
        database.close()
    read = [plan for plan in plans.values() if re.search(r"\b(jobs|tasks|promises|holds|cases|case_events)\b", plan)]
    assert len(read) > 10
    assert [plan for plan in read if "SCAN" in plan and "ix_jobs_claimed" not in plan] == []
    assert [plan for plan in read if plan.endswith("ix_jobs_due (lane=?)")] == [], "all that waits in a lane"
