/** Every word staff read at the desk, except canned replies (quick-replies.js) and timeline lines (timeline-words.js). */

export const TITLE = '客服工作台';

export const VIEWS = { queue: '待接入', mine: '我的会话', bot: '机器人在聊', cases: '工单', tasks: '待办' };
export const EMPTY_LISTS = {
  queue: '没有客户在等待，辛苦了。',
  mine: '您手上没有会话。按 1 去看看待接入。',
  bot: '智能助手现在没有在接待客户。',
  cases: '没有符合条件的工单。',
  tasks: '待办都处理完了。',
};

export const CHANNELS = { web: '网页', wechat: '微信', sms: '短信', voice: '电话' };
export const QUEUES = { service: '人工客服', safety: '紧急救援', quality: '质量监督' };
export const ROLES = { agent: '客服坐席', supervisor: '值班主管', quality: '质量监督' };
export const URGENCIES = { 1: '特急', 2: '紧急', 3: '较急', 4: '普通', 5: '普通' };
export const GRADES = { diamond: '钻石客户', gold: '金牌客户', silver: '银牌客户' };
export const TYPES = {
  repair: '报修', installation: '安装', maintenance: '保养', emergency: '险情', complaint: '投诉', return: '退换',
  part: '配件', invoice: '发票', suggestion: '建议', question: '咨询',
};
export const LEVELS = { 1: '一级 · 重大', 2: '二级 · 主要', 3: '三级 · 一般' };
export const SHORT_LEVELS = { 1: '一级', 2: '二级', 3: '三级' };
export const STATUSES = {
  new: '待派工', assigned: '已派工', in_progress: '处理中', waiting: '等待客户', solved: '待客户确认',
  reopened: '重新处理', closed: '已结单', cancelled: '已取消',
};
export const CLOSED_BY = { customer: '客户确认结单', rule: '客户未回应，按规则结单', staff: '人工结单' };
export const VISIT_STATUSES = { booked: '已预约', changed: '已改期', cancelled: '已取消', arrived: '已到场' };
export const CLOCKS = { reply: '首次答复', onsite: '到场', solve: '解决' };
export const BEGAN_BY = { card: '保修卡日期', handover: '交付日期', commissioned: '调试日期' };
export const TASK_KINDS = { alert: '提醒', task: '任务' };
export const MESSAGE_STATUSES = { pending: '发送中', sent: '已发送', delivered: '已送达', held: '待客户回复后发出', failed: '发送失败' };

export const ERRORS = {
  offline: '网络不通，请检查网络后重试',
  not_found: '找不到，可能已被删除或不在您的权限内',
  not_allowed: '您的岗位无权查看或操作',
  not_logged_in: '登录已过期',
  login_failed: '用户名或密码不正确',
  too_many_attempts: '尝试次数过多，请 5 分钟后再试',
  move_not_allowed: '工单当前状态下不能这样操作，请刷新后再看',
  not_owner: '这个会话不在您名下，请先接入',
  slot_taken: '这个时段刚被约走，请换一个',
  invalid: '填写的内容不符合要求',
  foreign_origin: '请求来源不对，请从工作台页面操作',
  server: '系统出了点问题，请稍后再试',
};

export const TIME = {
  today: (clock) => clock,
  yesterday: (clock) => `昨天 ${clock}`,
  tomorrow: (clock) => `明天 ${clock}`,
  date: (month, day, clock) => `${month}月${day}日 ${clock}`,
  otherYear: (year, month, day, clock) => `${year}年${month}月${day}日 ${clock}`,
  seconds: (s) => `${s}秒`,
  minutes: (m) => `${m}分钟`,
  minutesSeconds: (m, s) => `${m}分${String(s).padStart(2, '0')}秒`,
  hours: (h, m) => (m ? `${h}小时${m}分` : `${h}小时`),
  days: (d, h) => (h ? `${d}天${h}小时` : `${d}天`),
  dayToday: '今天',
  dayYesterday: '昨天',
  weekdays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  day: (year, month, day, weekday) => `${year ? `${year}年` : ''}${month}月${day}日 ${weekday}`,
};

