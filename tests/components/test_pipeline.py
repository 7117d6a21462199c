"""The pipeline's own parts on small data; runs in the Rasa environment, skipped elsewhere."""

import numpy as np
import pytest

pytest.importorskip("rasa")

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.fact_extractor import FactExtractor
from bot.components.intent_model import IntentModel
from bot.components.product_ruler import ProductRuler
from bot.components.sentence_embedding import meanings
from language.facts.words import Words

WORDS = Words(
    products={"泵": "water_pump", "空调": "air_conditioner", "中央空调": "central_ac"},
    models={"qf-kfr35": "QF-KFR35"},
    categories={"QF-KFR35": "air_conditioner"},
)
EXAMPLES = {
    "greet": ["你好", "您好", "早上好", "在吗", "有人吗", "哈喽"],
    "thanks": ["谢谢", "多谢", "感谢", "太感谢了", "谢啦", "非常感谢"],
    "report_fault": ["空调坏了", "水泵不转了", "灯不亮了", "屏幕黑了", "打印机没反应", "电梯停了"],
}


@pytest.fixture(scope="module")
def model() -> IntentModel:
    trained = IntentModel()
    texts = [text for examples in EXAMPLES.values() for text in examples]
    intents = [intent for intent, examples in EXAMPLES.items() for _ in examples]
    trained.fit(texts, meanings(texts), intents)
    return trained


@pytest.mark.parametrize(
    ("text", "intent"), [("热水器坏了", "report_fault"), ("多谢啦", "thanks"), ("下午好", "greet")]
)
def test_unseen_sentences_are_understood(model: IntentModel, text: str, intent: str) -> None:
    chances = model.probabilities([text], meanings([text]))
    assert chances.sum() == pytest.approx(1.0)
    assert model.intents[int(chances.argmax())] == intent


def test_meanings_are_unit_vectors_and_alike_for_both_scripts() -> None:
    traditional, simplified = meanings(["冷氣壞了", "冷气坏了"])
    assert np.linalg.norm(simplified) == pytest.approx(1.0, abs=1e-3)
    assert np.allclose(traditional, simplified)


def test_the_ruler_keeps_to_words() -> None:
    ruler = ProductRuler(WORDS)
    found = [(fact.kind, fact.value, fact.text) for fact in ruler.find("中央空调QF-KFR35的泵不转")]
    assert found == [
        ("product", "central_ac", "中央空调"), ("model", "QF-KFR35", "QF-KFR35"), ("product", "water_pump", "泵")
    ]  # fmt: skip


def test_facts_become_entities_counted_from_the_messages_now() -> None:
    message = Message({TEXT: "空调坏了，明天下午来", "metadata": {"now": "2026-11-22T02:30:00+00:00"}})
    FactExtractor(WORDS).process([message])
    entities = {entity["entity"]: entity for entity in message.get(ENTITIES)}
    assert entities["product"]["value"] == "air_conditioner"
    assert entities["time"]["value"]["start"] == "2026-11-23T13:00:00+08:00"
    assert entities["time"]["extractor"] == "facts"


def test_button_payloads_get_no_entities() -> None:
    message = Message({TEXT: '/inform{"phone": "13500001234"}'})
    FactExtractor(WORDS).process([message])
    assert message.get(ENTITIES, []) == []
