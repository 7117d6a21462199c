"""What was learnt from talks, as the API shows it."""

from gateway.api.learning_schemas import GuidedRow
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import GuidedFault
from kb.lookup import category


def guided_row(work: UnitOfWork, row: GuidedFault) -> GuidedRow:
    """A fault that guidance mended."""
    said = {
        name: getattr(row, name) for name in ("id", "category", "symptom", "cause", "steps", "channel", "solved_at")
    }
    title = next((one.title for one in work.kb.articles if one.slug == row.article), row.article)
    name = category(work.kb, row.category).name
    return GuidedRow(**said, title=title, category_name=name, serial=row.asset.serial if row.asset else None)
