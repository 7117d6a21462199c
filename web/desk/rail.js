/** The rail at the left: views with counts; below, sound, help and who is logged in. */

import { askNotifications, soundIsOn, toggleSound } from './alerts.js';
import * as api from './api.js';
import { on } from './events.js';
import { ask } from './dialog.js';
import { el } from './dom.js';
import { showHelp } from './help.js';
import { icon } from './icons.js';
import { href } from './route.js';
import { myViews, state } from './state.js';
import { RAIL, VIEWS } from './strings.js';
import { say } from './ticker.js';
import { ROLES } from './vocabulary.js';

const LOUD = new Set(['queue', 'tasks']);

export function startRail() {
  const rail = document.getElementById('rail');
  rail.setAttribute('aria-label', RAIL.label);
  const links = Object.fromEntries(myViews().map((view) => [view, link(view)]));
  const bell = el(
    'button',
    { type: 'button', class: 'rail-item', on: { click: ring } },
    icon('mute'),
    el('span', {}, RAIL.sound),
  );
  const person = el(
    'a',
    { class: 'rail-person', href: '/desk/account', title: RAIL.account },
    el('strong', {}, state.me.name),
    el('span', {}, ROLES[state.me.role] ?? state.me.role),
  );
  rail.replaceChildren(
    ...Object.values(links),
    el('div', { class: 'rail-gap' }),
    bell,
    el(
      'button',
      { type: 'button', class: 'rail-item', on: { click: showHelp }, 'aria-keyshortcuts': '?' },
      icon('help'),
      el('span', {}, RAIL.help),
    ),
    el(
      'button',
      { type: 'button', class: 'rail-item', on: { click: leave } },
      icon('leave'),
      el('span', {}, RAIL.logout),
    ),
    person,
  );

  function ring() {
    toggleSound();
    askNotifications();
    paintBell();
  }
  function paintBell() {
    bell.firstChild.replaceWith(icon(soundIsOn() ? 'sound' : 'mute'));
    bell.setAttribute('aria-pressed', String(soundIsOn()));
    bell.title = soundIsOn() ? RAIL.soundOn : RAIL.soundOff;
  }
  function paint() {
    const { conversation, case: number } = state.route;
    for (const [view, node] of Object.entries(links)) {
      node.href = href(view, { conversation, case: number });
      if (view === state.route.view) node.setAttribute('aria-current', 'page');
      else node.removeAttribute('aria-current');
      const count = state.counts[view];
      const badge = node.querySelector('.badge');
      badge.hidden = !count;
      badge.classList.toggle('loud', LOUD.has(view));
      say(badge, count > 99 ? '99+' : String(count ?? ''));
      node.setAttribute('aria-label', count ? RAIL.unit(VIEWS[view], count) : VIEWS[view]);
    }
  }
  on('counts', paint);
  on('route', () => {
    paint();
    links[state.route.view].scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  paintBell();
  paint();
}

function link(view) {
  return el(
    'a',
    { class: 'rail-item', href: href(view), 'data-view': view },
    icon(view),
    el('span', {}, VIEWS[view]),
    el('b', { class: 'badge', hidden: true }),
  );
}

async function leave() {
  if ((await ask({ title: RAIL.logoutTitle, text: RAIL.logoutAsk, confirm: RAIL.logout })) === null) return;
  await api.logout().catch(() => null);
  location.assign('/desk');
}
