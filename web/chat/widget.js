/**
 * Puts the chat on any site: <script src="https://host/chat/widget.js" async></script>
 *
 * A round button at the lower right opens the chat in a frame, full-screen on phones. Everything lives in a shadow
 * root, so neither side's styles reach the other. Attributes of the script tag: data-label renames the button.
 */
(() => {
  const script = document.currentScript;
  if (!script || window.helplineWidget) return;
  window.helplineWidget = true;

  const home = new URL('./', script.src);
  const label = script.dataset.label || '在线客服';
  const unreadLabel = (count) => `${label}，${count} 条新消息`;
  const OPENED_BEFORE = 'helpline.widget.opened';
  const phone = matchMedia('(max-width: 600px), (max-height: 480px)');

  const style = `
    :host { all: initial; }
    .launcher, .panel { position: fixed; z-index: 2147483000; }
    .launcher { right: calc(20px + env(safe-area-inset-right)); bottom: calc(20px + env(safe-area-inset-bottom));
      width: 60px; height: 60px; padding: 0; border: 0; border-radius: 50%; background: #1059c9; color: #fff;
      box-shadow: 0 8px 24px rgb(16 32 56 / 30%); cursor: pointer; transition: transform .15s, background-color .15s; }
    .launcher:hover { background: #0b479f; transform: translateY(-2px); }
    .launcher:focus-visible { outline: 3px solid #fff; outline-offset: -6px; box-shadow: 0 0 0 4px #0b479f; }
    svg { width: 30px; height: 30px; fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round;
      stroke-linejoin: round; display: block; margin: auto; }
    .badge { position: absolute; top: -2px; right: -2px; min-width: 22px; height: 22px; padding: 0 6px;
      box-sizing: border-box; border-radius: 11px; border: 2px solid #fff; background: #b3261e; color: #fff;
      font: 600 12px/18px system-ui, sans-serif; text-align: center; }
    .panel { right: calc(20px + env(safe-area-inset-right)); bottom: calc(92px + env(safe-area-inset-bottom));
      width: 400px; height: min(680px, calc(100vh - 120px)); border-radius: 18px; overflow: hidden; background: #f2f5f9;
      box-shadow: 0 16px 48px rgb(16 32 56 / 28%); animation: rise .2s ease-out; }
    .panel.full { inset: 0; width: auto; height: auto; border-radius: 0; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    [hidden] { display: none !important; }
    @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    @media (prefers-color-scheme: dark) { .panel { background: #10141a; } }
    @media (prefers-reduced-motion: reduce) { .panel { animation: none; } .launcher { transition: none; } }`;

  const host = document.createElement('helpline-chat');
  const root = host.attachShadow({ mode: 'open' });
  if ('adoptedStyleSheets' in root) {
    // Unlike a style element, this passes a site's strict content security policy.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  } else {
    const element = document.createElement('style');
    element.textContent = style;
    root.append(element);
  }

  const launcher = make('button', 'launcher', { type: 'button', 'aria-expanded': 'false', 'aria-label': label });
  const badge = make('span', 'badge', { 'aria-hidden': 'true' });
  const panel = make('div', 'panel', { role: 'dialog', 'aria-label': label });
  badge.hidden = true;
  panel.hidden = true;
  const faces = {
    closed: drawing('M5 13v-1a7 7 0 0 1 14 0v1M3 14.1a1.6 1.6 0 0 1 3.2 0v2.8a1.6 1.6 0 0 1-3.2 0z'
      + 'M17.8 14.1a1.6 1.6 0 0 1 3.2 0v2.8a1.6 1.6 0 0 1-3.2 0zM19.5 18.5c0 1.6-1.7 2.5-4 2.5h-1.5'),
    open: drawing('m6 9.5 6 6 6-6'),
  };
  launcher.append(faces.closed, badge);
  root.append(panel, launcher);

  let frame = null;
  let ready = false;
  let open = false;
  let coversSite = false;
  let siteOverflow = '';

  function make(tag, name, attributes) {
    const node = document.createElement(tag);
    node.className = name;
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  }

  function drawing(path) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const line = document.createElementNS(svg.namespaceURI, 'path');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  function load() {
    if (frame) return;
    frame = make('iframe', '', { title: label, src: new URL('../chat?embed=1', home).href });
    panel.append(frame);
  }

  function tell(type) {
    if (ready) frame.contentWindow.postMessage({ source: 'helpline-widget', type }, home.origin);
  }

  /** On phones the chat takes the whole screen and the site behind it must not scroll along. */
  function fit() {
    const full = open && phone.matches;
    panel.classList.toggle('full', phone.matches);
    panel.setAttribute('aria-modal', String(full));
    launcher.hidden = full;
    if (full === coversSite) return;
    coversSite = full;
    const site = document.documentElement.style;
    if (full) siteOverflow = site.overflow;
    site.overflow = full ? 'hidden' : siteOverflow;
  }

  function setOpen(next) {
    if (next === open) return;
    open = next;
    if (open) load();
    panel.hidden = !open;
    launcher.setAttribute('aria-expanded', String(open));
    launcher.replaceChildren(open ? faces.open : faces.closed, badge);
    fit();
    tell(open ? 'opened' : 'closed');
    if (open) {
      frame.focus();
      remember();
    } else {
      launcher.focus();
    }
  }

  function showUnread(count) {
    badge.hidden = !(count > 0);
    badge.textContent = count > 99 ? '99+' : String(count);
    launcher.setAttribute('aria-label', count > 0 ? unreadLabel(count) : label);
  }

  function remember() {
    try {
      localStorage.setItem(OPENED_BEFORE, '1');
    } catch {
      // The badge then waits for the first opening.
    }
  }

  function openedBefore() {
    try {
      return localStorage.getItem(OPENED_BEFORE) !== null;
    } catch {
      return false;
    }
  }

  launcher.addEventListener('click', () => setOpen(!open));
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') setOpen(false);
  });
  phone.addEventListener('change', fit);
  addEventListener('message', (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home.origin) return;
    const { source, type, count } = event.data ?? {};
    if (source !== 'helpline-chat') return;
    if (type === 'ready') {
      ready = true;
      tell(open ? 'opened' : 'closed');
    } else if (type === 'close') setOpen(false);
    else if (type === 'unread') showUnread(count);
  });

  function mount() {
    document.body.append(host);
    // A visitor who has talked to us here sees the badge at once; others do not pay for loading the chat.
    if (openedBefore()) load();
  }
  if (document.body) mount();
  else addEventListener('DOMContentLoaded', mount);
})();
