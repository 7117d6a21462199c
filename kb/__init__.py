"""The company's knowledge: data files, and the small code that loads, checks and searches them."""

from kb.errors import KnowledgeFault
from kb.loading.load import load
from kb.models.knowledge import Knowledge

__all__ = ["Knowledge", "KnowledgeFault", "load"]
