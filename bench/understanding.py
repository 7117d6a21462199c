"""Right intents and time to read a sentence, on the sentences under tests/intents that nobody trained on."""

from collections import defaultdict

import yaml

from bench.contenders import Contender
from bench.customers import script
from bench.figures import POINT, Row, Target, accuracy, macro_f1, percentile
from bench.product import Product
from bench.run import Run
from gateway.settings import ROOT
from tools.evaluate import Answer, ask

BETTER = Target("at least 10 points over stock", "gain", at_least=10 * POINT)


def unseen() -> list[tuple[str, str]]:
    """Every (sentence, intent) of the test files."""
    loaded = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests/intents").glob("*.yml"))
    ]
    return [(sentence, file["intent"]) for file in loaded for sentence in file["sentences"]]


class Understanding:
    """Collects over the rounds; every sentence is read once in a run, so no memory of sentences can help."""

    def __init__(self, run: Run) -> None:
        self._run, self._answers = run, defaultdict[str, list[Answer]](list)

    def measure(self, round: int, contender: Contender, product: Product) -> None:
        """Has this round's share of the sentences read."""
        for text in script()["warm_up"]:
            ask(product.rasa, text, "", product.token)
        share = unseen()[round :: self._run.rounds]
        self._answers[contender.name] += [ask(product.rasa, text, intent, product.token) for text, intent in share]

    def figures(self) -> list[Row]:
        """The rows, once every round is done."""
        ours, stock = self._answers["ours"], self._answers["stock"]

        def pairs(answers: list[Answer]) -> list[tuple[str, str]]:
            return [(answer.wanted, answer.got) for answer in answers]

        def milliseconds(answers: list[Answer], percent: float) -> float:
            return 1000 * percentile([answer.seconds for answer in answers], percent)

        return [
            Row(f"accuracy, {len(ours)} unseen sentences", "share", accuracy(pairs(ours)), accuracy(pairs(stock))),
            Row("macro F1", "share", macro_f1(pairs(ours)), macro_f1(pairs(stock)), BETTER),
            *(
                Row(f"parse p{percent}", "ms", milliseconds(ours, percent), milliseconds(stock, percent))
                for percent in (50, 95)
            ),
        ]
