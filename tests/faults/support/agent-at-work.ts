/**
 * The real agent with a day that passes as fast as it can process it. Prints `at N` for each finished instant, until it is killed
 * or the day is over; then it delivers, ends cleanly and prints `done`. One argument, JSON: AgentAtWork.
 */
import { writeSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { mock } from 'node:test'
import { startAgent } from '../../../src/main/agent.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'
import { keyStore } from '../../main/journal/support/key-store.ts'
import { EventfulWindows, FakeClock, FakePower } from '../../main/capture/fakes.ts'
import { hasKeyStore, madeUpDay, scriptedWindows } from './made-up-day.ts'

export interface AgentAtWork {
  readonly directory: string
  readonly endpointUrl: string
  readonly enrollCode: string
  readonly seed: number
  readonly lengthMs: number
  /** Instant of the day at which this run starts, its wall and its monotonic time. */
  readonly from: number
  readonly wall: number
  readonly mono: number
}

const TICK_MS = 1000
/** Logged without a key store. */
const expected = /^the operating system has no key store|^the journal is not encrypted/

// Only capture's timer is simulated; the waits of sending stay real.
mock.timers.enable({ apis: ['setInterval'] })

const { seed, lengthMs, from, wall, mono, ...options } = JSON.parse(process.argv[2] ?? '') as AgentAtWork
const steps = madeUpDay(seed, lengthMs)
const clock = new FakeClock()
clock.wall = wall
clock.monotonic = mono
const windows = new EventfulWindows()
const power = new FakePower()
let lastInput = mono
let locked = false

const take = (step: (typeof steps)[number], tell: boolean) => {
  switch (step.does) {
    case 'window': {
      const seen = scriptedWindows[step.windowIndex]?.window
      if (seen) windows.window = { ...seen, title: step.title }
      if (tell) windows.change(windows.window)
      break
    }
    case 'input':
      lastInput = clock.mono()
      break
    case 'lock':
    case 'unlock':
      locked = step.does === 'lock'
      if (tell) power.tell(step.does)
      break
    case 'leave':
      lastInput = clock.mono()
  }
}

let coming = steps.findIndex(({ at }) => at > from)
if (coming < 0) coming = steps.length
for (const step of steps.slice(0, coming)) take(step, false)

const agent = await startAgent({
  dataDirectory: options.directory,
  endpointUrl: options.endpointUrl,
  enrollCode: options.enrollCode,
  agentVersion: '0.0.0-test',
  windows,
  idle: { idleMs: () => clock.mono() - lastInput, locked: () => locked },
  power,
  clock,
  // Every other device has a key store, and therefore an encrypted journal.
  sealer: hasKeyStore(seed) ? keyStore(0x5a) : filePermissionSealer,
  syncEveryMs: 40,
  acceptNotice: true,
  log: (level, message) => void (level !== 'info' && !expected.test(message) && writeSync(1, `log ${message}\n`)),
})
while (agent.status().lastCaptureAt === null) await breathe()
writeSync(1, `at ${from}\n`)
// From here on the parent may kill this process.
writeSync(3, 'working')

let now = from
let nextTick = from + TICK_MS
while (now < lengthMs) {
  const step = steps[coming]
  const instant = Math.min(step?.at ?? lengthMs, nextTick, lengthMs)
  clock.advance(instant - now)
  now = instant
  for (let due = steps[coming]; due !== undefined && due.at <= now; due = steps[coming]) {
    take(due, true)
    coming += 1
  }
  if (now === nextTick) {
    mock.timers.tick(TICK_MS)
    nextTick += TICK_MS
  }
  await breathe()
  writeSync(1, `at ${now}\n`)
}
power.tell('shutdown')
while (agent.status().backlog > 0) await breathe()
await agent.stop()
writeSync(1, 'done\n')
