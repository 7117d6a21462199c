/** The stream that says something changed. Tells `change` with counts, and `connected` with true or false. */

import * as api from './api.js';
import { tell } from './events.js';

// The server speaks every 15 seconds; a longer silence is a dead connection.
const SILENCE_MS = 40000;
const RETRY_MS = 3000;

let source = null;
let heard = 0;
let connected = null;
let retrying = null;

export function startLive() {
  connect();
  setInterval(() => {
    if (source && Date.now() - heard > SILENCE_MS) lost();
  }, 5000);
  addEventListener('online', () => {
    if (!connected) connect();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && !connected) connect();
  });
}

function connect() {
  clearTimeout(retrying);
  source?.close();
  heard = Date.now();
  source = new EventSource('/api/stream');
  source.addEventListener('change', (event) => {
    heard = Date.now();
    report(true);
    tell('change', JSON.parse(event.data));
  });
  source.addEventListener('error', lost);
}

/** EventSource does not say why it failed: an ordinary request finds out whether the session has expired. */
async function lost() {
  source?.close();
  source = null;
  report(false);
  clearTimeout(retrying);
  retrying = setTimeout(async () => {
    await api.tasks().catch(() => null);
    connect();
  }, RETRY_MS);
}

function report(now) {
  if (now === connected) return;
  connected = now;
  tell('connected', now);
}
