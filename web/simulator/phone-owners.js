/** Whose phones these are. The address may name others, so that several people sit side by side: ?wechat=…&sms=%2B86… */

const asked = new URLSearchParams(location.search);

export const owners = {
  wechat: asked.get('wechat') ?? 'oSim5f0b7c1d2e3a4WangXL',
  wecom: asked.get('wecom') ?? 'wmSim5f0b7c1d2e3a4WangXL',
  sms: asked.get('sms'), // null: chosen on the phone itself
};
