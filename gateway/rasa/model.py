"""The trained model: named after what it was trained from, so that a stale one is never used."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gateway.processes.part import leash, with_parent
from gateway.settings import ROOT

RASA = ROOT / "envs" / "rasa" / ".venv" / "bin" / "python"
SOURCES = (
    "domain.yml",
    "config.yml",
    "kb/products.yml",
    "bot/data",
    "bot/components",
    "language",
    "envs/rasa/uv.lock",
)


# What Rasa is handed of our environment: nothing that opens a platform's account, the database or the desk.
HANDED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "LC_",
    "TZ",
    "TMPDIR",
    "LD_",
    "PYTHON",
    "RASA_",
    "SANIC_",
    "CLOCK_FILE",
    "VAR_DIR",
)


def environment() -> dict[str, str]:
    """What every Rasa process runs with: no telemetry, no spinning threads, quiet TensorFlow, none of our secrets."""
    return {name: value for name, value in os.environ.items() if name.startswith(HANDED_ON)} | {
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "MPLCONFIGDIR": tempfile.gettempdir(),
    }


def path() -> Path:
    """Where the model of the present sources is, or would be."""
    digest = hashlib.sha256()
    for source in SOURCES:
        found = ROOT / source
        for file in sorted(found.rglob("*")) if found.is_dir() else [found]:
            if file.suffix in (".yml", ".py", ".lock"):
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return ROOT / "bot" / "models" / f"helpline-{digest.hexdigest()[:12]}.tar.gz"


def train() -> Path:
    """The trained model; trains when there is none of the present sources. Shows progress; raises when it fails."""
    target = path()
    if target.exists():
        return target
    print("training the model (a minute or two, once)", flush=True)
    begun = time.monotonic()
    log = target.parent / "train.log"
    env = environment() | {"ACTION_ENDPOINT": "http://127.0.0.1:1/unused", "INTERNAL_TOKEN": "unused"}
    command = with_parent(
        str(RASA),
        "rasa",
        "train",
        "--domain",
        "domain.yml",
        "--config",
        "config.yml",
        "--data",
        "bot/data",
        "--out",
        "bot/models",
        "--fixed-model-name",
        target.name.removesuffix(".tar.gz"),
        "--force",  # Rasa's cache does not see that the code of a component has changed
    )
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=leash(), stdout=output, stderr=subprocess.STDOUT)
        try:
            _watch(process, begun)
        finally:
            if process.poll() is None:  # we are being stopped, and so is it
                process.kill()
                process.wait()
    if process.returncode or not target.exists():
        raise RuntimeError(f"training failed; see {log}\n{log.read_text()[-2000:]}")
    print(f"trained in {time.monotonic() - begun:.0f} s", flush=True)
    for old in target.parent.glob("helpline-*.tar.gz"):
        if old != target:
            old.unlink()
    return target


def _watch(process: "subprocess.Popen[bytes]", begun: float) -> None:
    while process.poll() is None:
        time.sleep(1)
        seconds = int(time.monotonic() - begun)
        if seconds % 5 == 0:
            print(f"  training … {seconds} s", flush=True)


if __name__ == "__main__":
    print(train())
    sys.exit(0)
