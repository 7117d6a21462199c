/** Reads aloud where the browser can. */

export const canSpeak = 'speechSynthesis' in window;

export function speak(text) {
  if (!canSpeak) return;
  const said = new SpeechSynthesisUtterance(text);
  said.lang = 'zh-CN';
  const voice = speechSynthesis.getVoices().find((one) => one.lang.replace('_', '-').startsWith('zh'));
  if (voice) said.voice = voice;
  speechSynthesis.speak(said);
}

export function hush() {
  if (canSpeak) speechSynthesis.cancel();
}
