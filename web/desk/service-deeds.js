/** What is done for a customer beside the record: promised and kept by hand, from afar, stopped, passed on, by plan. */

import * as api from './api.js';
import { readCase } from './casefile.js';
import { askForm, present } from './dialog.js';
import { button, el } from './dom.js';
import { newKey } from './idempotency-keys.js';
import { PAPERS, SERVICE } from './service-words.js';
import { when } from './time.js';
import { complain, toast } from './toast.js';
import { PROMISES } from './vocabulary.js';

/** One button, which asks what; `act` makes a change and reads the case again. */
export function serviceButton(row, act) {
  return button(SERVICE.more, async () => {
    const told = await askForm({ title: SERVICE.more, fields: [{ name: 'what', label: SERVICE.what, options: offered(row) }] });
    if (told) await DEEDS[told.what](row, act);
  });
}

/** What fits the case as it is, by its name here. */
function offered(row) {
  const remote = row.timeline.filter((line) => line.kind.startsWith('remote_')).at(-1)?.kind === 'remote_begun';
  const open = !['closed', 'cancelled'].includes(row.status);
  const names = [
    open && 'lookUp',
    keepable(row).length > 0 && 'kept',
    open && (remote ? 'remoteEnd' : 'remote'),
    open && 'service',
    open && 'point',
    'plans',
    'papers',
  ];
  return Object.fromEntries(names.filter(Boolean).map((name) => [name, SERVICE[name]]));
}

const BY_HAND = ['look_up', 'verify', 'report'];
const keepable = (row) => BY_HAND.filter((kind) => row.deadlines?.[kind] && !row.deadlines[kind].met);

/** Asks for the fields and posts them. */
async function tell(row, act, verb, title, fields, said, more = {}) {
  const told = await askForm({ title, fields });
  if (told) await act(row, verb, { key: newKey(), ...told, ...more }, said);
}

const DEEDS = {
  lookUp: (row, act) =>
    tell(row, act, 'promised', SERVICE.lookUp, [{ name: 'words', label: SERVICE.question, long: true, required: true }], SERVICE.promised, {
      kind: 'look_up',
    }),
  kept: (row, act) =>
    tell(
      row,
      act,
      'kept',
      SERVICE.kept,
      [
        { name: 'kind', label: SERVICE.which, options: Object.fromEntries(keepable(row).map((kind) => [kind, PROMISES[kind]])) },
        { name: 'words', label: SERVICE.cameOf, long: true, required: true },
      ],
      SERVICE.done,
    ),
  remote: async (row, act) => {
    const fields = [
      { name: 'way', label: SERVICE.way, required: true },
      { name: 'minutes', label: SERVICE.minutes, value: '60', required: true },
    ];
    const told = await askForm({ title: SERVICE.remote, fields });
    if (!told) return;
    const until = new Date(Date.now() + Number(told.minutes) * 60_000).toISOString();
    await act(row, 'remote', { key: newKey(), way: told.way, until }, SERVICE.remoteBegun);
  },
  remoteEnd: async (row, act) => {
    const fields = [
      { name: 'solved', label: SERVICE.solved, options: SERVICE.yesNo },
      { name: 'words', label: SERVICE.cameOf, long: true, required: true },
    ];
    const told = await askForm({ title: SERVICE.remoteEnd, fields });
    if (told) await act(row, 'remote/end', { key: newKey(), words: told.words, solved: told.solved === 'yes' }, SERVICE.done);
  },
  service: (row, act) =>
    tell(
      row,
      act,
      'service',
      SERVICE.service,
      [
        { name: 'change', label: SERVICE.change, options: SERVICE.changes },
        { name: 'reason', label: SERVICE.reason, required: true },
        { name: 'time', label: SERVICE.time, required: true },
      ],
      SERVICE.told,
    ),
  point: async (row, act) => {
    const points = await api.servicePoints();
    const options = Object.fromEntries(points.map((point) => [point.id, `${point.name} ${point.phone}`]));
    const fields = [
      { name: 'point', label: SERVICE.toPoint, options, value: row.service_point?.id },
      { name: 'reason', label: SERVICE.reason, required: true },
    ];
    await tell(row, act, 'point', SERVICE.point, fields, SERVICE.passed);
  },
  plans: (row) => showPlans(row),
  papers: (row) => showPapers(row),
};

