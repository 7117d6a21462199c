/** The state of the page: who is logged in, their visits, what waits to be sent, whether there is network. */

import { connect, type Model } from '@helpline/client';
import { computed, reactive } from 'vue';

import { keeping, newKey, type Deed, type Keeping } from './phone-storage';
import { post, Queue } from './queue';
import { seen, type Visit } from './with-unsent';
import { isoDay } from './words';

const RETRY_SECONDS = [3, 10, 30, 60];
const DAYS = 7;

export const state = reactive({
  ready: false,
  me: undefined as Model<'EngineerRow'> | undefined,
  visits: [] as Visit[],
  readAt: '', // when the visits were read last
  deeds: [] as Deed[],
  online: true,
  lasting: true, // the phone keeps what is done
  opensOffline: true, // the page itself is kept, as far as is known
});

export const visits = computed(() => state.visits.map((visit) => seen(visit, mine())));
export const waiting = computed(() => mine().filter((deed) => !deed.refused));
export const refusedDeeds = computed(() => mine().filter((deed) => deed.refused));

const api = connect(location.origin);
let kept: Keeping;
let queue: Queue;
let retries = 0;
let changes = 0; // what is read from before the newest is old
let timer: ReturnType<typeof setTimeout> | undefined;

function mine(): Deed[] {
  return state.deeds.filter((deed) => deed.who === state.me?.username);
}

export async function start(): Promise<void> {
  kept = await keeping();
  queue = new Queue(kept, post, { sent, refused: () => undefined, stopped });
  state.lasting = kept.lasting;
  state.me = await kept.read('me');
  state.visits = (await kept.read<Visit[]>('visits')) ?? [];
  state.readAt = (await kept.read<string>('readAt')) ?? '';
  state.deeds = await queue.deeds();
  state.online = navigator.onLine;
  state.ready = true;
  addEventListener('online', () => void refresh());
  addEventListener('offline', () => (state.online = false));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void refresh());
  void keepPage();
  if (!state.me) state.me = (await api.GET('/api/engineer/me').catch(() => undefined))?.data;
  await refresh();
}

/** Without https and inside WeChat there is no service worker: the page then needs network to open, not to be used. */
async function keepPage(): Promise<void> {
  try {
    await navigator.serviceWorker.register('/engineer/sw.js', { scope: '/engineer' });
  } catch {
    state.opensOffline = false;
  }
}

/** The code of the refusal, "" when it worked. */
export async function logIn(username: string, password: string, code: string): Promise<string> {
  try {
    const { data, error } = await api.POST('/api/engineer/login', { body: { username, password, code } });
    if (!data) return error?.code ?? 'invalid';
    if (state.me?.username !== data.username) state.visits = [];
    state.me = data;
    await kept.write('me', data);
  } catch {
    return 'offline';
  }
  await refresh();
  return '';
}

export async function logOut(): Promise<void> {
  await api.POST('/api/engineer/logout').catch(() => undefined);
  await forget();
}

/** What was read is not left on the phone; what waits stays, for who did it. */
async function forget(): Promise<void> {
  state.me = undefined;
  state.visits = [];
  for (const name of ['me', 'visits', 'readAt']) await kept.write(name, undefined);
}

/** Sends what waits, then reads the days on. */
export async function refresh(): Promise<void> {
  if (!state.me) return;
  clearTimeout(timer);
  await queue.send(state.me.username);
  state.deeds = await queue.deeds();
  if (waiting.value.length) return;
  try {
    const before = changes;
    const query = { date: isoDay(new Date()), days: DAYS, limit: 200 };
    const { data, response } = await api.GET('/api/engineer/visits', { params: { query } });
    if (response.status === 401) return void (await forget());
    if (!data) return stopped(response.status);
    if (changes !== before) return;
    state.visits = data.items;
    state.readAt = new Date().toISOString();
    state.online = true;
    retries = 0;
    await kept.write('visits', data.items);
    await kept.write('readAt', state.readAt);
  } catch {
    stopped(0);
  }
}

function stopped(status: number): void {
  state.online = status !== 0;
  if (status === 401) return void forget();
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), 1000 * (RETRY_SECONDS[retries] ?? 60));
  retries = Math.min(retries + 1, RETRY_SECONDS.length - 1);
}

function sent(deed: Deed, body: unknown): void {
  changes += 1;
  state.deeds = state.deeds.filter((one) => one.id !== deed.id);
  void take(body as Visit);
}

async function take(visit: Visit): Promise<void> {
  state.visits = state.visits.map((one) => (one.id === visit.id ? visit : one));
  await kept.write('visits', JSON.parse(JSON.stringify(state.visits)));
}

/** Something was done: kept at once, sent when it can be. */
export async function act(visit: number, verb: string, body: Deed['body'] = {}, file?: Blob): Promise<void> {
  if (!state.me) return;
  const deed: Deed = { who: state.me.username, visit, verb, key: newKey(), at: new Date().toISOString(), body };
  changes += 1;
  await queue.add(file ? { ...deed, file } : deed);
  state.deeds = await queue.deeds();
  void refresh();
}

export async function drop(deed: Deed): Promise<void> {
  await queue.drop(deed);
  state.deeds = await queue.deeds();
}

/** What needs an answer now, so is not kept: the customer's code, words to the customer. The code of a refusal, or "". */
export async function ask(visit: number, verb: 'confirm' | 'message', body: Record<string, string>): Promise<string> {
  await refresh(); // what was done before is heard before
  if (!state.me || waiting.value.length) return 'offline';
  const answer = await post({ who: '', visit, verb, key: newKey(), at: '', body });
  if (answer.kind === 'sent') {
    await take(answer.body as Visit);
    return '';
  }
  return answer.kind === 'refused' ? answer.code : 'offline';
}

/** A paper about a visit; undefined without network, or where it is not one's own. */
export async function readPaper(id: number): Promise<Model<'PaperRow'> | undefined> {
  return (await api.GET('/api/documents/{id}', { params: { path: { id } } }).catch(() => undefined))?.data;
}
