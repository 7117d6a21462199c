"""What sentences mean, as vectors: the one sentence model that understanding and article search share.

Runs in both environments, and knows nothing of intents, articles or Rasa.
"""

from language.embedding.sentence import DIMENSIONS, VERSION, vector, vectors

__all__ = ["DIMENSIONS", "VERSION", "vector", "vectors"]
