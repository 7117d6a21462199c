/** Uses the client as a program outside would: that this compiles is the test. */

import { connect, rowsOf, type Model } from '../../../web/client/client';

export async function day(base: string): Promise<string[]> {
  const api = connect(base);
  const { data: person } = await api.POST('/api/login', { body: { username: 'agent', password: 'x' } });
  const told: string[] = [`${person?.name}`];

  const cases = rowsOf((cursor) => api.GET('/api/cases', { params: { query: { open: true, cursor } } }));
  for await (const row of cases) told.push(`${row.number} ${row.status} ${row.next_due_at ?? ''}`);

  const { data, error } = await api.GET('/api/cases/{number}', { params: { path: { number: 'GD20261122-0007' } } });
  if (error) throw new Error(`${error.code}: ${error.detail}`);
  const due: string | null | undefined = data.deadlines.reply?.due;
  const until: string | undefined = data.equipment?.warranty.until;
  told.push(`${due} ${until} ${data.visits.map((visit) => visit.engineer).join()}`);

  const waiting = await api.GET('/api/conversations', { params: { query: { owner: 'queue', limit: 10 } } });
  for (const row of waiting.data?.items ?? []) {
    const path = { id: row.id };
    await api.POST('/api/conversations/{id}/take', { params: { path } });
    await api.POST('/api/conversations/{id}/reply', { params: { path }, body: { text: 'x', answer_in: row.id } });
    const said = rowsOf((cursor) => api.GET('/api/conversations/{id}/messages', { params: { path, query: { cursor } } }));
    for await (const message of said) told.push(message.text, message.attachments[0]?.status ?? '');
  }

  const tasks: Model<'TaskRow'>[] = [];
  for await (const task of rowsOf((cursor) => api.GET('/api/tasks', { params: { query: { cursor } } }))) tasks.push(task);
  const done = await api.POST('/api/tasks/{id}/done', { params: { path: { id: tasks[0]?.id ?? 1 } } });
  return [...told, `${done.data?.done_at}`];
}

export async function mistakes(base: string): Promise<void> {
  const api = connect(base);
  // @ts-expect-error there is no such route
  await api.GET('/api/tickets');
  // @ts-expect-error a text is wanted
  await api.POST('/api/conversations/{id}/note', { params: { path: { id: 'c' } }, body: { text: 1 } });
  // @ts-expect-error no such owner
  await api.GET('/api/conversations', { params: { query: { owner: 'robot' } } });
  const { data } = await api.GET('/api/cases');
  // @ts-expect-error a list is not a bare array any more
  data?.map(String);
}
