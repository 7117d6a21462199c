/** Why a message has not got through, in words: the server gives keys, most of them a platform's error codes. */

const COMMON = {
  busy: '平台正忙',
  timeout: '平台没有及时应答',
  connection: '连不上平台',
  http: '平台返回了错误',
  answer: '平台的应答看不懂',
  no_file: '要发的图片找不到了，请重新选择图片',
  40001: '接口密钥不对或已失效，请联系管理员',
  40003: '平台上找不到这位客户',
  40004: '平台不支持这种文件',
  40005: '平台不支持这种文件',
  40006: '文件太大',
  40009: '图片太大',
  40013: '账号编号设置有误，请联系管理员',
  40014: '接口凭证失效',
  40137: '图片格式不支持，请换成 JPG 或 PNG',
  42001: '接口凭证过期',
  45002: '内容太长，请分几条发',
  45009: '今天的发送次数已经用完',
  45011: '发得太快，被平台限制',
  48001: '账号没有开通这个接口，请联系管理员',
  48002: '客户关闭了消息接收',
};

const WECHAT = {
  40037: '消息模板设置有误，请联系管理员',
  40125: '公众号密钥设置有误，请联系管理员',
  40164: '服务器地址不在公众号白名单里，请联系管理员',
  43004: '客户没有关注公众号',
  43019: '客户在公众号的黑名单里',
  45015: '客户超过 48 小时没来消息，微信不让再发',
  45047: '客户没来新消息，微信可发的条数用完了',
  47003: '模板内容与消息模板对不上，请联系管理员',
  template: '通知没有送达',
  template_blocked: '客户拒收这类通知',
};

const WECOM = {
  48002: '应用没有微信客服的接口权限，请联系管理员',
  60020: '服务器地址不在企业微信可信名单里，请联系管理员',
  95000: '微信客服账号不存在，请联系管理员',
  95001: '客户没来新消息，微信客服可发的条数用完了',
  95002: '客户超过 48 小时没来消息，微信客服不让再发',
  95004: '微信客服账号不存在，请联系管理员',
  95017: '这个微信客服账号没有交给系统接待，请联系管理员',
  95018: '微信客服的会话状态不允许发送',
  state_pool: '会话在企业微信的待接入池里，要有人在那边处理',
  state_human: '会话正由同事在企业微信里接待',
  state_ended: '微信客服的会话已经结束',
};

const TWILIO = {
  connection: '连不上短信平台',
  http: '短信平台返回了错误',
  answer: '短信平台的应答看不懂',
  none: '短信平台没有说明原因',
  20003: '短信账号密钥不对，请联系管理员',
  20429: '发得太快，被短信平台限制',
  21211: '手机号不对',
  21408: '短信平台没有开通往这个地区发送',
  21606: '发送号码不能发给这个手机号，请联系管理员',
  21610: '客户退订了短信',
  21612: '短信平台送不到这个号码',
  21614: '不是手机号',
  21617: '短信太长，请分几条发',
  30003: '手机关机或不在服务区',
  30004: '运营商拦截了短信',
  30005: '号码不存在',
  30006: '是座机，或运营商送不到',
  30007: '被运营商当作垃圾短信拦截',
  30008: '运营商没有说明原因',
};

const SMS = {
  no_picture: '短信发不了图片',
  too_long: '短信太长，请分几条发',
};

const OURS = {
  allowance_used_up: '客户没来新消息，平台不让再发',
  too_late: '发不出去的时候，说的事已经过了',
  channel_off: '这个渠道还没有开通',
  unpackable: '这个渠道发不了这样的内容',
  left: '客户取消了关注',
  stopped: '客户退订了消息',
  call_over: '电话已经挂断',
};

const TABLES = {
  wechat: { ...COMMON, ...WECHAT },
  wecom: { ...COMMON, ...WECOM },
  twilio: TWILIO,
  sms: SMS,
};

// Failures WeCom tells afterwards have numbers of their own.
const FAILED_LATER = (number) => `微信客服没能送达，平台给的代号是 ${number}`;
const OTHERWISE = (key) => `没能发给客户（${key}）`;
const LONGEST_KEY = 60;

/** The words for a reason key; one that nobody foresaw is shown in brackets. */
export function reasonWords(key) {
  const [, platform, code] = /^([a-z]+)_(\w+)$/.exec(key) ?? [];
  if (platform === 'wecom' && code.startsWith('fail_')) return FAILED_LATER(code.slice(5));
  return OURS[key] ?? TABLES[platform]?.[code] ?? OTHERWISE(key.slice(0, LONGEST_KEY));
}
