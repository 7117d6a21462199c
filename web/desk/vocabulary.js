/** The words for what the server stores as values: statuses, types, channels, refusals. */

export const CHANNELS = { web: '网页', wechat: '微信', wecom: '微信客服', sms: '短信', voice: '电话', phone: '来电', email: '邮件', fax: '传真', letter: '来信', account_manager: '客户经理', form: '建议表', review: '网店差评', desk: '工作台' };

export const QUEUES = { service: '人工客服', safety: '紧急救援', quality: '质量监督', administrator: '管理员' };

export const ROLES = { agent: '客服坐席', supervisor: '值班主管', quality: '质量监督', administrator: '管理员' };

export const URGENCIES = { 1: '特急', 2: '紧急', 3: '较急', 4: '普通', 5: '普通' };

export const GRADES = { diamond: '钻石客户', gold: '金牌客户', silver: '银牌客户' };

export const TYPES = {
  repair: '报修',
  installation: '安装',
  maintenance: '保养',
  emergency: '险情',
  complaint: '投诉',
  return: '退换',
  part: '配件',
  invoice: '发票',
  suggestion: '建议',
  question: '咨询',
};

export const LEVELS = { 1: '一级 · 重大', 2: '二级 · 主要', 3: '三级 · 一般' };

export const SHORT_LEVELS = { 1: '一级', 2: '二级', 3: '三级' };

export const STATUSES = {
  new: '待派工',
  assigned: '已派工',
  in_progress: '处理中',
  waiting: '等待客户',
  solved: '待客户确认',
  reopened: '重新处理',
  closed: '已结单',
  cancelled: '已取消',
};

export const CLOSED_BY = { customer: '客户确认结单', rule: '客户未回应，按规则结单', staff: '人工结单' };

export const OUTCOMES = {
  solved: '修好了',
  second_visit: '要再来一次',
  wrong_part: '配件不对',
  too_hard: '现场修不了',
  no_access: '没能进门',
};

export const PROMISES = { reply: '首次答复', onsite: '到场', solve: '解决', dispatch: '派人', restore: '恢复使用', look_up: '查好回电', verify: '核实问题', report: '向负责人报告' };

export const CONTRACTS = { warranty: '保修', extended: '延保', maintenance: '维保', trial: '试运行', works: '工程' };

export const ORIGINS = { phone: '来电', email: '邮件', fax: '传真', letter: '来信', account_manager: '客户经理', form: '建议表', review: '网店差评', desk: '工作台' };

export const LINKS = { related: '关联', repeat_of: '同一故障重复于', follow_up_of: '后续于', merged_into: '并入' };

export const CONSENTS = { closure: '问题已解决，可以结单', messages: '接收短信', cost: '收费', remote: '远程查看设备' };

export const ANALYSIS = { cause: '故障原因', treatment: '怎么处理的', prevention: '怎么避免' };

export const FIELDS = {
  contact_name: '联系人',
  phone: '电话',
  address: '地址',
  district: '区域',
  description: '客户描述',
  category: '品类',
  product_text: '产品',
  serial: '序列号',
  wish: '客户诉求',
};

export const BEGAN_BY = {
  card: '保修卡日期',
  handover: '交付日期',
  commissioned: '调试日期',
  accepted: '验收日期',
  first_accepted: '初验日期',
  finally_accepted: '终验日期',
  contract: '合同',
};

export const TASK_KINDS = { alert: '提醒', task: '任务' };

export const MESSAGE_STATUSES = {
  pending: '发送中',
  sent: '已发送',
  delivered: '已送达',
  read: '已读',
  held: '等客户来消息后发出',
  rerouted: '已改走别的渠道',
  failed: '没有送到',
};

/** What a customer did without a word. */
export const EVENTS = {
  joined: '客户关注了公众号',
  scanned: '客户扫了设备上的二维码',
  left: '客户取消了关注',
  stopped: '客户退订了消息',
  resumed: '客户重新接收消息',
};

/** Why a message's words are not shown. */
export const WITHHELD = {
  complaint: '投诉内容，仅质量监督可见',
  undecided: '刚发来，智能助手看过后显示',
};

/** What is wrong with a field, where more can be said than that something is. */
export const FIELD_ERRORS = {
  owner: '没找到这位同事，或者这位同事看不到这张工单；有同名的请填用户名',
  other: '要填另一张工单的工单号',
  into: '要填另一张工单的工单号',
};

export const ERRORS = {
  offline: '网络不通，请检查网络后重试',
  not_found: '找不到，可能已被删除或不在您的权限内',
  not_allowed: '您的岗位无权查看或操作',
  not_logged_in: '登录已过期',
  login_failed: '用户名或密码不正确',
  code_needed: '请输入手机应用上的动态码',
  code_wrong: '动态码不对或已经用过，请等下一个再输',
  password_wrong: '当前密码不对',
  second_factor_missing: '您的岗位要先绑定动态码，请点左下角自己的名字',
  link_spent: '这个链接已经用过或过期，请向管理员要一个新的',
  password_weak: '这个密码太容易被猜到，请换一个',
  too_many_attempts: '尝试次数过多，请过几分钟再试',
  too_many_requests: '操作太频繁，请稍等片刻再试',
  disk_full: '磁盘已满，暂时存不进去，请马上告诉管理员',
  no_room: '文件太多，存不下了',
  picture_unfit: '只能用 8 MB 以内的 JPG、PNG、WebP、GIF 图片',
  move_not_allowed: '工单当前状态下不能这样操作，请刷新后再看',
  already_taken: '已经有同事先接了，请刷新后再看',
  swap_over: '这段班不用接了：换班已撤回、时间已过，或者班次有变动，请刷新后再看',
  not_owner: '这个会话不在您名下，请先接入',
  already_reviewed: '这条已经有人审核过了',
  arrival_by_visit: '到场时间要跟上门一起定：还没约的请安排上门，约好的请改期',
  nothing_to_keep: '这一项没有承诺过，或者已经了结，不能另定时间',
  reason_missing: '请写明原因',
  not_held: '系统没有在等待，无需继续',
  slot_taken: '这个时段刚被约走，请换一个',
  engineer_excluded: '这位工程师不再派给这位客户',
  wrong_code: '确认码不对，请让客户再看一下',
  key_reused: '这次操作和之前的重复了，请刷新后再试',
  invalid: '填写的内容不符合要求',
  unknown_host: '这个网址没有登记，请从公司给的网址打开工作台',
  foreign_origin: '请求来源不对，请从工作台页面操作',
  server: '系统出了点问题，请稍后再试',
};
