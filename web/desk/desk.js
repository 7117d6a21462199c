/** Starts the desk: log in first, then the columns, then the stream. */

import { startAlarms } from './alarms.js';
import { startAlerts } from './alerts.js';
import * as api from './api.js';
import { on } from './events.js';
import { forgetOldDrafts } from './drafts.js';
import { startFailures } from './failures.js';
import { startHeld } from './restore-held.js';
import { startKeys } from './shortcuts.js';
import { startList } from './list.js';
import { startLive } from './change-stream.js';
import { logIn } from './login.js';
import { startMiddle } from './middle-column.js';
import { startOutbox, unsent } from './outbox.js';
import { startRail } from './rail.js';
import { refresh, startRefreshing } from './refresh.js';
import { startRoutes } from './route.js';
import { startSide } from './customer-column.js';
import { state } from './state.js';
import { COMPOSER, LIVE } from './strings.js';
import { startTicker } from './ticker.js';
import { toast } from './toast.js';

async function whoIsHere() {
  try {
    const me = await api.me();
    if (!me.second_factor_missing) return me;
    location.assign('/desk/account');
    return await new Promise(() => {});
  } catch (error) {
    if (error.status === 401) return logIn();
    toast(error.message, true);
    await new Promise((done) => {
      setTimeout(done, 3000);
    });
    return whoIsHere();
  }
}

function watchConnection() {
  const bar = document.getElementById('offline');
  let was = true;
  on('connected', (is) => {
    bar.textContent = is ? '' : LIVE.lost;
    bar.hidden = is;
    if (is && !was) toast(LIVE.back);
    was = is;
  });
}

state.me = await whoIsHere();
api.onExpired(logIn);
forgetOldDrafts();
document.getElementById('desk').hidden = false;
startAlerts();
startRail();
startList();
startOutbox();
startMiddle();
startSide();
startFailures();
startRefreshing();
startRoutes();
startKeys();
startTicker();
watchConnection();
startHeld();
startAlarms();
refresh();
startLive();
addEventListener('beforeunload', (event) => {
  if (!unsent.length) return;
  event.preventDefault();
  event.returnValue = COMPOSER.unsent;
});
