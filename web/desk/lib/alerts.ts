/** A sound and a notification for who looks elsewhere; off until switched on, and without anybody's words or name. */
import { preferences } from "./preferences.ts";

const APART = 3000;
let last = 0;

export function alertFor(inbox: string | undefined): void {
  if (!document.hidden && document.hasFocus()) return;
  const now = Date.now();
  if (now - last < APART) return;
  last = now;
  const { sound, notify } = preferences.get();
  if (sound) ring();
  if (notify && Notification.permission === "granted")
    new Notification("A customer wrote", { body: inbox ?? "", tag: "warmline" }).onclick = () => window.focus();
}

export function ring(): void {
  const context = new AudioContext(), gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.setValueAtTime(0.08, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.5);
  for (const [index, pitch] of [660, 880].entries()) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(context.currentTime + index * 0.12);
    tone.stop(context.currentTime + 0.5);
  }
  setTimeout(() => void context.close(), 800);
}

/** Whether the browser lets us; asks where it was not asked yet. */
export async function mayNotify(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}
