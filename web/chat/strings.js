/** Every sentence the page itself says. What the assistant says comes from the gateway. */

export const texts = {
  company: '售后服务',
  assistant: '智能助手',
  greeting: '您好，这里是售后服务。设备出了什么问题，直接告诉我就行，也可以发张照片。',
  quick: [
    { title: '我要报修', text: '我要报修' },
    { title: '查保修', text: '查保修' },
    { title: '查进度', text: '查维修进度' },
    { title: '约上门', text: '预约上门' },
    { title: '转人工', text: '转人工' },
  ],

  roleBot: '智能助手',
  roleAgent: '人工客服',
  self: '我',
  system: '提示',

  subtitleBot: '智能助手为您服务',
  subtitleQueue: '正在转接人工客服',
  subtitleAgent: '人工客服为您服务',
  typing: '正在输入…',

  leaveSure: '退出后，这台设备上看不到刚才的对话，已登记的工单不受影响。确定退出吗？',

  handOff: '转人工',
  handOffWaiting: '转接中',
  handOffDone: '人工服务中',
  callHotline: (number) => `拨打服务热线 ${number}`,

  queueAhead: (count) => `正在为您转接人工，前面还有 ${count} 位`,
  queueNext: '正在为您转接人工，下一位就是您',
  queueUnknown: '正在为您转接人工，请稍候',
  queueHint: '等待时可以继续留言，人工客服接入后都能看到。',
  agentJoined: (name) => (name ? `人工客服 ${name} 已接入` : '人工客服已接入'),

  reconnecting: '正在重新连接…',
  offline: '网络已断开，恢复后会自动重连',
  sessionRenewed: '之前的对话已结束，已为您开启新的对话',

  sending: '发送中',
  sent: '已发送',
  failed: '发送失败，点此重发',
  tooFast: '发得太快了，稍后自动重发',
  noRoom: '图片太大或太多，没有发出，请改用文字',
  tooLong: (length, limit) => `${length}/${limit} 字`,

  newMessages: '有新消息',
  backToLatest: '回到最新消息',
  unreadTitle: (count) => `（${count} 条新消息）`,

  pictureLoading: '图片加载中',
  pictureOpen: (name) => `查看图片 ${name}`,
  pictureBroken: '图片加载失败，点此重试',
  pictureRemove: (name) => `移除图片 ${name}`,
  pictureWrongType: '只能发送 JPG、PNG、WebP 或 GIF 图片',
  pictureTooBig: '图片太大，请选择 8 MB 以内的图片',
  pictureTooMany: (limit) => `一次最多发送 ${limit} 张图片`,
  fileOpen: (name) => `下载 ${name}`,

  today: '今天',
  yesterday: '昨天',
};
