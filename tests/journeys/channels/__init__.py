"""One customer on each channel; what they do goes through the channel's real webhooks."""

from tests.journeys.channels.messenger import WeChatTalk, WeComTalk
from tests.journeys.channels.text_messages import SmsTalk
from tests.journeys.channels.voice import VoiceTalk
from tests.journeys.channels.web import WebTalk
from tests.journeys.talk import Talk

TALKS: dict[str, type[Talk]] = {talk.channel: talk for talk in (WebTalk, WeChatTalk, WeComTalk, SmsTalk, VoiceTalk)}
OUTSIDE = tuple(name for name in TALKS if name != "web")
