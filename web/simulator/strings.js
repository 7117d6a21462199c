/** Every sentence the page itself says. What the assistant says comes from the product. */

export const texts = {
  starting: '服务启动中，第一次要等一两分钟',
  ready: '服务已就绪',
  lost: '模拟平台已停止，重新运行 make simulate 后刷新本页',

  allowance: (left) => (left > 0 ? `还能回 ${left} 条` : '等客户再开口才能回'),
  allowanceAbout: '微信的规矩：客户发一句话，48 小时内最多回 5 条；关注、点菜单、扫码，1 分钟内最多回 3 条',
  you: '我',
};

export const wechat = {
  account: '青禾湾售后服务中心',
  accountTab: '公众号',
  desk: '微信客服',
  accountAbout: '报修、查保修、查进度、约上门',
  deskAbout: '通过企业微信接待，客户在微信里聊',
  follow: '关注公众号',
  open: '打开客服对话',
  unfollow: '取消关注',
  followed: '您已关注',
  scanned: (name) => `扫描了设备码：${name}`,
  tapped: (name) => `点了菜单：${name}`,
  scan: '扫设备码',
  scanTitle: '扫哪台设备上的贴纸？',
  voice: '语音',
  voiceSent: '语音 3″',
  picture: '拍照',
  album: '相册',
  location: '位置',
  more: '更多',
  menuButton: '切换到菜单',
  keyboard: '切换到键盘',
  placeholder: '发消息',
  send: '发送',
  template: '服务通知',
  unavailable: '该公众号暂时无法提供服务，请稍后再试',
  refused: (code) => `平台没让这条发出来（${code}）`,
  place: { label: '杭州市西湖区文澜路88号桂语里3幢', latitude: 30.259, longitude: 120.13 },
};

/** Stickers of machines in the demonstration's register. */
export const machines = [
  { serial: 'QH25053206', name: '客厅空调' },
  { serial: 'NX26019431', name: '卫生间电热水器' },
  { serial: 'LF24028358', name: '中央空调' },
];

/** Whose phone it is. The first three are customers on file, the others are not. */
export const people = [
  { number: '+8613805711001', name: '王秀兰' },
  { number: '+8613805711002', name: '李建华' },
  { number: '+8613805711003', name: '张敏' },
  { number: '+8613905710088', name: '新客户' },
];

/** A phone with a message that nobody has looked at. */
export const fresh = (name) => `● ${name}`;

export const sms = {
  title: '短信',
  to: '服务热线',
  whose: '用谁的手机发',
  news: '别的手机收到了短信',
  placeholder: '比如：空调不制冷了',
  empty: '发一条短信试试，回短信按段计费，所以写得短',
  send: '发送',
  picture: '发照片',
  stop: '退订',
  stopEnglish: 'STOP',
  resume: '恢复',
  parts: (count) => (count > 1 ? `${count} 段` : '1 段'),
  status: { queued: '排队中', sent: '已发出', delivered: '已送达', undelivered: '没送到' },
  refused: (code) => (code === 21610 ? '号码已退订，平台拦下了一条' : `平台拦下了一条（${code}）`),
  failed: (code) => `服务没接住这条短信（${code}）`,
};

export const call = {
  title: '电话',
  hotline: '服务热线',
  whose: '用谁的电话打',
  hidden: '隐藏号码',
  dial: '拨打热线',
  idle: '拨通以后打字，就当是对着电话说话',
  ringing: '正在拨号…',
  thinking: '对方正在听…',
  listening: '轮到您说，也可以按键',
  keysOnly: '请按键',
  queued: '排队等候中',
  calling: '正在呼叫同事的手机…',
  talking: '已接通同事',
  over: '通话结束',
  pressed: (keys) => `按了 ${keys}`,
  placeholder: '想说的话',
  say: '说',
  silence: '不说话',
  hangUp: '挂断',
  speak: '念出来',
  speakAll: '自动朗读',
  failed: '电话那头出错了，通话已断开',
  again: '再打一次',
  keypad: '拨号盘',
};

export const colleague = {
  title: '同事的手机',
  idle: '打热线时说“转人工”，或者报一个险情，这里就会响',
  desk: '也可以在工作台上接待',
  incoming: '热线来电',
  answer: '接听',
  decline: '不接',
  whisper: '先听一句说明，客户听不到',
  accept: '按 1 接通',
  ignore: '不按键',
  talking: '正在和客户通话',
  placeholder: '对客户说',
  say: '说',
  hangUp: '挂断',
};

export const duty = {
  title: '值班呼叫',
  mark: '【值班呼叫】',
  call: '值班来电',
  text: '值班短信',
  answer: '接听',
  decline: '不接',
  take: '按 1 我去',
  refuse: '按 2 来不了',
  replyYes: '回复 1',
  replyNo: '回复 2',
};

export const moods = {
  title: '让平台出点状况',
  about: '打开后照常聊：消息一条不丢，也不会重复。',
  errors: '三成接口调用报 500',
  repeat: '每条微信消息连推四次',
  shuffled: '短信回执乱序，还重复',
  impatient: '电话里 6 秒不出声就算没说话',
  expire: '让访问令牌马上过期',
  expired: '令牌已过期，服务会自己换新的',
};
