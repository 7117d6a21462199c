/** What a line of a case's timeline says, by its kind. */

import { range } from './time.js';
import { CHANNELS, CONSENTS, FIELDS, LINKS, OUTCOMES, PROMISES, SHORT_LEVELS, STATUSES } from './vocabulary.js';

const LATER_MS = 2 * 60 * 1000;
const QUESTIONS = {
  ask_closure: '请客户确认结单',
  closure_reminder: '再次请客户确认结单',
  ask_survey: '邀请客户评价',
  ask_survey_silent: '邀请客户评价',
};

/** By name; lines written before names were kept have the account. */
const who = (data) => data.name ?? data.person;
const named = (data, key) => data[`${key}_name`] ?? data[key];

/** When it happened, where the engineer's phone could only tell later. */
const earlier = (data, at) =>
  Date.parse(at) - Date.parse(data.happened_at ?? at) > LATER_MS ? `（${range(data.happened_at)}，后来补传）` : '';

const LINES = {
  filed: () => '受理工单',
  amended: (data) => `${FIELDS[data.field] ?? '内容'}更正：${named(data, 'before') || '空'} 改为 ${named(data, 'after') || '空'}`,
  customer_added: () => '客户补充',
  customer_answered: () => '客户已补充资料',
  customer_chased: (data) => (data.contacts ? `客户再次联系，共 ${data.contacts} 次` : '客户再次联系'),
  moved: (data) => `状态由“${STATUSES[data.frm] ?? data.frm}”改为“${STATUSES[data.to] ?? data.to}”`,
  handed_off: () => '会话转人工',
  completed: () => '补全联系信息',
  taken: () => '人工接入会话',
  queued_again: () => '接待的同事已停用，会话重新排队',
  task_freed: (data) => `负责的同事已停用，待办退回班组：${data.subject}`,
  asked: (data) =>
    `${QUESTIONS[data.question] ?? '询问客户'}${data.reached === false ? '，没有在线会话，需电话联系' : ''}`,
  scored: (data) => `客户评价 ${data.score} 分`,
  promise_met: (data) => `${PROMISES[data.promise] ?? ''}完成${data.late ? '（超时）' : '（按时）'}`,
  promise_missed: (data) => `${PROMISES[data.promise] ?? ''}超时`,
  skipped_after_restore: (data) => `系统恢复后补记：${PROMISES[data.promise] ?? ''}停机期间到点，未提醒`,
  visit_wanted: () => '客户要约上门，近期没有空档',
  visit_booked: (data) => `预约上门：${range(data.start, data.end)}`,
  visit_changed: (data) => `上门改到：${range(data.start, data.end)}`,
  visit_cancelled: (data) => `取消上门：${range(data.start)}`,
  warning_skipped: (data) => `${PROMISES[data.promise] ?? ''}快到期没有提醒：系统停顿，已经超时`,
  visit_reminder_skipped: (data) => `没有提醒上门时间：系统停顿，${range(data.start)} 已经过了`,
  visit_missed_notice_skipped: () => '系统停顿太久，没有再给客户发通知，要打电话说明',
  visit_reminded: (data) => `已提醒客户上门时间：${range(data.start)}`,
  visit_ready: () => '上门前问清了',
  visit_replanned: () => '改派上门',
  visit_told: (data) => (data.reached ? '已通知客户' : '通知不到客户，要打电话'),
  visit_declined: () => '工程师不接这次上门',
  visit_confirmed: (data) => (data.by === 'code' ? '客户凭确认码确认' : '客户签字确认'),
  visit_missed: (data) => `到点没有人上门：${range(data.start)}`,
  visit_ended: (data, at) => `上门结束：${OUTCOMES[data.outcome] ?? data.outcome}${earlier(data, at)}`,
  engineer_departed: (data, at) => `工程师已出发${earlier(data, at)}`,
  engineer_arrived: (data, at) => `工程师已到场${earlier(data, at)}`,
  engineer_excluded: () => '不再派这位工程师',
  promise_agreed: (data) => (data.reached ? '与客户另定时间，已告知' : '另定了时间，要打电话告诉客户'),
  conduct_marked: (data) => `服务行为记录：${who(data)}`,
  conduct_withdrawn: (data) => `撤回服务行为记录：${who(data)}`,
  complaint_reviewed: (data) => (data.found_true ? '投诉复核：属实' : '投诉复核：不属实'),
  colleague_told: (data) => (data.reached ? `已短信告知${who(data)}` : `${who(data)}没有手机号，没有告知到`),
  fault_analysed: () => '写好故障分析',
  escalated: (data) => `升级到第 ${data.step} 级${data.name ? `（${data.name}）` : ''}`,
  paged: (data) => `呼叫值班：${data.person}（第 ${data.rank} 位）`,
  page_answered: (data) => `${data.person}接下了，经${CHANNELS[data.channel] ?? data.channel}`,
  page_refused: (data) => `${data.person}来不了，呼叫下一位`,
  page_not_rung: (data) => `没有呼到${data.person}：${NOT_RUNG[data.reason] ?? '电话没有拨通'}`,
  pages_skipped: () => '停顿太久，余下的人没有再呼叫',
  page_unanswered: () => '值班人员都呼叫过了，没有人接',
  contacted: () => '已联系客户',
  note: () => '处理记录',
  note_hidden: () => '隐藏了一条记录',
  consent: (data) => `客户口头同意：${CONSENTS[data.to] ?? data.to}`,
  regraded: (data) => `级别由${SHORT_LEVELS[data.before] ?? data.before}改为${SHORT_LEVELS[data.after] ?? data.after}`,
  owner_changed: (data) => `负责人由“${named(data, 'before') || '无'}”改为“${named(data, 'after') || '无'}”`,
  promised_by_hand: (data) => `答应客户：${PROMISES[data.promise] ?? data.promise}`,
  kept_by_hand: (data) => `${PROMISES[data.promise] ?? data.promise}，结果`,
  remote_begun: () => '开始远程处理',
  remote_ended: (data) => (data.solved ? '远程修好了' : '远程没修好，要上门'),
  service_changed: (data) => `${{ stop: '暂停', change: '变动', resume: '恢复' }[data.change]}服务（${data.time}）${data.reached ? '' : '，发不到客户'}`,
  passed_to_point: (data) => `转给${data.name}`,
  leave_given: () => '主管同意离场',
  left_without_leave: () => '没有恢复、没经同意就离场',
  paper_kept: () => '存档',
  paper_given: () => '把存档资料再发给客户',
  plan_started: (data) => `启动${data.name}（${data.version}）`,
  plan_step_done: (data) => `预案：${data.step}${data.agreed ? `（客户：${data.agreed}）` : ''}`,
  plan_ended: () => '预案结束',
  linked: (data) => `${LINKS[data.link] ?? '关联'} ${data.other}`,
  linked_from: (data) => `${data.other} 标为${LINKS[data.link] ?? '关联'}本单`,
};

const NOT_RUNG = { no_way: '没有可用的渠道', too_late: '过了时间' };
const SPOKEN = { completed: (data) => Object.values(data).join('，') };
const REASONS = { silence: '客户一直未回应' };
const ACTORS = { customer: '客户', bot: '智能助手', system: '系统' };

/** The line's headline and the words said with it. */
export function wordsOf(line) {
  return {
    headline: LINES[line.kind]?.(line.data ?? {}, line.at) ?? line.kind,
    words: SPOKEN[line.kind]?.(line.data ?? {}) ?? REASONS[line.text] ?? line.text,
  };
}

/** Who did it. */
export function actorOf(line) {
  return ACTORS[line.actor] ?? (line.actor_name || line.actor.replace(/^agent:/, ''));
}
