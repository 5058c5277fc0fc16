import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  emptyPageJoin,
  joinPages,
  patienceMs,
  type FieldOf,
  type PageJoinInput,
  type SeenWindow,
} from '../../../src/main/capture/page-join.ts'
import type { Page } from '../../../src/main/capture/ports.ts'
import type { FieldRequest } from '../../../src/shared/companion.ts'

const host = 'portal.example'
/** Claim pages have a field, by another rule each; the home page has none. */
const fieldOf: FieldOf = ({ app, url }) =>
  app === 'msedge' && url?.includes('/claim/') === true
    ? { id: `1/${url.endsWith('/a') ? 'a' : 'b'}`, page: url, host, selector: '#claim', pattern: '(?<ref>[0-9]{5,9})' }
    : null

/** What happens at a desk: a window gets the focus, or the browser shows another page, or draws another number in it. */
type Event = { readonly at: number } & (
  | { readonly app: string; readonly title: string }
  | { readonly path: string; readonly draws: string | null }
)

/** Plays events against a companion that answers after `answerMs`, reading what it was asked for in that very page alone. */
const run = (events: readonly Event[], { answerMs = 15, reads = true, fields = fieldOf } = {}) => {
  let join = emptyPageJoin
  const emitted: SeenWindow[] = []
  const asks: (FieldRequest | null)[] = []
  let shown = { path: '/home', draws: null as string | null }
  let app = ''
  let watched: FieldRequest | null = null
  let known: Page = { url: null, canAsk: true }
  const queue: { readonly at: number; readonly run: () => void }[] = []
  const report = (): Page => {
    const url = `https://${host}${shown.path}`
    const field = reads && watched?.page === url ? { id: watched.id, text: shown.draws } : null
    return { url, canAsk: true, field }
  }
  let dueAt = Infinity
  const take = (at: number, input: PageJoinInput) => {
    const next = joinPages(join, input, fields)
    join = next.join
    emitted.push(...next.seen)
    dueAt = next.dueAt ?? Infinity
    if (next.ask === null) return
    const { field } = next.ask
    asks.push(field)
    later(at + answerMs, () => {
      watched = field
      says(at + answerMs)
    })
  }
  const later = (at: number, what: () => void) => {
    queue.push({ at, run: what })
    queue.sort((one, other) => one.at - other.at)
  }
  const instant = (mono: number) => ({ t: 1_795_000_000_000 + mono, mono })
  const says = (at: number) => {
    known = report()
    if (app === 'msedge') take(at, { ...instant(at), kind: 'page', page: known })
  }
  for (const event of events)
    later(event.at, () => {
      if ('app' in event) {
        app = event.app
        const page = app === 'msedge' ? known : null
        const window = { app, title: event.title, url: null }
        return take(event.at, { ...instant(event.at), kind: 'window', window, page, canAsk: page !== null })
      }
      shown = { path: event.path, draws: event.draws }
      later(event.at + answerMs, () => says(event.at + answerMs))
    })
  for (;;) {
    const first = queue[0]
    if (first === undefined && dueAt === Infinity) break
    if (first !== undefined && first.at <= dueAt) {
      queue.shift()
      first.run()
    } else take(dueAt, { ...instant(dueAt), kind: 'time' })
  }
  return {
    emitted,
    asks,
    seen: emitted.map(({ mono, window: { url, field } }) => `${mono} ${url?.slice(22) ?? '-'} ${field ?? '-'}`),
  }
}

const browser = { app: 'msedge', title: 'Portal' }

test('a page is emitted together with its field, with the time it was shown', () => {
  const { seen, asks } = run([
    { at: 0, path: '/home', draws: null },
    { at: 100, ...browser },
    { at: 1000, path: '/claim/a', draws: '20418' },
    { at: 2000, path: '/home', draws: '20418' },
  ])
  expect(seen).toEqual(['100 /home -', '1015 /claim/a 20418', '2015 /home -'])
  expect(asks.map((field) => field?.id ?? null)).toEqual([null, '1/a'])
})

test('another number in the same page is its own change; no number is none', () => {
  const { seen, asks } = run([
    { at: 100, ...browser },
    { at: 1000, path: '/claim/a', draws: null },
    { at: 2000, path: '/claim/a', draws: '20418' },
    { at: 3000, path: '/claim/a', draws: '30777' },
    { at: 4000, path: '/claim/a', draws: null },
  ])
  expect(seen.slice(1)).toEqual(['1015 /claim/a -', '2015 /claim/a 20418', '3015 /claim/a 30777', '4015 /claim/a -'])
  expect(asks).toHaveLength(2)
})

test('a companion that reads nothing is asked once and waited for once', () => {
  const events = [
    { at: 100, ...browser },
    { at: 1000, path: '/claim/a', draws: '20418' },
    ...Array.from({ length: 5 }, (_, index) => ({ at: 2000 + index * 1000, ...browser })),
  ]
  const { seen, asks } = run(events, { reads: false })
  expect(asks.map((field) => field?.id ?? null)).toEqual([null, '1/a'])
  expect(seen.slice(1)).toEqual(['1015 /claim/a -', ...[2, 3, 4, 5, 6].map((second) => `${second}000 /claim/a -`)])
  expect(patienceMs).toBeLessThan(1000)
})

test('what another rule asked for names nothing once other rules are in force, and the new one is asked for', () => {
  let version = 1
  const fields: FieldOf = (window) => {
    const field = fieldOf(window)
    return field && { ...field, id: `${version}/${field.id}` }
  }
  const before = run(
    [
      { at: 0, path: '/claim/a', draws: '20418' },
      { at: 100, ...browser },
    ],
    { fields },
  )
  expect(before.seen.at(-1)).toBe('100 /claim/a 20418')
  const page: Page = { url: `https://${host}/claim/a`, canAsk: true, field: { id: '1/1/a', text: '20418' } }
  const window = { ...browser, url: null }
  const now = { t: 1_795_000_001_000, mono: 1000 }
  const first = joinPages(emptyPageJoin, { ...now, kind: 'window', window, page, canAsk: false }, fields)
  expect(joinPages(first.join, { ...now, mono: 2000, kind: 'time' }, fields).seen[0]?.window.field).toBe('20418')
  version = 2
  const second = joinPages(emptyPageJoin, { ...now, kind: 'window', window, page, canAsk: true }, fields)
  expect(second.ask?.field?.id).toBe('2/1/a')
  expect(joinPages(second.join, { ...now, mono: 2000, kind: 'time' }, fields).seen[0]?.window.field).toBeUndefined()
})

test('never does the number of one page stand with another page, another program, or a page that has no field', () => {
  const paths = ['/home', '/claim/a', '/claim/b', '/claim/c/a']
  const event = fc.record({
    wait: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 100, max: 900 })),
    what: fc.oneof(
      fc.record({ app: fc.constantFrom('msedge', 'excel'), title: fc.constantFrom('One', 'Two') }),
      fc.record({ path: fc.constantFrom(...paths), draws: fc.boolean() }),
    ),
  })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 1, max: 300 }), (happened, answerMs) => {
      let at = 0
      const events = happened.map(({ wait, what }): Event => {
        at += wait
        // A number says which page drew it.
        return 'app' in what
          ? { at, ...what }
          : { at, path: what.path, draws: what.draws ? `drawn by ${what.path}` : null }
      })
      for (const { window } of run(events, { answerMs }).emitted) {
        if (window.field === undefined) continue
        expect(window.app).toBe('msedge')
        expect(window.field).toBe(`drawn by ${window.url?.slice(`https://${host}`.length)}`)
        expect(window.url).toContain('/claim/')
      }
    }),
  )
})
