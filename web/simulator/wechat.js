/** A phone with WeChat: the Official Account, and the same company's customer service by WeCom. */

import { get, part, post, put } from './api.js';
import { button, el, icon, typeLine } from './dom.js';
import { repeats } from './faults.js';
import { owners } from './phone-owners.js';
import { chosenPicture, samplePicture } from './sample-picture.js';
import { onChannel } from './stream.js';
import { machines, texts, wechat as words } from './strings.js';
import { Thread } from './thread.js';

/** One of the two chats. */
class Chat {
  #left = 0;
  #until = 0;

  constructor(channel) {
    this.channel = channel;
    this.isAccount = channel === 'wechat';
    this.base = `${channel}/${part(owners[channel])}`;
    this.thread = new Thread(this.isAccount ? words.account : words.desk);
    this.left = el('span', { class: 'left', title: texts.allowanceAbout });
    this.head = el(
      'header',
      { class: 'screen-head' },
      el('span', { class: 'screen-title' }, this.isAccount ? words.account : words.desk),
      this.left,
    );
    this.door = this.#door();
    this.dock = this.#dock();
    this.node = el('div', { class: 'chat', 'data-chat': channel }, this.head, this.door, this.thread.node, this.dock);
    this.#follows(false);
    onChannel(channel, (entry) => entry.who === owners[channel] && this.#show(entry));
    get(this.base).then((known) => known && this.#follows(known.follows));
    setInterval(() => this.#allowance(), 5000);
  }

  do(act, told = {}) {
    return post(`${this.base}/${act}`, { ...told, together: repeats() ? 4 : 1 });
  }

  scan(machine) {
    if (this.isAccount) this.do('scan', { serial: machine.serial });
    else this.do('enter', { serial: machine.serial });
  }

  // -- before following ----------------------------------------------------------------------------------------------

  #door() {
    return el(
      'div',
      { class: 'door' },
      el('div', { class: 'door-mark' }, icon('drop')),
      el('h3', {}, this.isAccount ? words.account : words.desk),
      el('p', {}, this.isAccount ? words.accountAbout : words.deskAbout),
      button(
        this.isAccount ? words.follow : words.open,
        () => this.do(this.isAccount ? 'follow' : 'enter'),
        { class: 'primary' },
      ),
      button(words.scan, () => this.#sheet(), { class: 'plain' }, icon('scan'), words.scan),
    );
  }

  #follows(is) {
    this.door.hidden = is;
    this.thread.node.hidden = !is;
    this.dock.hidden = !is;
    this.left.hidden = !is;
  }

  // -- writing -------------------------------------------------------------------------------------------------------

  #dock() {
    const line = typeLine(words.placeholder, words.send, (text) => this.do('text', { text }));
    const panel = el('div', { class: 'panel', hidden: true }, ...this.#tools());
    const plus = button(words.more, () => { panel.hidden = !panel.hidden; }, { class: 'round' }, icon('plus'));
    line.form.append(plus);
    if (!this.isAccount) return el('div', { class: 'dock' }, line.form, panel);
    this.menu = el('div', { class: 'menu', hidden: true });
    const toMenu = button(words.menuButton, () => swap(true), { class: 'round', hidden: true }, icon('menu'));
    const toKeys = button(words.keyboard, () => swap(false), { class: 'round' }, icon('keyboard'));
    const swap = (shown) => {
      this.menu.hidden = !shown;
      line.form.hidden = shown;
      panel.hidden = true;
    };
    line.form.prepend(toMenu);
    this.showMenu = (entries) => {
      this.menu.replaceChildren(toKeys, ...entries.map((entry) => this.#entry(entry)));
      toMenu.hidden = entries.length === 0;
      swap(entries.length > 0);
    };
    return el('div', { class: 'dock' }, this.menu, line.form, panel);
  }

  #entry(entry) {
    if (entry.key) return button(entry.name, () => this.do('click', { key: entry.key }), { class: 'entry' });
    const sub = el('div', { class: 'sub', hidden: true });
    for (const one of entry.sub_button) {
      sub.append(button(one.name, () => {
        sub.hidden = true;
        this.do('click', { key: one.key });
      }));
    }
    const top = button(entry.name, () => { sub.hidden = !sub.hidden; }, { class: 'entry' }, icon('lines'), entry.name);
    return el('div', { class: 'entry-with-sub' }, top, sub);
  }

  #tools() {
    const tool = (name, label, act) => button(label, act, { class: 'tool' }, el('span', {}, icon(name)), label);
    const sends = async (picture) => {
      const blob = await picture();
      if (blob) put(`${this.base}/picture`, blob);
    };
    const both = [
      tool('camera', words.picture, () => sends(samplePicture)),
      tool('picture', words.album, () => sends(chosenPicture)),
      tool('scan', words.scan, () => this.#sheet()),
    ];
    if (!this.isAccount) return both;
    return [
      ...both,
      tool('voice', words.voice, () => this.do('voice')),
      tool('place', words.location, () => this.do('location', words.place)),
      tool('leave', words.unfollow, () => this.do('unfollow')),
    ];
  }

  #sheet() {
    const close = () => sheet.remove();
    const labels = machines.map((machine) => button(
      machine.name,
      () => {
        close();
        this.scan(machine);
      },
      { class: 'qr-label' },
      icon('code'),
      el('span', {}, el('b', {}, machine.name), el('small', {}, machine.serial)),
    ));
    const sheet = el(
      'div',
      { class: 'sheet', on: { click: (event) => event.target === sheet && close() } },
      el('div', { class: 'sheet-card', role: 'dialog', 'aria-label': words.scanTitle }, el('h3', {}, words.scanTitle), ...labels),
    );
    this.node.append(sheet);
  }

  // -- what happens --------------------------------------------------------------------------------------------------

  #show(entry) {
    const { thread } = this;
    if (entry.left !== undefined) {
      this.#left = entry.left;
      this.#until = entry.until;
      this.#allowance();
    }
    if (entry.kind === 'said') this.#said(entry);
    else if (entry.kind === 'got') this.#got(entry);
    else if (entry.kind === 'typing') thread.typing(entry.on);
    else if (entry.kind === 'refused') thread.note(words.refused(entry.code));
    else if (entry.kind === 'unavailable') thread.note(words.unavailable, true);
    else if (entry.kind === 'event') this.#happened(entry);
  }

  #happened(entry) {
    if (entry.event === 'unsubscribe') {
      this.thread.clear();
      this.#follows(false);
      return;
    }
    this.#follows(true);
    if (entry.event === 'subscribe') this.thread.note(words.followed);
  }

