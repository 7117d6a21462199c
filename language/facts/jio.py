"""The jionlp library, imported quietly: it greets on standard output, which would end up in logs and pipes."""

import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):
    import jionlp

__all__ = ["jionlp"]
