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
    const { spans, touches, attributed, hiddenWork, totals } = JSON.parse(stdout)
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
      'attributedToken',
      'attribution',
    ])
    expect(touches).toEqual([
      { claimToken: spans[0].claimToken, startedAt: T, endedAt: T + 5000, activeMs: 5000, spanCount: 1 },
    ])
    expect(attributed).toEqual({
      touches: [{ claimToken: spans[0].claimToken, startedAt: T, endedAt: T + 9000, activeMs: 9000, spanCount: 2 }],
    })
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

  it('takes what the biller states as the claim of what follows', () => {
    const log = { app: 'excel', title: 'Follow-up log', idleMs: 0, locked: false }
    const day = [
      { ...at(0), ...log },
      { ...at(2), event: 'claim_started', claimRef: 'pcn-204 18' },
      { ...at(5), ...log },
      { ...at(5), event: 'claim_done' },
      { ...at(9), ...log },
    ]
    const { spans, attributed } = JSON.parse(
      run(file('stated.jsonl', day.map((line) => JSON.stringify(line)).join('\n'))).stdout,
    )
    expect(spans.map(({ attribution }: { attribution: string | null }) => attribution)).toEqual([null, 'stated', null])
    expect(attributed.touches).toMatchObject([{ activeMs: 3000, spanCount: 1 }])
    const nothing = run(file('no-claim.jsonl', JSON.stringify({ ...at(0), event: 'claim_started', claimRef: ' - ' })))
    expect([nothing.status, nothing.stderr]).toEqual([2, expect.stringContaining('line 1: claimRef: names no claim')])
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

  it('reads windows and idle time of an ActivityWatch export', () => {
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

  describe('reads an ActivityWatch export', () => {
    const event = (second: number, duration: number, data: object, timestamp?: string) => ({
      timestamp: timestamp ?? new Date(T + second * 1000).toISOString(),
      duration,
      data,
    })
    const bucket = (type: string, hostname: string | null, ...events: object[]) => ({ type, hostname, events })
    const log = { app: 'EXCEL.EXE', title: 'Log' }
    const activeMs = (value: unknown, ...args: string[]) => {
      const { status, stdout, stderr } = run(file('export.json', JSON.stringify(value)), ...args)
      return status === 0 ? JSON.parse(stdout).totals.byPresence : stderr
    }

    it('of one computer: those of others are refused by name or left aside', () => {
      const desk = {
        window: bucket('currentwindow', 'desk', event(0, 1800, log)),
        afk: bucket('afkstatus', 'desk', event(0, 1800, { status: 'not-afk' })),
        'afk of the laptop': bucket('afkstatus', 'laptop', event(-3600, 7200, { status: 'afk' })),
      }
      expect(activeMs({ buckets: desk })).toEqual({ active: 1_800_000 })
      const laptop = bucket('currentwindow', 'laptop', event(-3600, 7200, { app: 'explorer.exe', title: '' }))
      const both = { buckets: { ...desk, 'window of the laptop': laptop } }
      expect(activeMs(both)).toContain('windows of desk, laptop: choose one computer with --host')
      expect(activeMs(both, '--host', 'phone')).toContain('windows of desk, laptop')
      expect(activeMs(both, '--host', 'desk')).toEqual({ active: 1_800_000 })
      expect(activeMs(both, '--host', 'laptop')).toEqual({ idle: 7_200_000 })
      const unnamed = {
        buckets: {
          'aw-watcher-window_a': bucket('currentwindow', null, event(0, 9, log)),
          'aw-watcher-window_b': bucket('currentwindow', null, event(0, 9, log)),
        },
      }
      expect(activeMs(unnamed)).toContain('windows of a, b')
    })

    it('by programs as an agent names them', () => {
      const windows = bucket(
        'currentwindow',
        'desk',
        event(0, 60, { app: 'Zoom.exe', title: 'Meeting' }),
        event(60, 60, log),
      )
      const { stdout } = run(file('exe.json', JSON.stringify({ buckets: { windows } })))
      const { totals, spans } = JSON.parse(stdout)
      expect(totals.byActivity).toEqual({ communication: 60_000, documentation: 60_000 })
      expect(spans.map(({ app }: { app: string }) => app)).toEqual(['Zoom', 'EXCEL'])
    })

    it('without an event of negative duration, which is reported, and with times without a zone as UTC', () => {
      const windows = bucket(
        'currentwindow',
        'desk',
        event(0, 60, log, new Date(T).toISOString().replace('Z', '000')),
        event(60, -5, log),
        event(60, 60, log),
      )
      const { stdout, stderr } = run(file('negative.json', JSON.stringify({ buckets: { windows } })))
      expect(JSON.parse(stdout).spans[0].startedAt).toBe(T)
      expect(JSON.parse(stdout).totals.byPresence).toEqual({ active: 120_000 })
      expect(stderr).toContain('negative duration that were left out: 1')
    })

    it('of older shapes: a list of buckets, buckets alone, events alone', () => {
      const windows = { id: 'aw-watcher-window_desk', ...bucket('currentwindow', 'desk', event(0, 60, log)) }
      expect(activeMs({ buckets: [windows] })).toEqual({ active: 60_000 })
      expect(activeMs({ 'aw-watcher-window_desk': windows })).toEqual({ active: 60_000 })
      expect(activeMs(windows.events)).toEqual({ active: 60_000 })
    })

    it('and explains an invalid one', () => {
      expect(() => activityWatchObservations({ buckets: {} })).toThrow('no bucket of type "currentwindow"')
      expect(() => activityWatchObservations({ buckets: null })).toThrow('no bucket of type "currentwindow"')
      const noon = { timestamp: 'noon', duration: 1, data: {} }
      const broken = { buckets: { w: { type: 'currentwindow', events: [noon] } } }
      expect(() => activityWatchObservations(broken)).toThrow('buckets.w.events.0.timestamp')
      expect(() => activityWatchObservations([noon])).toThrow('buckets.events.events.0.timestamp')
    })
  })
})