  #said(entry) {
    const { thread } = this;
    const avatar = el('div', { class: 'avatar avatar-own' }, texts.you);
    if (entry.type === 'scan') {
      const machine = machines.find((one) => one.serial === entry.text);
      thread.note(words.scanned(machine ? `${machine.name} ${machine.serial}` : entry.text));
    } else if (entry.type === 'click') thread.note(words.tapped(entry.text));
    else if (entry.type === 'image') thread.picture(true, entry.media, { avatar });
    else if (entry.type === 'voice') thread.bubble(true, [icon('voice'), words.voiceSent], { avatar });
    else if (entry.type === 'location') thread.bubble(true, [icon('place'), entry.text], { avatar });
    else thread.bubble(true, entry.text, { avatar });
  }

  #got(entry) {
    const { thread } = this;
    const avatar = el('div', { class: 'avatar' }, icon('drop'));
    thread.typing(false);
    if (entry.type === 'image') thread.picture(false, entry.media, { avatar });
    else if (entry.type === 'template') thread.bubble(false, this.#card(entry), { avatar });
    else if (entry.type === 'msgmenu') thread.bubble(false, [entry.text, ...this.#choices(entry)], { avatar });
    else thread.bubble(false, entry.text, { avatar });
  }

  #card(entry) {
    return [el('b', { class: 'card-title' }, words.template), el('span', {}, entry.text)];
  }

  #choices(entry) {
    return entry.choices.map((choice) => button(
      choice.title,
      () => this.do('text', { text: choice.title, menu_id: choice.id }),
      { class: 'choice' },
    ));
  }

  #allowance() {
    const left = this.#until > Date.now() / 1000 ? this.#left : 0;
    this.left.textContent = texts.allowance(left);
    this.left.classList.toggle('left-none', left === 0);
  }
}

/** The phone with its two chats; `showMenu` takes the account's menu as WeChat is given it. */
export function wechatPhone() {
  const chats = [new Chat('wechat'), new Chat('wecom')];
  const tabs = chats.map((chat, index) => button(
    chat.isAccount ? words.accountTab : words.desk,
    () => choose(index),
    { class: 'tab', role: 'tab' },
  ));
  const choose = (chosen) => chats.forEach((chat, index) => {
    chat.node.hidden = index !== chosen;
    tabs[index].setAttribute('aria-selected', index === chosen);
  });
  choose(0);
  let shown = '[]';
  const showMenu = (entries) => {
    if (JSON.stringify(entries) === shown) return;
    shown = JSON.stringify(entries);
    chats[0].showMenu(entries);
  };
  return { showMenu, tabs: el('div', { class: 'tabs', role: 'tablist' }, ...tabs), screen: chats.map((chat) => chat.node) };
}
