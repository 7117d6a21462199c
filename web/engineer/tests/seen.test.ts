import { expect, test } from 'vitest';

import type { Deed } from '../src/phone-storage';
import { seen, verdictOf, type Visit } from '../src/with-unsent';

const ITEMS = [
  { id: 'voltage', name: '电压', unit: 'V', low: 198, high: 242 },
  { id: 'earth', name: '接地', unit: 'Ω', low: null, high: 4 },
  { id: 'filter', name: '滤网', unit: '', low: null, high: null },
];
const VISIT = {
  id: 7, mine: 'asked', status: 'booked', departed_at: null, arrived_at: null, ended_at: null, confirmed_at: null,
  checklist: ITEMS, record: { checks: [], photos: [], lines: [], total_fen: 0, customer_fen: 0 },
} as unknown as Visit;

const did = (verb: string, body: Deed['body'] = {}, more: Partial<Deed> = {}): Deed => ({
  who: 'chen', visit: 7, verb, key: verb, at: '2026-11-24T01:00:00Z', body, ...more,
});

test('a day without network is seen as it goes on', () => {
  const deeds = [did('accept'), did('depart'), did('arrive'), did('pause'), did('resume')];
  const states = deeds.map((_, at) => seen(VISIT, deeds.slice(0, at + 1))).map((visit) => [visit.mine, visit.status]);
  expect(states.map(([, status]) => status)).toEqual(['booked', 'travelling', 'arrived', 'paused', 'arrived']);
  expect(states.every(([mine]) => mine === 'accepted')).toBe(true);
  const done = seen(VISIT, [...deeds, did('finish', { outcome: 'wrong_part', words: '不配' }), did('sign')]);
  expect([done.status, done.solution, done.confirmed_at]).toEqual(['part_done', '不配', '2026-11-24T01:00:00Z']);
  expect(VISIT.status).toBe('booked');
});

test('measured values are judged as the server does', () => {
  const judged = ITEMS.map((item) => ['187', '3.9', '4.1', '230'].map((value) => verdictOf(item as never, value)));
  expect(judged[0]).toEqual(['faulty', 'faulty', 'faulty', 'ok']);
  expect(judged[1]).toEqual(['faulty', 'ok', 'faulty', 'faulty']);
  const twice = seen(VISIT, [did('checks', { item: 'voltage', value: '187' }), did('checks', { item: 'voltage', value: '221' })]);
  expect(twice.record.checks.map((check) => [check.value, check.verdict])).toEqual([['221', 'ok']]);
});

test('lines add up, and a mistake is taken back', () => {
  const line = (key: string, price_fen: number, more = {}) =>
    did('lines', { kind: 'part', text: key, quantity: 2, price_fen, payer: 'customer', ...more }, { key });
  const { record } = seen(VISIT, [
    line('a', 3500), line('b', 100, { payer: 'warranty' }), line('c', 500, { kind: 'discount', quantity: 1 }), line('d', 9999),
    did('lines', { kind: 'void', voids: 'd' }),
  ]);
  expect([record.total_fen, record.customer_fen]).toEqual([6700, 6500]);
});

test('what was refused, or is about another visit, changes nothing', () => {
  expect(seen(VISIT, [did('accept', {}, { refused: 'not_found' }), did('depart', {}, { visit: 8 })])).toEqual(VISIT);
});
