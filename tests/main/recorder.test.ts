import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { JournalFull } from '../../src/main/journal/errors.ts'
import { openJournal, type Journal } from '../../src/main/journal/journal.ts'
import { myDayOf } from '../../src/main/my-day.ts'
import { Recorder } from '../../src/main/recorder.ts'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import {
  spanRecordSchema,
  type ClaimToken,
  type DeviceRecord,
  type SpanRecord,
} from '../../src/shared/contract/index.ts'
import { FakeClock } from './capture/fakes.ts'

const rule = (id: string, title: string, activity: string, system?: string) => ({
  id,
  when: { title },
  then: { activity, rating: 'core', ...(system && { system, systemKind: 'payer_portal' }) },
  claimRef: '#(?<ref>[A-Z0-9]{4,20})',
})
const result = compileRuleSet({
  version: 7,
  rules: [
    rule('status', 'status', 'claim_status', 'Portal'),
    rule('notes', 'notes', 'documentation'),
    rule('ehr', 'account', 'account_review'),
  ],
  remote: [{ id: 'desktop', title: ' - desktop$' }],
})
if (!result.ok) throw new Error(JSON.stringify(result.errors))
const { compiled } = result
const tokenOf = (reference: string) =>
  reference
    .padEnd(64, '0')
    .toLowerCase()
    .replaceAll(/[^0-9a-f]/g, 'a') as ClaimToken

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'touchledger-recorder-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A recorder with a clock that advances second by second. */
function at(journal: Journal, clock: FakeClock) {
  const recorder = new Recorder({ journal, compiled, tokenOf, clock })
  const see = (title: string) =>
    recorder.observe({ t: clock.now(), mono: clock.mono(), app: 'msedge', title, idleMs: 0, locked: false })
  const work = (title: string, seconds: number) => {
    see(title)
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000)
      see(title)
    }
  }
  return { recorder, see, work }
}

const recordsOf = (journal: Journal): DeviceRecord[] => journal.recordsBetween(0, Number.MAX_SAFE_INTEGER)
const spansOf = (journal: Journal): SpanRecord[] => recordsOf(journal).filter((record) => record.kind === 'span')
const total = (spans: readonly { startedAt: number; endedAt: number }[]) =>
  spans.reduce((sum, span) => sum + span.endedAt - span.startedAt, 0)

