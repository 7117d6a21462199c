/** Calls for attention: a tone, the page's title, a desktop notification. Sound and notifications only when asked for. */

import { on } from './events.js';
import { DELIVERY } from './channel-words.js';
import { lists } from './list-data.js';
import { customerName } from './display-names.js';
import { go } from './route.js';
import { isMine, state } from './state.js';
import { load, save } from './storage.js';
import { ALERTS, THREAD, TITLE } from './strings.js';
import { taskWords } from './task-rows.js';
import { announce, toast } from './toast.js';

let audio = null;
const known = { queue: null, tasks: null };
let before = null;

export function soundIsOn() {
  return load('sound', false);
}

export function toggleSound() {
  save('sound', !soundIsOn());
  toast(soundIsOn() ? ALERTS.soundOn : ALERTS.soundOff);
  if (soundIsOn()) tone(880);
}

/** Asks the browser's leave once the person has shown interest by switching the sound on. */
export async function askNotifications() {
  if (!soundIsOn() || !('Notification' in window) || Notification.permission !== 'default') return;
  const answer = await Notification.requestPermission();
  toast(answer === 'granted' ? ALERTS.notifyOn : ALERTS.notifyDenied);
}

export function startAlerts() {
  on('list', (view) => {
    if (view === 'queue') watchQueue();
    if (view === 'tasks') watchTasks();
    if (view === 'mine') watchMine();
    title();
  });
  on('counts', title);
}

function watchQueue() {
  for (const row of news('queue')) {
    const text = ALERTS.newWaiting(customerName(row), row.reason);
    announce(text);
    if (soundIsOn()) tone(row.priority <= 2 ? 1180 : 880);
    notify(text, row.id);
  }
}

function watchTasks() {
  for (const row of news('tasks')) {
    const text = ALERTS.newTask(taskWords(row));
    announce(text);
    if (row.priority === 1) toast(text, true);
  }
}

function watchMine() {
  const now = new Map((lists.mine.rows ?? []).filter(isMine).map((row) => [row.key, row]));
  if (before) {
    for (const row of now.values()) {
      if (row.unread > (before.get(row.key)?.unread ?? 0)) {
        announce(THREAD.newMessage(customerName(row)));
        if (soundIsOn() && (document.hidden || !row.members.includes(state.route.conversation))) tone(660);
      }
      if (row.failed > (before.get(row.key)?.failed ?? 0)) {
        const text = DELIVERY.alert(customerName(row));
        announce(text);
        toast(text, true);
        if (soundIsOn()) tone(440);
        notify(text, row.id, TITLE);
      }
    }
  }
  before = now;
}

/** Rows that were not there at the last reading; none at the first. */
function news(view) {
  const { rows, error } = lists[view];
  if (!rows || error) return [];
  const old = known[view];
  known[view] = new Set(rows.map((row) => row.id));
  return old ? rows.filter((row) => !old.has(row.id)) : [];
}

function title() {
  const mine = (lists.mine.rows ?? []).filter((row) => isMine(row) && row.unread).length;
  const count = (state.counts.queue ?? 0) + mine;
  document.title = count ? `(${count}) ${TITLE}` : TITLE;
}

function notify(text, conversation, title = ALERTS.notifyTitle) {
  if (!soundIsOn() || !document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  const note = new Notification(title, { body: text, tag: conversation, icon: '/desk-static/icon.svg' });
  note.onclick = () => {
    window.focus();
    go('queue', { conversation });
    note.close();
  };
}

/** A short tone; browsers let it be heard once the person has used the page. */
export function tone(pitch) {
  audio ??= new AudioContext();
  audio.resume();
  const swell = audio.createGain();
  swell.connect(audio.destination);
  swell.gain.setValueAtTime(0.0001, audio.currentTime);
  swell.gain.exponentialRampToValueAtTime(0.25, audio.currentTime + 0.03);
  swell.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.45);
  const voice = audio.createOscillator();
  voice.frequency.value = pitch;
  voice.connect(swell);
  voice.start();
  voice.stop(audio.currentTime + 0.5);
}
