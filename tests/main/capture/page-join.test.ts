import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyPageJoin,
  joinPages,
  patienceMs,
  settleMs,
  type PageJoinInput,
  type SeenWindow,
} from '../../../src/main/capture/page-join.ts'
import type { ActiveWindow } from '../../../src/main/capture/ports.ts'

const portal = 'https://portal.example'

/** Inputs in short. Without `page` the program has no companion. */
type Step =
  | { readonly at: number; readonly app: string; readonly title: string; readonly page?: string | null }
  | { readonly at: number; readonly says: string | null }
  | { readonly at: number; readonly then: 'time' | 'interrupt' }

const inputOf = (step: Step, canAsk: boolean): PageJoinInput => {
  const instant = { t: 1_795_000_000_000 + step.at, mono: step.at }
  if ('then' in step) return { ...instant, kind: step.then }
  if ('says' in step) return { ...instant, kind: 'page', page: { url: step.says, canAsk } }
  const page = step.page === undefined ? null : { url: step.page, canAsk }
  return {
    ...instant,
    kind: 'window',
    window: { app: step.app, title: step.title, url: null },
    page,
    canAsk: canAsk && page !== null,
  }
}

/** Runs the steps with a clock that sends the `time` inputs that the join requests. */
const run = (steps: readonly Step[], canAsk = true) => {
  let join = emptyPageJoin
  const emitted: SeenWindow[] = []
  const asked: number[] = []
  /** Returns when the join wants a `time` input. */
  const take = (step: Step): number => {
    const input = inputOf(step, canAsk)
    const next = joinPages(join, input)
    join = next.join
    emitted.push(...next.seen)
    if (next.ask) asked.push(input.mono)
    return next.dueAt ?? Infinity
  }
  let dueAt = Infinity
  for (const step of steps) {
    while (dueAt < step.at) dueAt = take({ at: dueAt, then: 'time' })
    dueAt = take(step)
  }
  while (dueAt < Infinity) dueAt = take({ at: dueAt, then: 'time' })
  return { seen: emitted.map(({ mono, window }) => brief(mono, window)), emitted, asked }
}

const brief = (mono: number, { app, title, url }: ActiveWindow) =>
  `${mono} ${app} ${title}${url === null ? '' : ` ${url.replace(portal, '')}`}`
const page = (path: string) => `${portal}${path}`

describe('a window and its page', () => {
  test('without a companion everything is emitted at once', () => {
    const { seen, asked } = run([
      { at: 0, app: 'excel', title: 'A' },
      { at: 10, app: 'msedge', title: 'B' },
      { at: 20, app: 'msedge', title: 'B' },
    ])
    expect(seen).toEqual(['0 excel A', '10 msedge B', '20 msedge B'])
    expect(asked).toEqual([])
  })

  test('a switch to a browser is emitted with the reported page and the time of the switch', () => {
    const { seen, asked } = run([
      { at: 0, app: 'excel', title: 'A' },
      { at: 1000, app: 'msedge', title: 'Portal', page: page('/old') },
      { at: 1020, says: page('/#/claim') },
      { at: 2000, app: 'msedge', title: 'Portal', page: page('/#/claim') },
    ])
    expect(seen).toEqual(['0 excel A', '1000 msedge Portal /#/claim', '2000 msedge Portal /#/claim'])
    expect(asked).toEqual([1000])
  })

  test('a page change under the same title is its own change, at its own time', () => {
    const { seen } = run([
      { at: 0, app: 'msedge', title: 'Portal', page: page('/#/1') },
      { at: 5, says: page('/#/1') },
      { at: 700, says: page('/#/2') },
      { at: 1000, app: 'msedge', title: 'Portal', page: page('/#/2') },
    ])
    expect(seen).toEqual(['0 msedge Portal /#/1', '700 msedge Portal /#/2', '1000 msedge Portal /#/2'])
  })

  test.each([
    [
      'the title first',
      [
        { at: 500, app: 'msedge', title: 'Two', page: page('/1') },
        { at: 530, says: page('/2') },
      ],
    ],
    [
      'the page first',
      [
        { at: 500, says: page('/2') },
        { at: 530, app: 'msedge', title: 'Two', page: page('/2') },
      ],
    ],
  ] as const)('another tab, %s: never the title of one with the page of the other', (_order, steps) => {
    const { seen } = run([
      { at: 0, app: 'msedge', title: 'One', page: page('/1') },
      { at: 5, says: page('/1') },
      ...steps,
      { at: 540, says: page('/2') },
    ])
    expect(seen).toEqual(['0 msedge One /1', '500 msedge Two /2'])
  })

  test('a browser that withdraws its page just before it loses the focus leaves no segment without a page', () => {
    const { seen } = run([
      { at: 0, app: 'msedge', title: 'Portal', page: page('/1') },
      { at: 5, says: page('/1') },
      { at: 990, says: null },
      { at: 1000, app: 'excel', title: 'A' },
    ])
    expect(seen).toEqual(['0 msedge Portal /1', '1000 excel A'])
  })

  test('a browser that withdraws its page and keeps the focus has no page from then on', () => {
    const { seen } = run([
      { at: 0, app: 'msedge', title: 'Portal', page: page('/1') },
      { at: 5, says: page('/1') },
      { at: 500, says: null },
      { at: 1000, app: 'msedge', title: 'Portal', page: null },
    ])
    expect(seen).toEqual(['0 msedge Portal /1', '500 msedge Portal', '1000 msedge Portal'])
  })

  test('a private window of the same browser does not get the other window’s page', () => {
    const { seen } = run([
      { at: 0, app: 'msedge', title: 'Portal', page: page('/1') },
      { at: 5, says: page('/1') },
      { at: 500, app: 'msedge', title: 'Private', page: page('/1') },
      { at: 520, says: null },
      { at: 1000, app: 'msedge', title: 'Private', page: null },
    ])
    expect(seen).toEqual(['0 msedge Portal /1', '500 msedge Private', '1000 msedge Private'])
  })

  test('the earlier report of a companion that does not answer no longer counts', () => {
    const { seen } = run([
      { at: 0, app: 'msedge', title: 'Portal', page: page('/1') },
      { at: 5, says: page('/1') },
      { at: 500, app: 'msedge', title: 'Other', page: page('/1') },
      { at: 500 + patienceMs + 200, says: page('/2') },
    ])
    expect(seen).toEqual(['0 msedge Portal /1', '500 msedge Other', `${700 + patienceMs} msedge Other /2`])
  })

  test('the report of a companion that cannot be asked counts', () => {
    const { seen, asked } = run(
      [
        { at: 0, app: 'msedge', title: 'Portal', page: page('/1') },
        { at: 500, app: 'msedge', title: 'Portal, 2 new', page: page('/1') },
      ],
      false,
    )
    expect(seen).toEqual(['0 msedge Portal /1', '500 msedge Portal, 2 new /1'])
    expect(asked).toEqual([])
  })

  test('a pending change is emitted before a session event', () => {
    const { seen } = run([
      { at: 0, app: 'msedge', title: 'Portal', page: page('/1') },
      { at: 10, says: page('/1') },
      { at: 20, then: 'interrupt' },
    ])
    expect(seen).toEqual(['0 msedge Portal /1'])
  })

  test('100 titles a second become one emission and one request per settle time', () => {
    const steps = Array.from({ length: 100 }, (_, index): Step[] => [
      { at: index * 10, app: 'msedge', title: `(${index})`, page: page('/1') },
      { at: index * 10 + 2, says: page('/1') },
    ]).flat()
    const { seen, asked } = run(steps)
    expect(seen.length).toBeLessThanOrEqual(1000 / settleMs + 2)
    expect(asked.length).toBeLessThanOrEqual(seen.length)
    expect(seen.at(-1)).toContain('(99) /1')
  })
})