async function showPlans(row) {
  try {
    const told = await api.plansOf(row.number);
    present(SERVICE.plans, el('div', { class: 'stack' }, planRows(row, told)));
  } catch (error) {
    complain(error);
  }
}

function planRows(row, { fitting, help, runs }) {
  const empty = !fitting.length && !help.length && !runs.length;
  return [
    empty && el('p', { class: 'quiet' }, SERVICE.noPlan),
    ...fitting.map((plan) =>
      el(
        'section',
        {},
        el('h3', { class: 'card-part' }, SERVICE.planTitle(plan)),
        el('p', {}, plan.trigger),
        el('p', { class: 'quiet' }, plan.contacts.map((one) => `${one.name} ${one.phone}（${one.what}）`).join('；')),
        button(SERVICE.startPlan, () => startPlan(row, plan)),
      ),
    ),
    ...runs.map((run) =>
      el(
        'section',
        {},
        el('h3', { class: 'card-part' }, SERVICE.runTitle(run, when(run.started_at))),
        ...run.steps.map((step) =>
          el(
            'p',
            {},
            `${step.name} `,
            step.done_at ? el('strong', {}, `${when(step.done_at)} ${step.outcome}`) : button(SERVICE.stepDone, () => doStep(row, run, step)),
          ),
        ),
        !run.ended_at && run.steps.every((step) => step.done_at) && button(SERVICE.endPlan, () => endPlan(row, run)),
        run.summary && el('p', {}, run.summary),
      ),
    ),
    help.length > 0 && el('h3', { class: 'card-part' }, SERVICE.help),
    ...help.map((one) => el('p', {}, `${SERVICE.kinds[one.kind] ?? one.kind}：${one.name} ${one.phone}（${one.what}）`)),
  ];
}

async function after(row, deed, said) {
  document.querySelector('dialog[open]')?.close();
  try {
    await deed();
    toast(said);
  } catch (error) {
    complain(error);
  }
  await readCase();
  await showPlans(row);
}

async function startPlan(row, plan) {
  const told = await askForm({ title: plan.name, fields: [{ name: 'reason', label: SERVICE.reason, required: true }] });
  if (told) await after(row, () => api.work(row.number, 'plans', { key: newKey(), plan: plan.id, ...told }), SERVICE.planStarted);
}

async function doStep(row, run, step) {
  const fields = [
    { name: 'outcome', label: SERVICE.cameOf, long: true, required: true },
    { name: 'agreed', label: SERVICE.agreed },
  ];
  const told = await askForm({ title: step.name, fields });
  if (told) await after(row, () => api.planStep(run.id, { key: newKey(), step: step.step, ...told }), SERVICE.done);
}

async function endPlan(row, run) {
  const told = await askForm({ title: SERVICE.endPlan, fields: [{ name: 'summary', label: SERVICE.summary, long: true, required: true }] });
  if (told) await after(row, () => api.planEnd(run.id, { key: newKey(), ...told }), SERVICE.done);
}

async function showPapers(row) {
  try {
    const kept = await api.papersOf(row.number);
    const file = el('input', { type: 'file', accept: 'image/*', class: 'field', 'aria-label': PAPERS.file });
    const title = el('input', { class: 'field', maxlength: 200, placeholder: PAPERS.title, 'aria-label': PAPERS.title });
    const kind = el('select', { class: 'field select', 'aria-label': PAPERS.kind }, Object.entries(PAPERS.kinds).map(([id, name]) => el('option', { value: id }, name)));
    const keep = button(PAPERS.keep, () => keepPaper(row, kind.value, title.value.trim(), file.files[0]));
    present(PAPERS.papers, el('div', { class: 'stack' }, kept.map(paperRow), kind, title, file, keep));
  } catch (error) {
    complain(error);
  }
}

function paperRow(paper) {
  const said = `${PAPERS.kinds[paper.kind]}：${paper.title} ${paper.dated ?? ''} ${paper.words}`;
  return el('p', {}, paper.url ? el('a', { href: paper.url, target: '_blank' }, said) : said);
}

async function keepPaper(row, kind, title, file) {
  if (!title || !file) return;
  document.querySelector('dialog[open]')?.close();
  try {
    await api.keepPaper({ key: newKey(), case: row.number, kind, title }, file);
    toast(PAPERS.kept);
  } catch (error) {
    complain(error);
  }
  await readCase();
  await showPapers(row);
}
