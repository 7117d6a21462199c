/** Owning, grading, putting right, joining cases, and consent by phone: what staff do with the record itself. */

import * as api from './api.js';
import { readCase } from './casefile.js';
import { askForm } from './dialog.js';
import { button } from './dom.js';
import { readList } from './list-data.js';
import { newKey } from './idempotency-keys.js';
import { go } from './route.js';
import { serviceButton } from './service-deeds.js';
import { state } from './state.js';
import { complain, toast } from './toast.js';
import { VERBS } from './record-words.js';
import { ANALYSIS, CONSENTS, FIELDS, LEVELS, LINKS, ORIGINS, TYPES } from './vocabulary.js';

const OVER = new Set(['closed', 'cancelled']);

/** The buttons for a case; `act` makes a change and reads the case again. */
export function verbButtons(row, act) {
  const open = !OVER.has(row.status);
  return [
    open && row.owner !== state.me?.username && button(VERBS.own, () => own(row, act)),
    open && row.owner === state.me?.username && button(VERBS.handOn, () => handOn(row, act)),
    open && button(VERBS.edit, () => edit(row)),
    open && button(VERBS.regrade, () => regrade(row)),
    button(VERBS.link, () => link(row, act)),
    open && button(VERBS.consent, () => consent(row, act)),
    row.analysis && button(VERBS.analyse, () => analyse(row, act)),
    serviceButton(row, act),
  ];
}

async function own(row, act) {
  const told = row.owner
    ? await askForm({ title: VERBS.own, fields: [{ name: 'reason', label: VERBS.takeReason, required: true }] })
    : { reason: '' };
  if (told) await act(row, 'owner', { key: newKey(), owner: state.me.username, ...told }, VERBS.owned);
}

async function handOn(row, act) {
  const fields = [
    { name: 'owner', label: VERBS.toWhom },
    { name: 'reason', label: VERBS.handOnReason, required: true },
  ];
  const told = await askForm({ title: VERBS.handOn, fields });
  if (told) await act(row, 'owner', { key: newKey(), ...told }, VERBS.handedOn);
}

async function edit(row) {
  const names = ['contact_name', 'phone', 'address', 'product_text', 'wish', 'description'];
  const fields = names.map((name) => ({
    name,
    label: FIELDS[name],
    value: row[name] ?? '',
    long: name === 'description' || name === 'wish',
    required: name === 'description',
  }));
  const told = await askForm({ title: VERBS.edit, fields });
  if (!told) return;
  const changed = Object.entries(told).filter(([name, value]) => value !== (row[name] ?? ''));
  if (changed.length) await patch(row, Object.fromEntries(changed), VERBS.edited);
}

async function regrade(row) {
  const fields = [
    { name: 'level', label: VERBS.level, options: LEVELS, value: row.level },
    { name: 'reason', label: VERBS.levelReason, required: true },
  ];
  const told = await askForm({ title: VERBS.regrade, fields });
  if (told) await patch(row, { level: Number(told.level), reason: told.reason }, VERBS.regraded);
}

async function link(row, act) {
  const fields = [
    { name: 'kind', label: VERBS.linkKind, options: LINKS },
    { name: 'other', label: VERBS.other, required: true },
    { name: 'reason', label: VERBS.reason, required: true },
  ];
  const told = await askForm({ title: VERBS.link, fields });
  if (!told) return;
  const { kind, other, reason } = told;
  if (kind === 'merged_into') await act(row, 'merge', { key: newKey(), into: other, reason }, VERBS.merged);
  else await act(row, 'links', { key: newKey(), kind, other, reason }, VERBS.linked);
}

async function consent(row, act) {
  const fields = [
    { name: 'to', label: VERBS.consentTo, options: CONSENTS },
    { name: 'words', label: VERBS.consentWords, long: true, required: true },
  ];
  const told = await askForm({ title: VERBS.consent, fields });
  if (told) await act(row, 'consent', { key: newKey(), ...told }, VERBS.consented);
}

async function analyse(row, act) {
  const fields = ['cause', 'treatment', 'prevention'].map((name) => ({
    name,
    label: ANALYSIS[name],
    value: row.analysis[name] || (name === 'treatment' ? row.solution : ''),
    long: true,
    required: true,
  }));
  const told = await askForm({ title: VERBS.analyse, fields });
  if (told) await act(row, 'analysis', { key: newKey(), ...told }, VERBS.analysed);
}

async function patch(row, body, said) {
  try {
    await api.editCase(row.number, body);
    toast(said);
  } catch (error) {
    complain(error);
  }
  await Promise.all([readCase(), readList('cases')]);
}

/** A case for somebody on the phone, or who wrote by mail or fax; then it is open. */
export async function newCase() {
  const fields = [
    { name: 'origin', label: VERBS.origin, options: ORIGINS },
    { name: 'type', label: VERBS.type, options: TYPES },
    { name: 'description', label: FIELDS.description, long: true, required: true },
    { name: 'contact_name', label: FIELDS.contact_name },
    { name: 'phone', label: FIELDS.phone },
    { name: 'address', label: FIELDS.address },
    { name: 'product_text', label: FIELDS.product_text },
    { name: 'wish', label: FIELDS.wish },
    { name: 'place', label: VERBS.place },
  ];
  const told = await askForm({ title: VERBS.newCase, fields, confirm: VERBS.file });
  if (!told) return;
  try {
    const filed = await api.fileCase({ key: newKey(), ...told });
    toast(VERBS.filed(filed.number));
    await readList('cases');
    if (told.type !== 'complaint') go('cases', { case: filed.number });
  } catch (error) {
    complain(error);
  }
}
