/** The simulator's own interface. Calls that come too late or too early are refused with 409 and change nothing. */

async function call(method, path, body, type = 'application/json') {
  const answer = await fetch(`/control/${path}`, { method, body, headers: body ? { 'Content-Type': type } : {} });
  return answer.ok ? answer.json() : null;
}

export const get = (path) => call('GET', path);
export const post = (path, told = {}) => call('POST', path, JSON.stringify(told));
export const put = (path, blob) => call('PUT', path, blob, blob.type);
export const fileUrl = (name) => `/control/files/${encodeURIComponent(name)}`;
export const part = encodeURIComponent;
