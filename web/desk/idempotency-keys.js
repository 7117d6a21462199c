/** A request that names a key is done once, however often it is sent. */

/** Random, also on a page that was not opened safely. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
