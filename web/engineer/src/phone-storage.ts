/** What the phone keeps: the queue of what was done, and what was read last. In memory only where it can keep nothing. */

import { openDB, type IDBPDatabase } from 'idb';

/** Something done that the server is to hear of: a POST to a visit's verb. A file is sent as a form. */
export interface Deed {
  id?: number;
  who: string;
  visit: number;
  verb: string;
  key: string;
  at: string;
  body: Record<string, unknown>;
  file?: Blob;
  refused?: string;
}

export interface Keeping {
  lasting: boolean;
  add(deed: Deed): Promise<void>;
  deeds(): Promise<Deed[]>;
  put(deed: Deed): Promise<void>;
  remove(deed: Deed): Promise<void>;
  read<T>(name: string): Promise<T | undefined>;
  write(name: string, value: unknown): Promise<void>;
}

/** The database of this browser; a stand-in that ends with the page where there is none (a private window). */
export async function keeping(name = 'engineer'): Promise<Keeping> {
  try {
    const database = await openDB(name, 1, {
      upgrade(made) {
        made.createObjectStore('deeds', { keyPath: 'id', autoIncrement: true });
        made.createObjectStore('read');
      },
    });
    return lasting(database);
  } catch {
    return fleeting();
  }
}

function lasting(database: IDBPDatabase): Keeping {
  return {
    lasting: true,
    add: async (deed) => void (await database.add('deeds', deed)),
    deeds: () => database.getAll('deeds'), // in the order of their ids: as they were done
    put: async (deed) => void (await database.put('deeds', deed)),
    remove: (deed) => database.delete('deeds', deed.id as number),
    read: (name) => database.get('read', name),
    write: async (name, value) => void (await database.put('read', value, name)),
  };
}

function fleeting(): Keeping {
  const deeds = new Map<number, Deed>();
  const read = new Map<string, unknown>();
  let last = 0;
  return {
    lasting: false,
    add: async (deed) => void deeds.set(++last, { ...deed, id: last }),
    deeds: async () => [...deeds.values()],
    put: async (deed) => void deeds.set(deed.id as number, deed),
    remove: async (deed) => void deeds.delete(deed.id as number),
    read: async <T>(name: string) => read.get(name) as T | undefined,
    write: async (name, value) => void read.set(name, value),
  };
}

/** A key nobody else makes; `crypto.randomUUID` is there only with https. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
