/** The helpline's HTTP API in TypeScript; `schema.d.ts` beside it is made from the API's document by `make client`. */

import createClient, { type Client, type ClientOptions } from 'openapi-fetch';

import type { components, paths } from './schema';

/** A model of the API by its name, e.g. `Model<'CaseRow'>`. */
export type Model<Name extends keyof components['schemas']> = components['schemas'][Name];

export type Helpline = Client<paths>;

/** A client of the gateway at `baseUrl`. Each call gives `data`, or `error` with a code and a sentence. */
export function connect(baseUrl: string, options: Omit<ClientOptions, 'baseUrl'> = {}): Helpline {
  return createClient<paths>({ credentials: 'include', ...options, baseUrl });
}

/** All rows of a list, page after page; `read` asks for the page after a cursor. Throws what the server refused. */
export async function* rowsOf<Row>(
  read: (cursor: string) => Promise<{ data?: { items: Row[]; next: string | null }; error?: Model<'Error'> }>,
): AsyncGenerator<Row> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const { data, error }: Awaited<ReturnType<typeof read>> = await read(cursor);
    if (!data) throw error;
    yield* data.items;
    cursor = data.next;
  }
}
