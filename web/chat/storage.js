/** localStorage that never throws: a private window or a blocked third-party frame falls back to memory. */

const PREFIX = 'helpline.chat.';
const memory = new Map();

export function read(key) {
  try {
    return localStorage.getItem(PREFIX + key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

export function write(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Kept in memory for this page's life.
  }
}

export function remove(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing was stored.
  }
}

/** Keys that begin with `start`, without the common prefix. */
export function keys(start) {
  const found = new Set([...memory.keys()]);
  try {
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index);
      if (key.startsWith(PREFIX)) found.add(key.slice(PREFIX.length));
    }
  } catch {
    // Memory only.
  }
  return [...found].filter((key) => key.startsWith(start));
}

/** Calls back when another tab changes `key`. */
export function watch(key, callback) {
  addEventListener('storage', (event) => {
    if (event.key !== PREFIX + key) return;
    if (event.newValue === null) memory.delete(key);
    else memory.set(key, event.newValue);
    callback(event.newValue);
  });
}
