const PROBE_MS = 20

/**
 * How many times as long as on an idle machine computing takes at this moment, 1 at least. What a test demands within so
 * many seconds it demands of a machine that has them to give.
 */
export function slowness(): number {
  const began = performance.now()
  const before = process.cpuUsage()
  for (;;) {
    const { user, system } = process.cpuUsage(before)
    const computedMs = (user + system) / 1000
    if (computedMs >= PROBE_MS) return Math.max(1, (performance.now() - began) / computedMs)
  }
}
