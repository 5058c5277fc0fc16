import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { pulseCallSource } from '../../../src/main/capture/pulse-call-source.ts'
import { startCapture } from '../../../src/main/capture/start-capture.ts'
import type { Observation } from '../../../src/shared/contract/index.ts'
import { EventfulWindows, FakeCalls, FakeClock, FakeIdle, FakePower, page } from './fakes.ts'
import { startSoundServer } from './sound-server.ts'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const each of cleanUp.splice(0).toReversed()) each()
})

test('capture tells which programs begin and end a call, after a window was seen and only while the policy asks for it', async () => {
  vi.useFakeTimers()
  cleanUp.push(() => vi.useRealTimers())
  const [windows, clock, calls] = [new EventfulWindows(), new FakeClock(), new FakeCalls()]
  const seen: Observation[] = []
  const lost: (string | null)[] = []
  const capture = startCapture({
    ...{ windows, calls, clock, idle: new FakeIdle(), power: new FakePower(), paused: true },
    sink: (line) => seen.push(line),
    onCallHealth: (why) => lost.push(why),
  })
  cleanUp.push(() => capture.stop())
  const told = () =>
    seen.splice(0).map((line) => ('event' in line ? `${line.event} ${'app' in line ? line.app : ''}` : 'window'))
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50)
      await vi.advanceTimersByTimeAsync(50)
    }
  }
  capture.resume()
  expect(calls.subscriptions).toBe(0)
  capture.observeCalls(true)
  calls.report(new Set(['zoom']))
  windows.change(page('Claim'))
  expect(told().slice(0, 2)).toEqual(['window', 'call_started zoom'])
  calls.report(new Set(['zoom', 'teams']))
  calls.report(new Set(['teams']))
  expect(told()).toEqual(['call_started teams', 'call_ended zoom'])
  expect(capture.calls()).toEqual(['teams'])
  // What cannot be seen is no call.
  calls.lose(new Error('gone'))
  expect([told(), lost.at(-1)]).toEqual([['call_ended teams'], 'gone'])
  await pass(1100)
  calls.report(new Set(['teams']))
  expect(told()).toContain('call_started teams')
  expect(lost.at(-1)).toBeNull()
  capture.pause()
  capture.resume()
  calls.report(new Set(['teams']))
  windows.change(page('Claim'))
  expect(told().slice(0, 2)).toEqual(['window', 'call_started teams'])
  capture.observeCalls(false)
  expect(told().at(-1)).toBe('call_ended teams')
})

// Windows has no PulseAudio.
test.runIf(process.platform !== 'win32')(
  'PulseAudio names the programs that record from a microphone, not paused and not what a loudspeaker plays',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tl-pulse-'))
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
    const sound = startSoundServer(folder, (undo) => cleanUp.push(() => void undo()))
    const env = { ...process.env, ...sound.env, HOME: folder }
    let apps: readonly string[] | null = null
    let failed: Error | null = null
    const watch = () => {
      failed = null
      const end = pulseCallSource(env).subscribe(
        (now) => (apps = [...now].toSorted()),
        (error) => (failed = error),
      )
      cleanUp.push(end)
    }
    watch()
    await vi.waitFor(() => {
      if (failed) watch()
      expect(apps).toEqual([])
    }, 20_000)
    const phone = sound.record('ringcentral', 'microphone')
    await vi.waitFor(() => expect(apps).toEqual(['ringcentral']), 20_000)
    sound.record('listener', 'speaker.monitor')
    sound.record('zoom', 'microphone')
    await vi.waitFor(() => expect(apps).toEqual(['ringcentral', 'zoom']), 20_000)
    phone.kill()
    await vi.waitFor(() => expect(apps).toEqual(['zoom']), 20_000)
  },
)
