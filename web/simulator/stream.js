/** What happens at the platforms, from the very beginning: everything on the page is drawn from it. */

const listeners = new Map();

/** `listener(entry)` is called with every entry of this channel, past ones first. */
export function onChannel(channel, listener) {
  listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
}

/** `onState` is told whether the connection stands. */
export function start(onState) {
  let seen = 0;
  const source = new EventSource('/control/stream?after=0');
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  source.onmessage = (event) => {
    const entry = JSON.parse(event.data);
    if (entry.n <= seen) return;
    seen = entry.n;
    for (const listener of listeners.get(entry.channel) ?? []) listener(entry);
  };
}
