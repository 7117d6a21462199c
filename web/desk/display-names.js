/** How people and things are called in rows and headings. */

import { LIST } from './strings.js';
import { CHANNELS, QUEUES } from './vocabulary.js';

const CHANNEL_ICONS = { web: 'web', wechat: 'wechat', wecom: 'wechat', sms: 'sms', voice: 'phone' };

/** The customer's name; somebody unknown is a visitor, told apart by the end of the conversation's id. */
export function customerName(row) {
  return row.customer || LIST.visitor(row.id.slice(-4));
}

export const channelName = (row) => CHANNELS[row.channel] ?? row.channel;
export const channelIcon = (channel) => CHANNEL_ICONS[channel] ?? 'mine';
export const queueName = (row) => QUEUES[row.queue] ?? row.queue;

/** What the product of a case is called. */
export function productName(row) {
  const named = row.category_name || row.equipment?.category_name || '';
  return [row.product_text || named, row.equipment?.model].filter(Boolean).join(' · ');
}
