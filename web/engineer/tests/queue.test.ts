import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

import { keeping, newKey, type Deed } from '../src/phone-storage';
import { Queue, type Answer } from '../src/queue';

const deed = (key: string, more: Partial<Deed> = {}): Deed => ({
  who: 'chen', visit: 1, verb: 'arrive', key, at: '2026-11-24T01:00:00Z', body: {}, ...more,
});

async function queueOf(answers: (deed: Deed) => Answer | Promise<Answer>) {
  const kept = await keeping(newKey());
  const told: string[] = [];
  const queue = new Queue(kept, async (one) => answers(one), {
    sent: (one) => told.push(`sent ${one.key}`),
    refused: (one) => told.push(`refused ${one.key}`),
    stopped: (status) => told.push(`stopped ${status}`),
  });
  return { queue, told };
}

const SENT: Answer = { kind: 'sent', body: {} };

test('what waits is sent once, in the order in which it was done', async () => {
  const { queue, told } = await queueOf(() => SENT);
  for (const key of ['a', 'b', 'c']) await queue.add(deed(key));
  await Promise.all([queue.send('chen'), queue.send('chen'), queue.send('chen')]);
  expect(told).toEqual(['sent a', 'sent b', 'sent c']);
  expect(await queue.deeds()).toEqual([]);
});

test('without network all stays, with its key and its time, and nothing overtakes', async () => {
  let online = false;
  const { queue, told } = await queueOf((one) => (online || one.key === 'a' ? SENT : { kind: 'later', status: 0 }));
  for (const key of ['a', 'b', 'c']) await queue.add(deed(key));
  await queue.send('chen');
  expect(told).toEqual(['sent a', 'stopped 0']);
  expect((await queue.deeds()).map((one) => [one.key, one.at])).toEqual([
    ['b', '2026-11-24T01:00:00Z'],
    ['c', '2026-11-24T01:00:00Z'],
  ]);
  online = true;
  await queue.send('chen');
  expect(told.slice(2)).toEqual(['sent b', 'sent c']);
});

test('what the server refuses is shown and holds nothing up', async () => {
  const { queue, told } = await queueOf((one) => (one.key === 'a' ? { kind: 'refused', code: 'not_found' } : SENT));
  for (const key of ['a', 'b']) await queue.add(deed(key));
  await queue.send('chen');
  await queue.send('chen');
  expect(told).toEqual(['refused a', 'sent b']);
  const [left] = await queue.deeds();
  expect(left?.refused).toBe('not_found');
  if (left) await queue.drop(left);
  expect(await queue.deeds()).toEqual([]);
});

test('what comes in while the queue is sent goes too', async () => {
  const made = await queueOf(async (one) => {
    if (one.key === 'a') {
      await made.queue.add(deed('b'));
      void made.queue.send('chen');
    }
    return SENT;
  });
  await made.queue.add(deed('a'));
  await made.queue.send('chen');
  expect(made.told).toEqual(['sent a', 'sent b']);
});

test("another engineer's deeds on the same phone wait for who did them", async () => {
  const { queue, told } = await queueOf(() => SENT);
  await queue.add(deed('theirs', { who: 'lou' }));
  await queue.add(deed('mine'));
  await queue.send('chen');
  expect(told).toEqual(['sent mine']);
});

test('pictures are kept as they are', async () => {
  const kept = await keeping(newKey());
  await kept.add(deed('p', { file: new Blob(['x'], { type: 'image/jpeg' }) }));
  expect(await (await kept.deeds())[0]?.file?.text()).toBe('x');
});

test('keys are not made twice', () => {
  const keys = new Set(Array.from({ length: 1000 }, newKey));
  expect(keys.size).toBe(1000);
  expect([...keys][0]).toMatch(/^[0-9a-f]{32}$/);
});
