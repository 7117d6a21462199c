/** Sends what was done, in the order in which it was done; each once, for the server takes a key only once. */

import type { Deed, Keeping } from './phone-storage';

/** `sent`: the server has it. `refused`: it never will. `later`: no network, no log-in, or the server is busy. */
export type Answer = { kind: 'sent'; body: unknown } | { kind: 'refused'; code: string } | { kind: 'later'; status: number };

export type Post = (deed: Deed) => Promise<Answer>;

export interface Progress {
  sent(deed: Deed, body: unknown): void;
  refused(deed: Deed): void;
  stopped(status: number): void;
}

export class Queue {
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly keeping: Keeping,
    private readonly post: Post,
    private readonly progress: Progress,
  ) {}

  async add(deed: Deed): Promise<void> {
    await this.keeping.add(deed);
  }

  /** What waits or was refused, oldest first. */
  deeds(): Promise<Deed[]> {
    return this.keeping.deeds();
  }

  /** Takes back what the server refused. */
  drop(deed: Deed): Promise<void> {
    return this.keeping.remove(deed);
  }

  /** Sends whatever of this person's waits, until one cannot be sent now. One round at a time. */
  send(who: string): Promise<void> {
    if (this.running) this.again = true;
    this.running ??= this.rounds(who).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async rounds(who: string): Promise<void> {
    do {
      this.again = false;
      for (const deed of await this.keeping.deeds()) {
        if (deed.who !== who || deed.refused) continue;
        const answer = await this.post(deed);
        if (answer.kind === 'later') {
          this.progress.stopped(answer.status);
          return;
        }
        if (answer.kind === 'sent') {
          await this.keeping.remove(deed);
          this.progress.sent(deed, answer.body);
        } else {
          await this.keeping.put({ ...deed, refused: answer.code });
          this.progress.refused(deed);
        }
      }
    } while (this.again);
  }
}

const BUSY = [401, 408, 425, 429];

/** One POST to the API. */
export async function post(deed: Deed): Promise<Answer> {
  const told = { key: deed.key, ...(deed.at && { at: deed.at }), ...deed.body };
  let init: RequestInit = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(told) };
  if (deed.file) {
    const form = new FormData();
    for (const [name, value] of Object.entries(told)) form.set(name, String(value));
    form.set('file', deed.file, 'photo.jpg');
    init = { body: form };
  }
  let response: Response;
  try {
    response = await fetch(`/api/engineer/visits/${deed.visit}/${deed.verb}`, { method: 'POST', ...init });
  } catch {
    return { kind: 'later', status: 0 };
  }
  if (response.status >= 500 || BUSY.includes(response.status)) return { kind: 'later', status: response.status };
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return { kind: 'sent', body };
  return { kind: 'refused', code: (body as { code?: string }).code ?? 'invalid' };
}