export const RAIL = {
  label: '栏目', unit: (label, count) => `${label}，${count} 条`, sound: '提示音', soundOn: '新客户等待时响铃：已开启', soundOff: '新客户等待时响铃：已关闭',
  help: '快捷键', logout: '退出', logoutTitle: '退出登录', logoutAsk: '退出后将不再收到新客户提醒，确定退出吗？',
};

export const LIST = {
  refreshing: '正在加载…', search: '搜索', searchConversations: '搜客户、原因', searchCases: '手机号、工单号、客户或描述',
  clear: '清除搜索', visitor: (tail) => `访客 ${tail}`, waiting: (span) => `已等 ${span}`, idle: (span) => `${span}前`, justNow: '刚刚',
  callback: (time) => `承诺 ${time} 前回电`, callbackLate: (time) => `回电已超时，原定 ${time}`, unread: (n) => `${n} 条未回复`,
  upset: '情绪不满', position: (n) => `第 ${n} 位`, owned: (name) => `${name} 接待中`, onlyMine: '我的', everybody: '全部人工',
  nothing: '没有找到', nothingHint: '手机号要输全 11 位，工单号要输全', resultsOf: (query) => `“${query}”的搜索结果`,
  allLevels: '全部级别', allStatuses: '全部状态', dueSoon: '临近超时', more: (n) => `只显示前 ${n} 条`,
  done: '完成', seen: '知道了', doneSaid: '已处理', failed: '没有加载成功', retry: '重试',
};

export const THREAD = {
  empty: '从左侧选择一个会话', emptyHint: 'j / k 上下移动，Enter 打开，? 查看全部快捷键', loading: '正在加载会话…',
  log: '对话记录', take: '接入', giveBack: '交还机器人', close: '结束会话', side: '资料', back: '返回',
  reason: (reason) => `转人工原因：${reason}`, withBot: '智能助手接待中', withMe: '由您接待', withOther: (name) => `${name} 接待中`,
  waitingInQueue: (queue) => `在“${queue}”排队`, newest: '有新消息', toNewest: '回到最新', shownToStaff: '内部备注 · 客户看不到',
  taken: '已接入，可以回复了', alreadyTaken: (name) => (name ? `已被 ${name} 接入` : '已被其他同事接入'),
  givenBack: '已交还智能助手', closed: '会话已结束', author: { customer: '客户', bot: '智能助手', agent: '人工客服', system: '系统消息' },
  me: '我', sending: '发送中', notSent: '没有发出去', why: (reason) => `原因：${reason}`, retry: '重发', discard: '删除', picture: '客户发来的图片', brokenPicture: '图片打不开',
  file: (name) => `附件：${name}`, offered: '给客户的选项', closeAsk: '客户会收到结束语，之后再发消息由智能助手接待。',
  giveBackAsk: '客户会收到提示，之后由智能助手继续接待。', openCase: (number) => `工单 ${number}`, nothingSaid: '还没有消息',
  newMessage: (name) => `${name} 发来新消息`, missing: '这个会话打不开',
};

export const COMPOSER = {
  reply: '回复客户', note: '内部备注', replyHint: '输入回复，Enter 发送，Shift+Enter 换行，输入 / 选快捷回复',
  noteHint: '写给同事看的备注，客户看不到', send: '发送', save: '保存备注', locked: '接入后才能回复',
  lockedByOther: (name) => `${name} 正在接待，您可以写内部备注`, quick: '快捷回复', noQuick: '没有匹配的快捷回复',
  count: (n, most) => `${n} / ${most}`, unsent: '还有消息没有发出去', draft: '草稿',
};

export const SIDE = {
  label: '客户资料', customer: '客户', visitor: '还没有核实身份', visitorHint: '身份核实后会显示客户档案和设备', name: '姓名', organisation: '单位', phone: '电话',
  address: '地址', grade: '级别', contact: '联系人', equipment: '设备', noEquipment: '名下没有登记设备', serial: '序列号', place: '位置',
  covered: '保内', expired: '已过保', unknown: '待核实', until: (day) => `保修至 ${day}`, endedOn: (day) => `${day} 到期`, noDate: '没有日期凭据，请向客户核实购买或交付日期',
  began: (by, day) => `自 ${day} 起（${by}）`, afterwards: '过保后', currentCase: '当前工单', noCase: '本会话还没有工单', allCases: '查这位客户的全部工单',
  copy: '复制', copied: '已复制', empty: '选中会话或工单后，这里显示客户、设备和工单',
};

