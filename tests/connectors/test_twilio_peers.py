"""Signatures and TwiML against Twilio's own Node package."""

from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from twilio.request_validator import RequestValidator

from connectors.voice.attributes import VALUES
from connectors.voice.twiml import Script, Speech
from kb.models.knowledge import Knowledge
from simulator.twiml_grammar import ATTRIBUTES, COUNT, FLAG, METHOD, TEXT
from tests.connectors.twilio_webhooks import PUBLIC, TOKEN, is_let_in, payload, sms, voice, webhook
from tests.peers.node import ask

pytestmark = pytest.mark.peers
FORMS = [
    ("sms", "", "", payload("sms", "text")),
    ("sms", "", "", payload("sms", "picture")),
    ("sms", "", "", payload("sms", "text") | {"Body": "👨‍👩‍👧‍👦 a+b & c=d\r\n空调", "ToZip": ""}),
    ("sms", "status", "", payload("sms", "status")),
    ("voice", "", "", payload("voice", "incoming")),
    ("voice", "heard", "n=3", payload("voice", "heard")),
    ("voice", "whisper", "n=4&call=CA1", payload("voice", "heard")),
]


def address(channel: str, path: str, query: str) -> str:
    return f"{PUBLIC}/channels/{channel}{'/' if path else ''}{path}{'?' if query else ''}{query}"


def test_ours_let_in_what_it_signs() -> None:
    tasks = [
        {"do": "sign", "token": TOKEN, "url": address(channel, path, query), "values": values}
        for channel, path, query, values in FORMS
    ]
    for (channel, path, query, values), signature in zip(FORMS, ask("twilio.mjs", tasks), strict=True):
        request = webhook(channel, values, path, query, **{"x-twilio-signature": signature})
        assert is_let_in(sms() if channel == "sms" else voice(), request)


def test_it_lets_in_what_we_sign() -> None:
    """Our simulator's signatures are real."""
    tasks = []
    for channel, path, query, values in FORMS:
        url = address(channel, path, query)
        signature = RequestValidator(TOKEN).compute_signature(url, values)
        tasks.append({"do": "validate", "token": TOKEN, "signature": signature, "url": url, "values": values})
        tasks.append({**tasks[-1], "values": values | {"From": "+1"}})
    assert ask("twilio.mjs", tasks) == [True, False] * len(FORMS)


@pytest.fixture(scope="module")
def grammar() -> dict[str, dict[str, Any]]:
    (found,) = ask("twilio.mjs", [{"do": "grammar"}])
    return dict(found)


def test_values_we_send_are_twilios(grammar: dict[str, dict[str, Any]]) -> None:
    for (verb, name), values in VALUES.items():
        known = grammar[verb][name]
        if known == "string":
            continue
        for value in values:
            assert set(value.split()) <= set(known), f"<{verb} {name}={value!r}>"


def test_every_attribute_we_send_is_twilios(grammar: dict[str, dict[str, Any]], kb: Knowledge) -> None:
    policy = kb.policies.hotline.voice
    speech = Speech(policy.hears, policy.speaks, policy.name, ("空调", "电梯"))
    script = (
        Script(speech)
        .say("您好")
        .ask(["请讲"], "https://a.example/heard?n=1")
        .ask(["按键"], "https://a.example/heard?n=1", digits=1)
        .keys(["按1"], "https://a.example/chose?n=1", 5, "https://a.example/m.mp3", always=True)
        .pause()
        .redirect("https://a.example/wait?n=1")
        .dial("+8657100127701", "https://a.example/w", "https://a.example/t", 20, True, "+1")
        .dial("+8657100127701", "https://a.example/w", "https://a.example/t", 20, False)
        .enqueue("service", "https://a.example/q", "https://a.example/l")
        .leave()
        .hangup()
    )
    for element in fromstring(str(script)).iter():
        if element.tag in ("Response", "Hangup", "Leave"):
            assert element.attrib == {}
            continue
        for name, value in element.attrib.items():
            known = grammar[element.tag][name]
            if isinstance(known, list):
                assert set(value.split()) <= set(known), f"<{element.tag} {name}={value!r}>"
            elif known == "number":
                assert value.isdecimal()
            elif known == "boolean":
                assert value in ("true", "false")


def test_the_simulators_grammar_is_twilios(grammar: dict[str, dict[str, Any]]) -> None:
    for verb, attributes in ATTRIBUTES.items():
        for name, values in attributes.items():
            known = grammar[verb][name]
            if values == COUNT:
                assert known == "number", (verb, name)
            elif values == FLAG:
                assert known == "boolean", (verb, name)
            elif values not in (TEXT, METHOD):
                assert {word for value in values for word in value.split()} <= set(known), (verb, name)
