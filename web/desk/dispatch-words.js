/** What the desk says of planning visits: the board, the cases to be planned, visits on a case, and papers. */

export const BOARD = {
  label: '派工看板',
  earlier: '前一天',
  later: '后一天',
  today: '今天',
  day: '看哪一天',
  allDistricts: '全部片区',
  onlyBusy: '只看有安排的',
  counts: {
    visits: (n) => `上门 ${n}`,
    late: (n) => `晚了 ${n}`,
    lost: (n) => `没成 ${n}`,
    asked: (n) => `待答复 ${n}`,
    free: (n) => `空着 ${n} 人`,
  },
  loading: '正在加载看板…',
  failed: '看板没有加载成功',
  nobody: '还没有登记上门的工程师。',
  nobodyHere: '这个片区没有工程师。',
  nobodyBusy: '这天还没有安排上门。',
  more: (n) => `只显示前 ${n} 次上门`,
  off: '休息',
  away: '请假',
  free: '空着',
  helper: '协助',
  load: (n) => `${n} 单`,
  planned: (from, to) => `计划 ${from}–${to}`,
  hour: (n) => `${n}:00`,
  plan: (name, clock) => `${name}，${clock} 起约上门`,
  noPlace: '地点没填',
};

export const STANDINGS = {
  overdue: '过点没到',
  due: '该出发了',
  asked: '待接单',
  accepted: '已接单',
  travelling: '路上',
  arrived: '已到场',
  paused: '暂停',
  done: '已完成',
  part_done: '没做完',
  no_access: '没能进门',
  declined: '不接',
  missed: '没有到',
  changed: '已改期',
  cancelled: '已取消',
};

export const TO_PLAN = {
  due: (kind, time) => `${kind} ${time} 前`,
  agreed: (kind, time) => `约好${kind} ${time} 前`,
  missed: (kind, time) => `${kind}已超时，原定 ${time}`,
  held: (kind) => `${kind}计时暂停`,
  nothing: '没有约定时限',
  and: '；',
  reopened: '重新处理',
  before: {
    declined: (name) => `${name}不接`,
    missed: (name) => `${name}没有到`,
    no_access: (name) => `${name}没能进门`,
    part_done: (name) => `${name}没做完`,
    cancelled: () => '上门取消过',
  },
};

export const VISITS = {
  title: '上门',
  none: '没有约上门',
  plan: '约上门',
  planAgain: '再约一次',
  move: '改时间或换人',
  cancel: '取消上门',
  planned: (from, to) => `计划 ${from} 开工，${to} 完工`,
  lead: '领头',
  helper: '协助',
  reason: (words) => `原因：${words}`,
  did: (words) => `处理：${words}`,
  told: (time) => `${time} 已通知客户`,
  notReached: (time) => `${time} 没有能通知客户的渠道，已开待办请人打电话`,
  papers: '单据',
  pdf: 'PDF',
  cancelText: (time) => `${time} 的上门会取消。客户马上收到取消通知，原定的工程师收到短信；没有渠道的，会开待办请人打电话。`,
  cancelReason: '为什么取消？（记在工单里）',
  cancelled: '上门已取消',
  done: '上门已约好',
  moved: '上门已改',
};

export const CREW_STATES = { asked: '待接单', accepted: '已接单', declined: '不接', taken_off: '不用去了' };

export const BOOKING = {
  day: '哪一天',
  otherDay: '别的日子',
  tomorrow: '明天',
  windows: '公司的时段',
  exact: '自定时间',
  from: '从',
  to: '到',
  crossing: '结束时间要晚于开始时间',
  over: '这段时间已经过去了',
  look: '看谁有空',
  loading: '正在看谁有空…',
  nobody: '这天没有会修的工程师有空。换一天，或自定时间再看。',
  nobodyThen: '这段时间没有会修的工程师有空。',
  inTime: '赶得上',
  hurry: (time) => `答应 ${time} 前到`,
  tooLate: (time) => `晚于答应的 ${time}`,
  fits: '合适',
  reasons: {
    skill: '会修这类',
    resident: '驻场',
    area: '管这片',
    travel: (minutes) => `路上约 ${minutes} 分钟`,
    load: (n) => (n ? `当天已有 ${n} 单` : '当天还没有安排'),
  },
  against: {
    skill: '不会修这类',
    area: '不管这片',
    hours: '不在上班时间',
    away: '请假',
    exclusion: '客户不要他来',
  },
  lacks: (name) => `不会${name}`,
  choose: '先选一位；再点同一时段的人，就一起去，先选的领头。',
  chosen: (time, names) => `${time}，${names}`,
  reason: '为什么改？（记在工单里）',
  tells: {
    plan: '约好后，客户马上收到通知：什么时间、哪位工程师来，不合适可以直接回复；工程师收到短信。没有渠道的，会开待办请人打电话。',
    move: '改好后，客户马上收到致歉和新的时间、工程师；新去的和不用去的工程师都收到短信。没有渠道的，会开待办请人打电话。',
  },
  confirm: { plan: '约定', move: '改定' },
};

export const PAPERS = { service_order: '维修服务单', fault_analysis: '故障分析' };

export const PAPER = {
  loading: '正在打开…',
  photos: (n) => `照片 ${n} 张，见 PDF`,
  pdf: '打开 PDF',
};
