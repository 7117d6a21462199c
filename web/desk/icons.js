/** Line icons, drawn in a box of 24. */

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  queue: 'M5 4.5h14M5 19.5h14M7 4.5v3.5l5 4 5-4V4.5M7 19.5V16l5-4 5 4v3.5',
  mine: 'M4 5.5h16v11h-9l-4.5 3.5v-3.5H4zM8 9.5h8M8 12.5h5',
  bot: 'M5 9h14v10H5zM12 9V5.5M9.5 4.5h5M9 13.2v1.6M15 13.2v1.6M2.5 12.5v3M21.5 12.5v3',
  cases: 'M8 5H5.5v15h13V5H16M8 3.5h8v3.5H8zM8.5 11.5h7M8.5 15.5h5',
  tasks: 'M12 4a5.5 5.5 0 0 1 5.5 5.5c0 4 1.5 5.5 2 6.5h-15c.5-1 2-2.5 2-6.5A5.5 5.5 0 0 1 12 4zM10 19a2 2 0 0 0 4 0',
  learning: 'M12.5 4.5H20V12l-8.5 8L4 12.5zM16 8.2v.1',
  duty: 'M7 4.5v3M17 4.5v3M4 6.5h16v13H4zM4 10.5h16M12 13v2.5l2 1.5',
  dispatch:
    'M3 6.5h11.5v9H3zM14.5 9.5h3.5l3 3v3h-6.5M5.2 17.3a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0M15.2 17.3a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11',
  mute: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  help: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M9.5 9.7a2.5 2.5 0 1 1 3.7 2.2c-.8.4-1.2.9-1.2 1.8M12 16.7v.1',
  leave: 'M10 4.5H5v15h5M14.5 8l4 4-4 4M18 12H9.5',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  copy: 'M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9',
  info: 'M4 4.5h16v15H4zM14 4.5v15',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  ticks: 'M2.5 12.5L7 17l9-9.5M12 16l1 1 8.5-9.5',
  alert: 'M12 4l9 16H3zM12 10v4.5M12 17v.1',
  quick: 'M13 3.5L6 13.5h5l-1 7 7-10h-5z',
  web: 'M3.5 5h17v11h-17zM9 20h6M12 16v4',
  wechat:
    'M9.5 4C5.6 4 2.5 6.6 2.5 9.8c0 1.9 1 3.5 2.7 4.5l-.6 2.2 2.5-1.3c.8.2 1.6.3 2.4.3M15.5 9.5c3.3 0 6 2.2 6 5 0 1.5-.8 2.9-2.1 3.8l.5 1.8-2.1-1.1c-.7.2-1.5.3-2.3.3-3.3 0-6-2.1-6-4.8s2.7-5 6-5z',
  sms: 'M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5',
  picture: 'M3.5 5h17v14h-17zM4 17l5-5.5 4 4 2.5-2.5 4.5 4.5M15.5 9v.1',
  place: 'M12 21c4-4.5 6.5-7.8 6.5-11a6.5 6.5 0 0 0-13 0c0 3.2 2.5 6.5 6.5 11zM12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6',
  voice: 'M12 3.5a2.7 2.7 0 0 1 2.7 2.7v5a2.7 2.7 0 0 1-5.4 0v-5A2.7 2.7 0 0 1 12 3.5zM6 11.5a6 6 0 0 0 12 0M12 17.5v3',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 19.5h14',
  turn: 'M4 8h11a4.5 4.5 0 0 1 4.5 4.5V18M16 14.5l3.5 3.5 3-3.5M7.5 4.5L4 8l3.5 3.5',
  phone:
    'M6.5 3.5h2.7l1.5 4-2 1.7a12 12 0 0 0 6.1 6.1l1.7-2 4 1.5v2.7a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z',
};

/** The icon of that name; only for the eye, the label beside it says the same. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
