import { MINUTE_MS } from '../../shared/time.ts'

/** Without any input this long, requests are the page's own, ms. */
export const UNATTENDED_MS = MINUTE_MS

const inputs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart', 'visibilitychange'] as const

/** Watches for input of any kind. @returns whether somebody is at the page */
export function watchAttendance(page: EventTarget, now: () => number = Date.now): () => boolean {
  let latest = now()
  for (const input of inputs) {
    page.addEventListener(input, () => (latest = now()), { capture: true, passive: true })
  }
  return () => now() - latest < UNATTENDED_MS
}
