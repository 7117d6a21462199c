/** The customer's chat page: builds the parts and connects them. */

import { Api } from './api.js';
import { delayFor } from './backoff.js';
import { Composer } from './composer.js';
import { hasFinePointer } from './dom.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import { QuickStarts } from './quick.js';
import { Scroller } from './scroll.js';
import { Conversation } from './store.js';
import { Stream } from './stream.js';
import { texts } from './strings.js';
import { embedded, Unread } from './unread.js';
import { LogView } from './view.js';

const SETTLED_MS = 600;
const CONFIG_ATTEMPTS = 5;
const find = (id) => document.getElementById(id);

const names = { company: texts.company, assistant: texts.assistant };
const api = new Api();
const conversation = new Conversation();
const stream = new Stream(api);
const outbox = new Outbox(api, conversation);
const composer = new Composer(api, (draft) => say(draft));
const presence = new Presence(conversation, names);
const quick = new QuickStarts(conversation, (text, event) => answerWith({ text }, event));
const unread = new Unread(conversation, () => composer.focusIfHandy());
const scroller = new Scroller(find('scroller'), find('content'), (following) => {
  find('to-latest').hidden = following;
  if (following) showPill(false);
});
const view = new LogView(find('log'), conversation, {
  api,
  names,
  onButton: (button, event) => answerWith({ text: button.title, payload: button.payload }, event),
  onRetry: () => outbox.retry(),
});

function say(draft) {
  scroller.follow();
  outbox.add(draft);
}

/** Sends what a click stands for; the button goes grey, so a keyboard user's focus moves on to the text box. */
function answerWith(draft, event) {
  say(draft);
  if (event.detail === 0 || hasFinePointer()) find('text').focus();
}

function showPill(news) {
  find('to-latest').classList.toggle('to-latest-news', news);
  find('to-latest-label').textContent = news ? texts.newMessages : texts.backToLatest;
}

view.onDrawn = (fresh) => {
  if (fresh.length === 0) return;
  if (scroller.following) scroller.reveal(view.lastRow);
  else showPill(true);
  settleSoon();
};

// A replayed history must not be read aloud or slide in line by line; what comes after it should.
let settling = null;
function settleSoon() {
  if (document.body.classList.contains('settled')) return;
  clearTimeout(settling);
  settling = setTimeout(() => {
    document.body.classList.add('settled');
    find('log').setAttribute('aria-live', 'polite');
  }, SETTLED_MS);
}

function showConnection() {
  presence.setConnection(api.token !== null && !stream.connected);
}

api.addEventListener('session', () => {
  if (api.token) conversation.beginSession(texts.sessionRenewed);
  stream.restart();
  showConnection();
});
stream.addEventListener('event', ({ detail }) => {
  if (detail.type === 'left') leave();
  else conversation.receive(detail.type, detail.data);
});
stream.addEventListener('state', () => {
  showConnection();
  if (stream.connected) outbox.wake();
  settleSoon();
});
addEventListener('online', () => {
  showConnection();
  outbox.wake();
});
addEventListener('offline', showConnection);

find('to-latest').addEventListener('click', () => {
  scroller.follow();
  composer.focusIfHandy();
});
find('hand-off').addEventListener('click', (event) => {
  if (event.currentTarget.getAttribute('aria-disabled') === 'true') return;
  answerWith({ text: quick.handOffText }, event);
});

/** The talk is over on this device: whoever comes next finds a page that knows nothing. */
async function leave() {
  stream.stop();
  try {
    await api.leave();
  } finally {
    location.reload();
  }
}
find('leave').addEventListener('click', () => {
  if (window.confirm(texts.leaveSure)) leave();
});

function applyConfig(config) {
  names.company = config.company || texts.company;
  names.assistant = config.assistant || texts.assistant;
  quick.draw({
    assistant: names.assistant,
    greeting: config.greeting || texts.greeting,
    quick: config.quick?.length ? config.quick : texts.quick,
  });
  if (config.hotline) {
    find('hotline').href = `tel:${config.hotline.replace(/[^\d+]/g, '')}`;
    find('hotline').setAttribute('aria-label', texts.callHotline(config.hotline));
    find('hotline').title = texts.callHotline(config.hotline);
    find('hotline').hidden = false;
  }
  presence.draw();
  view.redraw();
  unread.setTitle(names.company);
}

async function loadConfig() {
  for (let attempt = 1; attempt <= CONFIG_ATTEMPTS; attempt += 1) {
    try {
      return await api.config();
    } catch {
      // The page works with its own words meanwhile.
      if (attempt === 1) applyConfig({});
      await new Promise((resolve) => {
        setTimeout(resolve, delayFor(attempt));
      });
    }
  }
  return {};
}

// The soft keyboard of iOS covers the page instead of shrinking it.
window.visualViewport?.addEventListener('resize', () => {
  document.documentElement.style.setProperty('--viewport-height', `${visualViewport.height}px`);
  window.scrollTo(0, 0);
});

if (!api.token) settleSoon();
outbox.restore();
showConnection();
stream.restart();
// In a frame the caret waits until the panel is opened: the page around us has the focus.
if (!embedded) composer.focusIfHandy();
applyConfig(await loadConfig());
