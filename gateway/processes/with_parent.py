"""`python -m gateway.processes.with_parent MODULE ARGUMENT…`: runs a module that ends when its parent does.

Standard input is a pipe whose other end the parent holds and never writes to: when the parent is gone, however it
ended, the pipe closes, and this process ends too. Nothing is tidied up: each of ours may be killed at any moment.

Runs in both environments, so it knows the standard library only.
"""

import os
import runpy
import signal
import sys
import threading


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, name="with-parent", daemon=True).start()
    del sys.argv[0]  # the module sees itself where it expects to
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
