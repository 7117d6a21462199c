/** Starts the page: the phones, then what happens at the platforms. */

import { get } from './api.js';
import { colleaguePhone } from './colleague.js';
import { moodsPanel } from './faults.js';
import { smsPhone } from './sms.js';
import { start } from './stream.js';
import { texts } from './strings.js';
import { telephone } from './telephone.js';
import { wechatPhone } from './wechat.js';

const state = await get('state');
const place = (id, nodes) => document.getElementById(id).replaceChildren(...nodes);

const wechat = wechatPhone();
place('wechat', wechat.screen);
document.getElementById('wechat-tabs').replaceWith(wechat.tabs);
place('sms', smsPhone());
place('telephone', telephone(state.hotline));
place('colleague', colleaguePhone(state.product));
document.getElementById('moods').replaceWith(moodsPanel());
document.getElementById('to-chat').href = `${state.product}/`;
document.getElementById('to-desk').href = `${state.product}/desk`;

const pill = document.getElementById('pill');
function ready(is, text) {
  pill.textContent = text;
  pill.classList.toggle('pill-ready', is);
}

async function look() {
  const now = await get('state').catch(() => null);
  if (now) {
    ready(now.ready, now.ready ? texts.ready : texts.starting);
    wechat.showMenu(now.menu);
  }
  setTimeout(look, now?.ready ? 15000 : 2000);
}

start((connected) => {
  if (!connected) ready(false, texts.lost);
});
look();
