/** Who should know of what: modules tell each other by named events instead of importing one another. */

const listeners = new Map();

export function on(name, listener) {
  if (!listeners.has(name)) listeners.set(name, []);
  listeners.get(name).push(listener);
}

export function tell(name, data) {
  for (const listener of listeners.get(name) ?? []) {
    try {
      listener(data);
    } catch (error) {
      reportError(error); // one part that fails to paint must not stop the others
    }
  }
}
