"""The bench's own arithmetic; what it measures is nobody's test."""

import os
import sqlite3
from pathlib import Path

import pytest
import yaml

from bench.action_paths import most_frequent, paths, share_of
from bench.contenders import STOCK, contenders, stock_config
from bench.customers import conversations, script
from bench.figures import Row, Target, accuracy, f1_of, macro_f1, number, percentile, table
from bench.memory import megabytes
from gateway.settings import ROOT

HALF = Target("at most half", "ratio", at_most=0.5)
TEN_POINTS = Target("ten points", "gain", at_least=0.1)
NINETY = Target("90 s", "ours", at_most=90)


@pytest.mark.parametrize(
    ("values", "percent", "wanted"),
    [
        ([5.0], 95, 5.0),
        ([1.0, 3.0], 50, 2.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([0.0, 10.0], 95, 9.5),
        ([1, 2, 3, 4], 100, 4),
    ],
)
def test_percentile(values: list[float], percent: float, wanted: float) -> None:
    assert percentile(values, percent) == pytest.approx(wanted)


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        percentile([], 50)


def test_f1_counts_every_label_alike() -> None:
    pairs = [("a", "a"), ("a", "a"), ("a", "a"), ("b", "a"), ("c", "d")]
    assert accuracy(pairs) == pytest.approx(0.6)
    assert f1_of(pairs) == {"a": pytest.approx(6 / 7), "b": 0.0, "c": 0.0}
    assert macro_f1(pairs) == pytest.approx(2 / 7)


@pytest.mark.parametrize(
    ("ours", "stock", "target", "holds"),
    [
        (50, 100, HALF, True),
        (51, 100, HALF, False),
        (50, None, HALF, None),
        (0.86, 0.76, TEN_POINTS, True),
        (0.85, 0.76, TEN_POINTS, False),
        (90, None, NINETY, True),
        (91, 400, NINETY, False),
        (1, 2, None, None),
    ],
)
def test_targets(ours: float, stock: float | None, target: Target | None, holds: bool | None) -> None:
    assert Row("x", "s", ours, stock, target).holds is holds


def test_the_table_says_what_is_missed() -> None:
    told = table([Row("turn", "ms", 40, 100, HALF), Row("slow", "ms", 80, 100, HALF), Row("alone", "s", 1)])
    lines = told.splitlines()
    assert len(lines) == 5 and lines[2].endswith("holds") and lines[3].endswith("MISSED")
    assert "0.40" in lines[2] and lines[4].split() == ["alone", "(s)", "1.00"]


@pytest.mark.parametrize(("value", "told"), [(0.8712, "0.871"), (8.712, "8.71"), (87.12, "87.1"), (871.2, "871")])
def test_numbers_have_three_figures(value: float, told: str) -> None:
    assert number(value) == told


def test_a_row_as_json() -> None:
    told = Row("turn", "ms", 40, 100, HALF).as_json()
    assert told["ratio"] == 0.4 and told["holds"] is True and told["target"] == "at most half"


def test_stock_dares_what_we_dare() -> None:
    ours = {
        "pipeline": [{"name": "X"}, {"name": "FallbackClassifier", "threshold": 0.4}],
        "policies": [{"name": "RulePolicy", "a": 1}],
    }
    stock = {
        "language": "zh",
        "pipeline": [{"name": "FallbackClassifier"}, {"name": "Y"}],
        "policies": [{"name": "RulePolicy"}],
    }
    assert stock_config(stock, ours) == {
        "language": "zh",
        "pipeline": [{"name": "FallbackClassifier", "threshold": 0.4}, {"name": "Y"}],
        "policies": [{"name": "RulePolicy", "a": 1}],
    }


def test_stock_has_no_part_of_ours(tmp_path: Path) -> None:
    """Nothing of bot/components runs in it, and both learn from the same examples."""
    ours, stock = contenders(tmp_path)
    config = yaml.safe_load(stock.config.read_text(encoding="utf-8"))
    assert not [part["name"] for part in [*config["pipeline"], *config["policies"]] if "." in part["name"]]
    assert "bot.components" not in (STOCK / "endpoints.yml").read_text(encoding="utf-8")
    assert set(ours.data) < set(stock.data)
    assert all(path.exists() for path in (*stock.data, stock.endpoints, stock.credentials, ours.endpoints, ours.config))
    assert ours.folder != stock.folder and ours.endpoints.is_relative_to(ROOT)


def test_no_sentence_is_said_twice_in_a_round() -> None:
    talks = conversations()
    said = [text for _ in script()["places"] for text in next(talks)]
    assert len(set(said)) == len(said) > 600
    assert not [text for text in said if "{" in text]


def test_paths_are_read_from_the_tracker(tmp_path: Path) -> None:
    file = tmp_path / "rasa.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, type_name, action_name)")
        for sender, kind, action in (
            ("a", "action", "x"),
            ("b", "action", "x"),
            ("a", "user", None),
            ("a", "action", "y"),
        ):
            connection.execute(
                "INSERT INTO events (sender_id, type_name, action_name) VALUES (?, ?, ?)", (sender, kind, action)
            )
    assert sorted(paths(file)) == [("x",), ("x", "y")]


def test_share_of_the_usual_path() -> None:
    usual = most_frequent([("x", "y"), ("x", "y"), ("x",)])
    assert usual == ("x", "y")
    assert share_of(usual, [usual]) == 1.0
    assert share_of(usual, [("x",), ("x", "z")]) == pytest.approx(2 / 4)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")
def test_memory_of_a_process_that_is_gone_is_nothing() -> None:
    assert megabytes([os.getpid()]) > 1
    assert megabytes([2**22 + 1]) == 0


def test_the_peers_stories_walk_paths_that_the_domain_has() -> None:
    stories = yaml.safe_load((STOCK / "stories.yml").read_text(encoding="utf-8"))["stories"]
    steps = [step for story in stories for step in story["steps"]]
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {next(iter(one)) if isinstance(one, dict) else one for one in domain["intents"]}
    assert {step["intent"] for step in steps if "intent" in step} <= intents
    assert {step["action"] for step in steps if "action" in step} <= set(domain["actions"])
    assert all({"intent", "action"} & step.keys() for step in steps)
