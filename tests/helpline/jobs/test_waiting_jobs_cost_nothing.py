"""However much waits to be done later, a beat of the clock looks at what is due and at what is claimed, and no further."""

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
            event.listen(database.engine, "before_cursor_execute", lambda *told: asked.update({told[2]: told[3]}))
            world.sweep()
            next_due(database, "clock", clock.now())
            sweeper.beat(database)
            of_jobs = {statement: values for statement, values in asked.items() if "jobs" in statement}
            with database.engine.connect() as link:
                plans = {
                    statement: [row[3] for row in link.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
                    for statement, values in of_jobs.items()
                }
        database.close()
    assert len(plans) == 5, plans
    for statement, (plan,) in plans.items():
        assert "ix_jobs_claimed" in plan or "ix_jobs_due (lane=? AND due_at" in plan, (statement, plan)
