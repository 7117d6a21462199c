"""Who is measured: this product, and the same product with stock Rasa's understanding and dialogue."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gateway.rasa import model, server
from gateway.settings import ROOT

STOCK = ROOT / "bench" / "stock"
SAME_SETTINGS = ("FallbackClassifier", "RulePolicy")


@dataclass(frozen=True)
class Contender:
    """A configuration of Rasa and the folder its model, databases and logs are kept in."""

    name: str
    folder: Path
    config: Path
    data: tuple[Path, ...]
    endpoints: Path
    credentials: Path

    @property
    def model(self) -> Path:
        return self.folder / "models" / f"{self.name}.tar.gz"

    def train(self) -> float:
        """Seconds from the command to the model, with nothing cached. RuntimeError names the log when it fails."""
        log = self.folder / "train.log"
        line = [str(model.RASA), "-m", "rasa", "train", "--domain", "domain.yml", "--config", str(self.config)]
        line += ["--data", *map(str, self.data), "--out", str(self.model.parent), "--fixed-model-name", self.name]
        env = server.environment("http://127.0.0.1:1/unused", "unused", "") | {
            "RASA_CACHE_DIRECTORY": str(self.folder / "cache"),  # what Rasa learnt in earlier runs lies in .rasa/
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.folder),  # where stock Rasa's jieba keeps its dictionary
        }
        began = time.monotonic()
        with log.open("wb") as output:
            done = subprocess.run(line, cwd=ROOT, env=env, stdout=output, stderr=output, check=False)
        seconds = time.monotonic() - began
        if done.returncode or not self.model.exists():
            raise RuntimeError(f"training {self.name} failed:\n{log.read_text(errors='replace')[-2000:]}")
        return seconds


def contenders(folder: Path) -> tuple[Contender, Contender]:
    """Ours and stock, each with an empty folder of its own."""
    for name in ("ours", "stock"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    stock = folder / "stock" / "config.yml"
    stock.write_text(yaml.safe_dump(stock_config(_read(STOCK / "config.yml"), _read(ROOT / "config.yml"))))
    data = ROOT / "bot" / "data"
    ours = Contender(
        "ours", folder / "ours", ROOT / "config.yml", (data,), ROOT / "endpoints.yml", ROOT / "credentials.yml"
    )
    both = (data, STOCK / "stories.yml")
    peer = Contender("stock", folder / "stock", stock, both, STOCK / "endpoints.yml", STOCK / "credentials.yml")
    return ours, peer


def stock_config(stock: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """Stock's configuration with ours' settings of the parts both have: thresholds are the domain's, not the peer's."""
    known = {part["name"]: part for part in [*ours["pipeline"], *ours["policies"]]}

    def same(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [known.get(part["name"], part) if part["name"] in SAME_SETTINGS else part for part in parts]

    return stock | {"pipeline": same(stock["pipeline"]), "policies": same(stock["policies"])}


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
