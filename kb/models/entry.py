"""What every entry of a knowledge file has in common."""

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """One entry of a knowledge file: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")