export const CASE = {
  deadlines: '时限', noDeadlines: '没有约定时限', due: (time) => `${time} 前`, left: (span) => `还剩 ${span}`, over: (span) => `已超时 ${span}`,
  metInTime: (time) => `${time} 完成，按时`, metLate: (time) => `${time} 完成，超时`, held: '计时暂停', stopped: '未完成', visits: '上门', noVisits: '没有预约上门', engineer: '工程师',
  timeline: '处理记录', showTimeline: (n) => `处理记录（${n}）`, description: '客户描述', wish: '客户诉求', product: '产品', solution: '处理结果', created: '受理时间', channel: '来源', closedBy: '结单方式',
  score: '客户评价', stars: (n) => `${n} 分`, levelReason: '定级依据', reopened: (n) => `重新打开 ${n} 次`, contacts: (n) => `客户联系 ${n} 次`, escalated: (n) => `已升级 ${n} 级`,
  conversation: '打开会话', open: '打开工单', empty: '从左侧选择一张工单', loading: '正在加载工单…', missing: '这张工单打不开', whenFiled: '受理时',
  addNote: '写一条记录', noteHint: '补充处理情况，只有同事看得到', saveNote: '保存',
};

export const ACTIONS = {
  title: '操作', contacted: '已联系客户', arrived: '工程师已到场', solve: '标记已解决', waiting: '等待客户', resume: '继续处理', start: '开始处理', reopen: '重新打开', cancel: '取消工单',
  contactedLabel: '沟通要点（选填）', contactedDone: '已记录联系客户', arrivedAsk: '确认工程师已到现场？到场时限会记为完成。', arrivedDone: '已记录到场',
  solveLabel: '怎么解决的？客户会看到并确认', solveHint: '例：更换内机风扇电容，试机 20 分钟制冷正常', solveDone: '已标记解决，等客户确认',
  waitingLabel: '在等客户什么？', waitingHint: '例：等客户确认上门时间；等待期间时限暂停', cancelLabel: '取消原因', cancelHint: '例：客户已自行修好，同意取消',
  reopenLabel: '为什么重新打开？', moved: (status) => `工单已改为“${status}”`, none: '这个状态下没有可做的操作', noteDone: '记录已保存',
};

export const DIALOG = { confirm: '确定', cancel: '取消', close: '关闭' };

export const LOGIN = {
  title: '客服工作台', username: '用户名', password: '密码', submit: '登录', submitting: '正在登录…', expired: '登录已过期，请重新登录。没发出去的内容都还在。', needBoth: '请输入用户名和密码',
};

export const LIVE = { lost: '与服务器的连接断了，正在重连…', back: '连接已恢复' };

export const ALERTS = {
  newWaiting: (name, reason) => `新客户等待：${name}${reason ? `，${reason}` : ''}`, notifyTitle: '有客户在等待', newTask: (reason) => `新待办：${reason}`,
  askNotify: '开启桌面通知', notifyOn: '桌面通知已开启', notifyDenied: '浏览器拦截了通知，请在地址栏左侧的网站设置里允许', soundOn: '提示音已开启', soundOff: '提示音已关闭',
};

export const HELP = {
  title: '快捷键',
  keys: [
    [['1', '–', '5'], '切换栏目'], [['j', 'k'], '下一条 / 上一条'], [['Enter'], '打开'], [['t'], '接入当前会话'], [['r'], '写回复'],
    [['n'], '写内部备注'], [['/'], '搜索；在回复框里是快捷回复'], [['i'], '显示或收起右侧资料'], [['Esc'], '离开输入框，回到列表'],
    [['Enter'], '在输入框里：发送'], [['Shift', '+', 'Enter'], '在输入框里：换行'], [['?'], '显示这张表'],
  ],
};
