/** The case that is open by itself. Tells `case` whenever it was read anew. */

import * as api from './api.js';
import { tell } from './events.js';

export const file = { number: null, case: null, error: null };

/** Opens a case, or none. */
export function openCase(number) {
  if (number === file.number) return;
  Object.assign(file, { number, case: null, error: null });
  tell('case');
  if (number) readCase();
}

export async function readCase() {
  const { number } = file;
  if (!number) return;
  const [found, error] = await api.caseOf(number).then(
    (row) => [row, null],
    (failed) => [null, failed],
  );
  if (number !== file.number) return;
  if (found) file.case = found;
  file.error = error;
  tell('case');
}