describe('the recorder', () => {
  it('writes the claim that a span is attributed to, and infers none across a crash', () => {
    const directory = folder()
    const clock = new FakeClock()
    const before = openJournal(directory)
    const first = at(before, clock)
    first.work('notes', 5)
    first.work('status #ABC41', 10)
    first.work('notes', 20)
    const attributed = (spans: readonly Pick<SpanRecord, 'attribution' | 'attributedToken'>[]) =>
      spans.map(({ attribution, attributedToken }) => [attribution, attributedToken?.slice(0, 5)])
    expect(attributed(first.recorder.open())).toEqual([['inferred', 'abc41']])
    // A crash: nothing is ended.
    before.close()
    const after = openJournal(directory)
    onTestFinished(() => after.close())
    const second = at(after, clock)
    second.work('notes', 5)
    second.work('status #ABC42', 2)
    second.work('account', 3)
    second.recorder.end()
    expect(attributed(spansOf(after))).toEqual([
      [undefined, undefined],
      ['seen', 'abc41'],
      ['inferred', 'abc41'],
      [undefined, undefined],
      ['seen', 'abc42'],
      ['inferred', 'abc42'],
    ])
  })

  it('writes that nothing inside a remote window is known, also after a crash', () => {
    const directory = folder()
    const clock = new FakeClock()
    const before = openJournal(directory)
    const { work } = at(before, clock)
    work('notes', 5)
    work('10.0.0.5 - desktop', 5)
    work('status - desktop', 5)
    work('notes', 5)
    work('10.0.0.5 - desktop', 5)
    expect(before.openSpans().map(({ remote }) => remote)).toEqual([true])
    // A crash: nothing is ended.
    before.close()
    const after = openJournal(directory)
    onTestFinished(() => after.close())
    at(after, clock).recorder.end()
    const spans = spansOf(after)
    expect(spans.map(({ activity, remote }) => [activity, remote])).toEqual([
      ['documentation', undefined],
      ['unclassified', true],
      ['claim_status', true],
      ['documentation', undefined],
      ['unclassified', true],
    ])
    expect(spans[0]).not.toHaveProperty('remote')
    for (const span of spans) expect(spanRecordSchema.safeParse(span)).toMatchObject({ success: true })
  })

  it('writes a closed span with its touch and tags under increasing seqs, and keeps the open one as a checkpoint', () => {
    const clock = new FakeClock()
    const journal = openJournal(folder(), { clock })
    const { work, recorder } = at(journal, clock)
    work('status #ABC41', 10)
    work('notes', 5)
    work('account #ABC41', 20)
    expect(recordsOf(journal).map(({ kind, seq }) => `${seq} ${kind}`)).toEqual([
      '1 span',
      '2 touch',
      '3 span',
      '4 hidden_tag',
    ])
    expect(journal.openSpans()).toMatchObject([{ activity: 'account_review', endedAt: clock.now(), ruleSetVersion: 7 }])
    recorder.end()
    expect(recordsOf(journal).at(-1)).toMatchObject({
      kind: 'touch',
      touchId: 'touch-1',
      revision: 2,
      activeMs: 30_000,
    })
    expect(journal.openSpans()).toEqual([])
    expect(total(spansOf(journal))).toBe(35_000)
    journal.close()
  })

  it('closes a span left open by a crash at its last checkpoint, and continues its touches', () => {
    const clock = new FakeClock()
    const directory = folder()
    const first = openJournal(directory, { clock })
    const before = at(first, clock)
    before.work('status #ABC41', 10)
    before.work('account #ABC41', 20)
    first.close()

    clock.advance(600)
    const second = openJournal(directory, { clock })
    clock.monotonic = 3
    const after = at(second, clock)
    expect(total(spansOf(second))).toBe(30_000)
    after.work('account #ABC41', 5)
    after.recorder.end()
    const touches = recordsOf(second).filter((record) => record.kind === 'touch')
    expect(touches.map(({ touchId, revision, activeMs }) => ({ touchId, revision, activeMs }))).toEqual([
      { touchId: 'touch-1', revision: 1, activeMs: 10_000 },
      { touchId: 'touch-1', revision: 2, activeMs: 30_000 },
      { touchId: 'touch-1', revision: 3, activeMs: 35_000 },
    ])
    second.close()
  })

  it('loses nothing while the disk is full', () => {
    const clock = new FakeClock()
    const journal = openJournal(folder(), { clock })
    let full = false
    const sometimesFull: Journal = {
      ...journal,
      write: (work) => {
        if (!full) return journal.write(work)
        // Like SQLite: the work runs and is then rolled back completely.
        return journal.write((tx) => {
          work(tx)
          throw new JournalFull('the disk is full')
        })
      },
    }
    const { see, work, recorder } = at(sometimesFull, clock)
    work('status #ABC41', 10)
    full = true
    for (const title of ['notes', 'account #ABC41', 'status #ABC41']) {
      clock.advance(1000)
      expect(() => see(title)).toThrow(JournalFull)
    }
    full = false
    work('status #ABC41', 10)
    recorder.end()
    expect(total(spansOf(journal))).toBe(23_000)
    expect(
      recordsOf(journal)
        .filter((record) => record.kind === 'touch')
        .at(-1),
    ).toMatchObject({
      touchId: 'touch-1',
      activeMs: 22_000,
      spanCount: 3,
    })
    journal.close()
  })

  it('starts on a full disk, and closes a span left open by a crash once there is room', () => {
    const clock = new FakeClock()
    const journal = openJournal(folder(), { clock })
    at(journal, clock).work('account #ABC41', 5)
    let full = true
    const fullAtFirst: Journal = {
      ...journal,
      write: (work) => {
        if (full) throw new JournalFull('the disk is full')
        return journal.write(work)
      },
    }
    clock.advance(60_000)
    const { recorder, see } = at(fullAtFirst, clock)
    expect(() => see('notes')).toThrow(JournalFull)
    full = false
    clock.advance(1000)
    see('notes')
    recorder.end()
    expect(spansOf(journal).map(({ activity, startedAt, endedAt }) => [activity, endedAt - startedAt])).toEqual([
      ['account_review', 5000],
      ['documentation', 1000],
    ])
    journal.close()
  })

  it('writes every tick, even right after a change, so that a crash costs at most a second', () => {
    const clock = new FakeClock()
    const journal = openJournal(folder(), { clock })
    const { recorder, see } = at(journal, clock)
    const lengthKept = () => total(journal.openSpans())
    see('status #ABC41')
    clock.advance(950)
    see('status #ABC41 50 %')
    expect(lengthKept()).toBe(950)
    clock.advance(50)
    recorder.observe(
      { t: clock.now(), mono: clock.mono(), app: 'msedge', title: 'status #ABC41 50 %', idleMs: 0, locked: false },
      'tick',
    )
    expect(lengthKept()).toBe(1000)
    journal.close()
  })

  it('credits the time since the last tick when it ends cleanly', () => {
    const clock = new FakeClock()
    const journal = openJournal(folder(), { clock })
    const { work, recorder } = at(journal, clock)
    work('account #ABC41', 3)
    clock.advance(700)
    recorder.end()
    expect(total(spansOf(journal))).toBe(3700)
    recorder.end()
    expect(spansOf(journal)).toHaveLength(1)
    journal.close()
  })

  it('closes an hour in one window in 15-minute parts as it goes on', () => {
    const clock = new FakeClock()
    clock.wall = Date.UTC(2026, 10, 20, 14, 0)
    const journal = openJournal(folder(), { clock })
    const { work, recorder } = at(journal, clock)
    work('account #ABC41', 46 * 60)
    expect(spansOf(journal).map(total1)).toEqual([15, 15, 15])
    recorder.end()
    expect(spansOf(journal).map(total1)).toEqual([15, 15, 15, 1])
    journal.close()
  })
})

