import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import type { InputRow } from '../../src/shared/contract/index.ts'
import { cleanUps } from './support/clean-up.ts'
import { openTerminal } from './support/desktop.ts'
import { runEndpoint } from './support/endpoints.ts'
import { allRows, enrollmentCode, freshFolder, publish, startAgent, untilRecording } from './support/product.ts'
import { until } from './support/waiting.ts'

// Input counts in the real Electron: the hook loads, counts xdotool's input, and the counts reach the endpoint.

const undo = cleanUps()
afterEach(() => undo.run())
const xdotool = (...words: readonly string[]) => promisify(execFile)('xdotool', words)

const policy = {
  ...{ idleAfterMs: 180_000, touchGapMs: 1_800_000, visitGapMs: 300_000, recheckWithinMs: 604_800_000 },
  ...{ documentationNearMs: 120_000, maxGapMs: 10_000, clockStepMs: 2_000, syncEveryMs: 60_000 },
}

test('keys and pointer movements are counted if the policy asks for it', async () => {
  const endpoint = await runEndpoint(undo)
  await publish(endpoint, { policy: { ...policy, inputCounts: true }, rules: [] })
  const data = await freshFolder(undo, 'agent')
  const terminal = await openTerminal('Notes', undo)
  await terminal.show()
  const agent = startAgent(undo, { endpoint, data, enroll: await enrollmentCode(endpoint, 'A. Brandt') })
  await untilRecording(agent)
  await until('input is counted', () => agent.said().includes('input is counted'))
  await xdotool('key', '--delay', '30', 'a', 'b', 'c', 'd')
  await xdotool('mousemove', '30', '40', 'sleep', '0.1', 'mousemove', '60', '80')
  agent.signal('SIGTERM')
  expect(await agent.ended, agent.said()).toBe(0)

  // Counts that were not sent wait for the next start.
  const next = startAgent(undo, { data })
  await untilRecording(next)
  const rows = await until('the counts are at the endpoint', async () => {
    const found = await allRows<InputRow>(endpoint, '/v1/input')
    return found.length > 0 && found
  })
  const sum = (what: 'keys' | 'pointer') => rows.reduce((total, row) => total + row[what], 0)
  expect([sum('keys'), sum('pointer')]).toEqual([4, 2])
  next.signal('SIGTERM')
  expect(await next.ended).toBe(0)
})
