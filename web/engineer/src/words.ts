/** What the page says. */

import type { Model } from '@helpline/client';

type Words<Key extends string> = Record<Key, string>;

export const STATUS: Words<Model<'VisitStatus'>> = {
  booked: '待出发',
  travelling: '路上',
  arrived: '已到场',
  paused: '暂停中',
  done: '已完工',
  part_done: '没修完',
  no_access: '没进门',
  changed: '已改期',
  cancelled: '已取消',
  declined: '已退单',
  missed: '过点没到',
};

export const OUTCOME: Words<Exclude<Model<'Outcome'>, ''>> = {
  solved: '修好了',
  second_visit: '还要再来',
  wrong_part: '配件不对',
  too_hard: '现场修不了',
  no_access: '进不了门',
};

export const VERDICT: Words<Model<'Verdict'>> = { ok: '正常', faulty: '有问题', absent: '没有' };
export const DUTY: Words<Model<'Verdict'>> = { ok: '做到', faulty: '没做到', absent: '不适用' };
export const LINE: Words<Exclude<Model<'LineKind'>, 'void'>> = {
  part: '配件',
  labour: '人工',
  travel: '上门费',
  fee: '其他',
  discount: '优惠',
};
export const PAYER: Words<Model<'Payer'>> = { customer: '客户付', warranty: '保修', contract: '合同', company: '公司付' };
export const OLD_PART: Words<Model<'OldPart'>> = { '': '没有', returned: '带回', kept: '留给客户', scrapped: '报废' };
export const PHOTO = { before: '修前', after: '修后', signature: '签字' } as const;

export const PAPER: Words<Model<'DocumentKind'>> = { service_order: '维修服务单', fault_analysis: '故障分析报告' };
export const DEED: Record<string, string> = {
  accept: '接单',
  decline: '退单',
  depart: '出发',
  arrive: '到场',
  pause: '暂停',
  resume: '继续',
  finish: '完工',
  checks: '检查',
  photos: '照片',
  lines: '费用',
  sign: '签字',
};

/** Why something was not taken, by the code of the answer. */
export const REFUSED: Record<string, string> = {
  login_failed: '用户名或密码不对',
  code_needed: '请输入动态码',
  code_wrong: '动态码不对',
  not_allowed: '这个账号不能用工程师页面',
  too_many_attempts: '试得太多了，过一会儿再试',
  too_many_requests: '太频繁了，过一会儿再试',
  wrong_code: '确认码不对，请客户再念一遍',
  not_found: '这次上门已经不归您了',
  no_room: '照片太多，放不下了',
  picture_unfit: '只能传 8 MB 以内的 JPG、PNG、WebP、GIF 照片',
  invalid: '内容不合要求',
  offline: '没有网络，稍后再试',
};

export const refused = (code: string) => REFUSED[code] ?? '没有成功，请再试一次';

export const yuan = (fen: number) => `¥${(fen / 100).toFixed(2).replace(/\.00$/, '')}`;

const TIME = new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Shanghai' });
const DAY = new Intl.DateTimeFormat('zh-CN', { month: 'numeric', day: 'numeric', weekday: 'short', timeZone: 'Asia/Shanghai' });
export const clock = (at: string) => TIME.format(new Date(at));
export const dayOf = (at: string) => DAY.format(new Date(at));
export const range = (visit: { start_at: string; end_at: string }) => `${clock(visit.start_at)}–${clock(visit.end_at)}`;

/** The day in the business zone, as the API names it. */
export const isoDay = (at: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at);
