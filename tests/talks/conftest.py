"""One running product for all talks: the journeys' own."""

from tests.journeys.conftest import product

__all__ = ["product"]
