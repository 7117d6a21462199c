/** Canned replies. `keys` are what may be typed after "/": pinyin initials. ____ marks what the agent fills in. */

export const QUICK_REPLIES = [
  { keys: 'wh', title: '问候', text: '您好，我是{agent}，这件事由我来为您处理。' },
  { keys: 'sd', title: '稍等', text: '请稍等，我查一下，两分钟内回复您。' },
  { keys: 'ks', title: '致歉安抚', text: '给您添麻烦了，实在抱歉。这件事我来跟到底，有进展第一时间告诉您。' },
  { keys: 'xlh', title: '要序列号', text: '麻烦您看一下机身铭牌上的序列号，拍张照片发过来也可以。' },
  { keys: 'zp', title: '要照片', text: '方便的话，请拍一张故障部位的照片发给我，我好判断要带什么配件。' },
  { keys: 'dz', title: '核对地址', text: '跟您核对一下上门地址和联系电话：____，对吗？' },
  { keys: 'sm', title: '约上门', text: '师傅可以在____上门，您看这个时间家里或单位有人吗？' },
  { keys: 'fy', title: '费用说明', text: '这台设备已经过了保修期。先检测、再报价，您同意再修。' },
  {
    keys: 'aq',
    title: '安全提醒',
    text: '安全要紧：请先不要再开机，人离远一点；手干、站在干处、够得着总开关，才断电。师傅到之前不要拆开。',
  },
  {
    keys: 'qr',
    title: '确认解决',
    text: '您试用一下，看问题是不是解决了？没问题的话这次服务就算完成，之后有情况随时联系我们。',
  },
  { keys: 'js', title: '结束语', text: '感谢您的理解与配合，祝您生活愉快。再有问题直接在这里留言就行。' },
];