const total1 = (span: SpanRecord) => (span.endedAt - span.startedAt) / 60_000

describe('My Day', () => {
  it('is everything recorded between two midnights, including the open span', () => {
    const clock = new FakeClock()
    const journal = openJournal(folder(), { clock })
    const { work, recorder } = at(journal, clock)
    const from = clock.now()
    work('status #ABC41', 10)
    work('notes', 5)
    work('account #ABC42', 20)
    const day = myDayOf(from, from + 86_400_000, recordsOf(journal), recorder.open())
    expect(day).toMatchObject({
      activeMs: 35_000,
      idleMs: 0,
      awayMs: 0,
      byShade: { core: 30_000, hidden: 5000 },
      denials: 1,
      hiddenMs: 5000,
      hiddenByKind: [{ kind: 'manual_documentation', ms: 5000 }],
    })
    expect(day.ribbon.map(({ shade, activity }) => `${shade} ${activity}`)).toEqual([
      'core claim_status',
      'hidden documentation',
      'core account_review',
    ])
    expect(day.touches).toMatchObject([
      { activity: 'claim_status', system: 'Portal', activeMs: 10_000, hiddenKinds: [] },
    ])
    expect(myDayOf(from - 86_400_000, from, recordsOf(journal), recorder.open())).toMatchObject({
      activeMs: 0,
      ribbon: [],
    })
    journal.close()
  })
})
