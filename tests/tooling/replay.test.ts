import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activityWatchObservations } from '../../src/tools/replay/activity-watch.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'touchledger-replay-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const T = 1_795_000_000_000
const at = (second: number) => ({ t: T + second * 1000, mono: second * 1000 })
const claim = {
  app: 'msedge',
  title: 'Claim Status - Claim #PCN-20418',
  url: 'https://essentials.availity.com/enhanced-claim-status-ui?q=1',
}

function file(name: string, content: string): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/tools/replay.ts', ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('npm run replay', () => {
  it('prints spans, touches, hidden work and totals as JSON', () => {
    const day = [
      { ...at(0), ...claim, idleMs: 0, locked: false },
      { ...at(5), app: 'excel', title: 'Follow-up log', idleMs: 0, locked: false },
      { ...at(9), event: 'shutdown' },
    ]
    const { status, stdout } = run(file('day.jsonl', day.map((line) => JSON.stringify(line)).join('\n')))
    expect(status).toBe(0)
    const { spans, touches, hiddenWork, totals } = JSON.parse(stdout)
    expect(totals).toEqual({
      byPresence: { active: 9000 },
      byActivity: { claim_status: 5000, documentation: 4000 },
      hiddenByKind: { manual_documentation: 4000 },
      hiddenMs: 4000,
    })
    expect(Object.keys(spans[0])).toEqual([
      'startedAt',
      'endedAt',
      'presence',
      'activity',
      'rating',
      'system',
      'payer',
      'app',
      'ruleId',
      'claimToken',
    ])
    expect(touches).toEqual([
      { claimToken: spans[0].claimToken, startedAt: T, endedAt: T + 5000, activeMs: 5000, spanCount: 1 },
    ])
    expect(hiddenWork).toEqual([
      { kind: 'manual_documentation', startedAt: T + 5000, endedAt: T + 9000, ms: 4000, claimToken: null },
    ])
    expect(stdout).not.toContain('Claim Status')
    expect(stdout).not.toContain('20418')
  })

  it.each([
    ['not JSON', 'nonsense', 'line 2: not JSON'],
    ['a missing field', JSON.stringify({ ...at(1), app: 'x', title: 'secret', locked: false }), 'line 2: idleMs: '],
    ['an unknown event', JSON.stringify({ ...at(1), event: 'nap' }), 'line 2: event: '],
    ['a list', '[]', 'line 2: not a JSON object'],
  ])('exits 2 and names the line of %s', (name, bad, message) => {
    const good = JSON.stringify({ ...at(0), ...claim, idleMs: 0, locked: false })
    const { status, stdout, stderr } = run(file(`${name}.jsonl`, `${good}\n${bad}\n`))
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('secret')
  })

  it('exits 2 and names the location in an invalid rule set', () => {
    const rules = file('rules.json', JSON.stringify({ version: 1, rules: [{ id: 'a', when: { app: '(' }, then: {} }] }))
    const day = file('one.jsonl', JSON.stringify({ ...at(0), ...claim, idleMs: 0, locked: false }))
    const { status, stderr } = run(day, '--rules', rules)
    expect(status).toBe(2)
    expect(stderr).toContain('/rules/0/then/activity')
    expect(run(day, '--rules', join(directory, 'missing.json')).stderr).toContain('ENOENT')
    expect(run().stderr).toContain('usage: npm run replay')
  })

  it('reads an ActivityWatch export', () => {
    const event = (second: number, duration: number, data: object) => ({
      timestamp: new Date(T + second * 1000).toISOString(),
      duration,
      data,
    })
    const exported = {
      buckets: {
        'aw-watcher-window_desk': {
          type: 'currentwindow',
          events: [
            event(301, 60, { app: 'excel', title: 'Log' }),
            event(0, 300, { app: 'winword', title: 'Appeal letter' }),
          ],
        },
        'aw-watcher-afk_desk': { type: 'afkstatus', events: [event(60, 240, { status: 'afk' })] },
      },
    }
    const { status, stdout } = run(file('aw.json', JSON.stringify(exported)))
    expect(status).toBe(0)
    const { totals, spans } = JSON.parse(stdout)
    // The watcher's lost second between two windows belongs to the first; input returned at the end of the afk event.
    expect(totals.byPresence).toEqual({ active: 121_000, idle: 240_000 })
    expect(spans[0]).toMatchObject({
      startedAt: T,
      endedAt: T + 60_000,
      presence: 'active',
      activity: 'appeal_drafting',
    })
  })

  it('explains an invalid ActivityWatch export', () => {
    expect(() => activityWatchObservations({ buckets: {} })).toThrow('no bucket of type "currentwindow"')
    const broken = { buckets: { w: { type: 'currentwindow', events: [{ timestamp: 'noon', duration: 1, data: {} }] } } }
    expect(() => activityWatchObservations(broken)).toThrow('buckets.w.events.0.timestamp')
  })
})
