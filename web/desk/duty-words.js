/** What the desk says of rosters, pages and alarms. */

export const ALARM = {
  label: '没有人接下的险情',
  kinds: { emergency: '险情' },
  called: '呼叫值班',
  noPlace: '地点还没说',
  conversation: '打开会话',
  open: '打开工单',
  take: '我来处理',
  refuse: '我来不了',
  taken: '已记下：您接下了',
  refused: '已记下，正在呼叫下一位',
  news: (number) => `险情：工单 ${number}，请马上处理`,
  mine: (number) => `正在呼叫您：工单 ${number}`,
};

export const ROUNDS = {
  ringing: (name) => `正在呼叫 ${name}`,
  answered: (name) => `${name} 接下了`,
  unanswered: () => '都呼叫过了，没有人接，请马上打电话',
  stopped: () => '不用呼叫了',
  none: '没有呼叫到人，请马上打电话',
};

export const OUTCOMES = { ringing: '呼叫中', answered: '接下了', missed: '没接', refused: '来不了', skipped: '没有呼叫' };

export const PAGES = {
  title: '呼叫值班',
  ask: '呼叫值班',
  label: '为什么要呼叫？（对方会看到）',
  done: '已开始呼叫',
  none: '没有呼叫过',
  rank: (n) => `第 ${n} 位`,
};

export const DUTY = {
  rank: (n) => `第${n}位`,
  until: (time) => `到 ${time}`,
  next: (name, time) => `${time} 起 ${name}`,
  noNext: '之后还没有人',
  away: '请假或不在岗，先呼叫下一位',
  noWay: '现在没有能呼到的渠道',
  note: (name, time) => `${name} ${time} 留言`,
};
