/** A visit as it is with what was done since and has not been sent: what the engineer sees at once. */

import type { Model } from '@helpline/client';

import type { Deed } from './phone-storage';

export type Visit = Model<'EngineerVisit'>;
type Body = Deed['body'];

const ENDS: Record<string, Visit['status']> = { solved: 'done', no_access: 'no_access' };

const DEEDS: Record<string, (visit: Visit, deed: Deed) => void> = {
  accept: (visit) => (visit.mine = 'accepted'),
  decline: (visit) => (visit.mine = 'declined'),
  depart: (visit, deed) => {
    visit.mine = 'accepted';
    visit.status = 'travelling';
    visit.departed_at = deed.at;
  },
  arrive: (visit, deed) => {
    visit.mine = 'accepted';
    visit.status = 'arrived';
    visit.arrived_at = deed.at;
  },
  pause: (visit) => (visit.status = 'paused'),
  resume: (visit) => (visit.status = 'arrived'),
  finish: (visit, { at, body }) => {
    visit.status = ENDS[String(body.outcome)] ?? 'part_done';
    visit.outcome = body.outcome as Visit['outcome'];
    visit.ended_at = at;
    visit.solution = String(body.words ?? '');
    visit.cause = String(body.cause ?? '');
    visit.prevention = String(body.prevention ?? '');
    visit.next_visit = String(body.next_visit ?? '');
  },
  checks: (visit, deed) => {
    const item = visit.checklist.find((one) => one.id === deed.body.item);
    if (!item) return;
    const { value, note } = deed.body as { value: string; note?: string };
    const row = { ...item, item: item.id, value, note: note ?? '', verdict: verdictOf(item, value), happened_at: deed.at };
    visit.record.checks = [...visit.record.checks.filter((one) => one.item !== item.id), row];
  },
  lines: (visit, { key, at, body }) => {
    const { record } = visit;
    if (body.kind === 'void') record.lines = record.lines.filter((one) => one.key !== body.voids);
    else record.lines = [...record.lines, lineOf(body, key, at)];
    const sum = (rows: typeof record.lines) => rows.reduce((all, one) => all + one.total_fen, 0);
    record.total_fen = sum(record.lines);
    record.customer_fen = sum(record.lines.filter((one) => one.payer === 'customer'));
  },
  sign: (visit, deed) => (visit.confirmed_at ??= deed.at),
};

function lineOf(body: Body, key: string, at: string): Visit['record']['lines'][number] {
  const line = { serial_in: '', serial_out: '', old_part: '' as const, unit: '', ...body } as Visit['record']['lines'][number];
  const total_fen = line.quantity * line.price_fen * (line.kind === 'discount' ? -1 : 1);
  return { ...line, key, by: '', total_fen, happened_at: at };
}

/** As the server judges it. */
export function verdictOf(item: Visit['checklist'][number], value: string): Model<'Verdict'> {
  if (!item.unit) return value as Model<'Verdict'>;
  const measured = Number(value);
  return measured >= (item.low ?? -Infinity) && measured <= (item.high ?? Infinity) ? 'ok' : 'faulty';
}

/** The visit after its deeds, oldest first; the one handed in stays as it is. */
export function seen(visit: Visit, deeds: readonly Deed[]): Visit {
  const after = JSON.parse(JSON.stringify(visit)) as Visit;
  for (const deed of deeds) if (deed.visit === visit.id && !deed.refused) DEEDS[deed.verb]?.(after, deed);
  return after;
}