describe('for random inputs', () => {
  const apps = ['msedge', 'excel'] as const
  const paths = fc.constantFrom<string | null>(page('/1'), page('/2'), null)
  /** A desk with one focused window at a time and the reports of its browser's companion. */
  const day = fc
    .array(
      fc.record({
        wait: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 100, max: 900 })),
        what: fc.oneof(
          fc.record({ app: fc.constantFrom(...apps), title: fc.constantFrom('One', 'Two') }),
          fc.record({ says: paths }),
          fc.constant({ then: 'interrupt' as const }),
        ),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((events) => {
      let at = 0
      let app = ''
      let said: string | null = null
      const steps: Step[] = []
      for (const { wait, what } of events) {
        at += wait
        if ('app' in what) {
          app = what.app
          steps.push(app === 'msedge' ? { at, ...what, page: said } : { at, ...what })
        } else if ('says' in what) {
          said = what.says
          // Reports of a browser without the focus do not reach the join.
          if (app === 'msedge') steps.push({ at, says: said })
        } else steps.push({ at, ...what })
      }
      return steps
    })
  const isWindow = (step: Step): step is Step & { app: string } => 'app' in step

  test('times never go back, and each is the time of an input', () => {
    fc.assert(
      fc.property(day, fc.boolean(), (steps, canAsk) => {
        const { emitted } = run(steps, canAsk)
        const times = emitted.map(({ mono }) => mono)
        expect(times).toEqual(times.toSorted((one, other) => one - other))
        const happened = new Set(steps.map(({ at }) => at))
        expect(times.filter((time) => !happened.has(time))).toEqual([])
      }),
    )
  })

  test('no page is emitted with a program other than its browser, and the first and last window are emitted', () => {
    fc.assert(
      fc.property(day, fc.boolean(), (steps, canAsk) => {
        const { emitted } = run(steps, canAsk)
        expect(emitted.filter(({ window }) => window.app !== 'msedge' && window.url !== null)).toEqual([])
        const windows = steps.filter(isWindow)
        expect(emitted[0]?.mono).toBe(windows[0]?.at)
        expect(emitted.at(-1)?.window.app).toBe(windows.at(-1)?.app)
      }),
    )
  })

  test('a switch of program is emitted with its exact time, however short it was', () => {
    fc.assert(
      fc.property(day, fc.boolean(), (steps, canAsk) => {
        const { emitted } = run(steps, canAsk)
        const windows = steps.filter(isWindow)
        const switches = windows.filter(({ app }, index) => app !== windows[index - 1]?.app)
        const found = emitted.filter(({ window }, index) => window.app !== emitted[index - 1]?.window.app)
        expect(found.map(({ mono, window }) => [mono, window.app])).toEqual(switches.map(({ at, app }) => [at, app]))
      }),
    )
  })

  test('a page that a focused browser keeps for longer than the settle time is emitted', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const { emitted } = run(steps, false)
        let app = ''
        steps.forEach((step, index) => {
          if (isWindow(step)) app = step.app
          const until = steps.slice(index + 1).find((next) => !('then' in next))?.at ?? Infinity
          if (!('says' in step) || step.says === null || app !== 'msedge' || until - step.at <= settleMs) return
          const shown = emitted.filter(({ mono }) => mono <= step.at).at(-1)
          expect(shown?.window.url).toBe(step.says)
        })
      }),
    )
  })
})
