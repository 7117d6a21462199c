/** Words about channels: which way an answer goes, what became of it, and the pictures and recordings in it. */

/** The channel an answer goes by, and whether it gets there. */
export const WAYS = {
  by: '经由',
  choose: '选择回复渠道',
  until: (time) => `${time} 前有效`,
  last: '还可发 1 条，之后要等客户来消息',
  lastButSurvey: '还可发 1 条，之后要等客户来消息（另留 1 条给满意度调查）',
  kept: '剩下的 1 条要留给满意度调查。现在发的话先存着，等客户来消息后自动发出。',
  usedUp: '可发的条数用完了。现在发的话先存着，等客户来消息后自动发出。',
  closed: '客户太久没来消息，平台不让发。现在发的话先存着，等客户来消息后自动发出。',
  lastSeen: (when) => `客户上次来消息：${when}`,
  held: (why) => `${why}。现在发的话先存着，等客户来消息后自动发出。`,
  instead: (from, to) => `${from}现在发不过去，自动改走${to}`,
  callOver: '电话已经挂断，在这里说的话客户听不到。请换个渠道，或给客户回电。',
  away: '客户已离开网页，再打开聊天页才看得到。',
  busy: (name) => `${name} 正在这个渠道接待，请换个渠道`,
  noPictures: (channel) => `${channel}发不了图片，请换个渠道`,
  option: { left: (n) => `还可发 ${n} 条`, held: '先存着', busy: (name) => `${name} 接待中`, away: '不在线' },
};

/** What became of a message. */
export const DELIVERY = {
  retrying: (why) => `${why}，正在重试`,
  rerouted: (channel) => `已改用${channel}发送`,
  why: (why) => `原因：${why}`,
  again: '改走别的渠道',
  anew: '改一改再发',
  count: (n) => `${n} 条没送到`,
  show: (n) => `${n} 条没送到，点击查看`,
  alert: (name) => `发给 ${name} 的消息没有送到`,
  code: '验证码，内容不显示',
  deleted: '内容已按规定删除',
  stuck: (channel, why) => `${channel}的消息发不出去：${why}。消息先留着，恢复后自动发出。`,
};

/** Pictures, recordings, films and places. */
export const MEDIA = {
  picture: '图片',
  brokenPicture: '图片打不开',
  file: (name) => `附件：${name}`,
  waiting: { voice: '正在取语音…', video: '正在取视频…', picture: '正在取图片…', other: '正在取附件…' },
  lost: { voice: '语音没能取到', video: '视频没能取到', picture: '图片没能取到', other: '附件没能取到' },
  voice: '语音消息',
  video: '视频',
  downloadVoice: '下载语音（浏览器不能直接播放）',
  place: '客户发来的位置',
  unreadable: (title) => (title ? `客户发来“${title}”，这里打不开` : '客户发来的内容这里打不开'),
  add: '图片',
  addHint: '选图片，也可以直接拖进来或粘贴',
  remove: (name) => `不发 ${name}`,
  refused: (name) => `${name}：只能发 8 MB 以内的 JPG、PNG、WebP、GIF 图片`,
  tooMany: (n) => `一次最多发 ${n} 张图片`,
  drop: '松开鼠标，添加图片',
};
