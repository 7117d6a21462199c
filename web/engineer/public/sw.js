/** Keeps the page itself, so that it opens without network; what it shows and sends is kept by the page. */

const PAGE = '/engineer';
const SHELL = 'engineer-page';

/** The newest page with all that it loads; an old one stays until the new one is whole. */
async function keep(response) {
  const text = await response.clone().text();
  const files = [...text.matchAll(/(?:src|href)="(\/engineer\/static\/[^"]+)"/g)].map((found) => found[1]);
  const cache = await caches.open(SHELL);
  await Promise.all(files.map(async (file) => (await cache.match(file)) || cache.add(file)));
  await cache.put(PAGE, response);
  const wanted = new Set(files);
  for (const kept of await cache.keys()) {
    const path = new URL(kept.url).pathname;
    if (path !== PAGE && !wanted.has(path)) await cache.delete(kept);
  }
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(PAGE).then((response) => (response.ok ? keep(response) : Promise.reject(response.status))));
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET') return;
  if (event.request.mode === 'navigate' && pathname === PAGE) event.respondWith(page(event));
  else if (pathname.startsWith('/engineer/static/'))
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
});

async function page(event) {
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keep(response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}
