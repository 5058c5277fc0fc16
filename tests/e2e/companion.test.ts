import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ruleSetSchema, type SpanRow, type TouchRow } from '../../src/shared/contract/index.ts'
import { cleanUps } from './support/clean-up.ts'
import { openDesk } from './support/desk-with-companion.ts'
import { during, measureLateness, type Instant } from './support/instant.ts'
import { openPortalBrowser } from './support/portal-browser.ts'
import { allProcesses, familyOf, kill } from './support/processes.ts'
import { runEndpointIn } from './support/endpoints.ts'
import { allRows, artefact, type RunningEndpoint } from './support/product.ts'
import { searchForLeaks } from './support/leaks.ts'
import { fromStart, gapsBetween, misdated, type Logged } from './support/screen-log.ts'
import { uncut, type Segment } from './support/segments.ts'
import { until } from './support/waiting.ts'

// A morning in portals whose title never changes, in a real Chromium with the companion: only the page tells activities apart. The
// result is compared with this test's own log of the screen.

/** In the title, query and hash of every page, and nowhere else. */
const CANARY = 'Zanzibarquokka'
const title = `${CANARY} Provider Portal`
const claim = 'PCN-20418'
const otherClaim = 'PCN-30777'
const claimRef = '/(?<ref>PCN-[0-9]{4,12})'

const portal = (name: string, activity: string) =>
  ({ activity, rating: 'core', system: `Portal ${name}`, systemKind: 'payer_portal', payer: `Payer ${name}` }) as const
const rules = [
  ...['a', 'b'].flatMap((name) =>
    (['claim_status', 'eligibility', 'appeal'] as const).map((activity) => ({
      id: `${name}-${activity}`,
      when: { host: `portal-${name}.test`, path: `^/provider/.*#/${activity}/` },
      then: portal(name.toUpperCase(), activity),
      claimRef: claimRef,
    })),
  ),
  { id: 'log', when: { title: '^Follow-up log' }, then: { activity: 'documentation', rating: 'support' } as const },
]
const { policy } = ruleSetSchema.parse({
  version: 1,
  policy: { idleAfterMs: 900_000, touchGapMs: 1_800_000, visitGapMs: 300_000 },
  rules: [],
})

const undo = cleanUps()
const log: Logged[] = []
let endpoint: RunningEndpoint
let everything: SpanRow[]
let spans: Segment[]
let touches: TouchRow[]
let agentSaid: string
let folders: readonly string[]
let tolerance = 250

/** An agent's relays with their `cat` processes. */
const relaysOf = (data: string) =>
  allProcesses()
    .filter(({ command }) => command.includes(join(data, 'companion', 'relay')))
    .flatMap(({ pid }) => familyOf(pid))

afterAll(() => undo.run())
beforeAll(async () => {
  const { endpoint: running, store } = await runEndpointIn(undo)
  endpoint = running
  const desk = await openDesk(undo, endpoint, { policy, rules })
  const { agent, notes, data, home } = desk
  folders = [data, store]
  const browser = await openPortalBrowser(undo, home, title)
  const address = (name: string, hash: string) => `http://portal-${name}.test/provider/ui?member=${CANARY}#${hash}`
  const portalA = await browser.open(address('a', `/claim_status/${claim}/${CANARY}`))
  const portalB = await browser.open(address('b', `/claim_status/${otherClaim}`))
  const hidden = await browser.openPrivate(address('a', `/appeal/${claim}`))
  await until('the companion is connected', () => relaysOf(data).length > 0)
  await notes.show()
  await sleep(1500)

  const lateness = measureLateness()
  const record = (since: Instant, rule: string | null, reference: string | null = null) =>
    log.push({ since, rule, claim: reference })

  record(await portalA.show(), 'a-claim_status', claim)
  await sleep(1500)
  record(await portalA.go(`/eligibility/${claim}/${CANARY}`), 'a-eligibility', claim)
  await sleep(1000)
  record(await portalA.go(`/claim_status/${otherClaim}`), 'a-claim_status', otherClaim)
  await sleep(1000)
  record(await notes.show(), 'log')
  await sleep(1000)
  // The page changes while another program has the focus: nothing must be recorded.
  await portalA.go(`/appeal/${otherClaim}`)
  await sleep(1000)
  record(await portalA.show(), 'a-appeal', otherClaim)
  await sleep(1000)
  // Two windows of one browser with the same title.
  record(await portalB.show(), 'b-claim_status', otherClaim)
  await sleep(1000)
  record(await hidden.show(), null)
  await sleep(1500)
  record(await portalB.show(), 'b-claim_status', otherClaim)
  await sleep(500)
  // A third of a second each.
  for (let turn = 0; turn < 3; turn += 1) {
    record(await portalB.go(`/eligibility/${otherClaim}`), 'b-eligibility', otherClaim)
    await sleep(300)
    record(await portalB.go(`/claim_status/${otherClaim}`), 'b-claim_status', otherClaim)
    await sleep(300)
  }
  // The connection to the agent breaks: the page is unknown until the companion reconnects after a second.
  record(await during(() => kill(relaysOf(data))), null)
  const again = await during(() => until('the companion reconnects', () => relaysOf(data).length > 0))
  record(again, 'b-claim_status', otherClaim)
  // Longer than a browser keeps an idle extension script running.
  await sleep(35_000)
  record(await portalB.go(`/appeal/${claim}`), 'b-appeal', claim)
  await sleep(1000)
  record(await notes.show(), 'log')
  await sleep(500)
  record(await portalA.show(), 'a-appeal', otherClaim)

  await until('the morning is at the endpoint', async () => {
    spans = uncut(await allRows<SpanRow>(endpoint, '/v1/spans'))
    return fromStart(spans, log).length >= log.length - 1
  }).catch((cause: unknown) => {
    const [logged, recorded] = [log, fromStart(spans, log)].map((lines) => JSON.stringify(lines, null, 1))
    throw new Error(`logged: ${logged}, recorded: ${recorded}, the agent said: ${agent.said()}`, { cause })
  })
  tolerance += lateness.stop()
  agent.signal('SIGTERM')
  expect(await agent.ended, agent.said()).toBe(0)
  agentSaid = agent.said()
  everything = await allRows<SpanRow>(endpoint, '/v1/spans')
  spans = fromStart(uncut(everything), log).slice(0, log.length - 1)
  touches = await allRows<TouchRow>(endpoint, '/v1/touches')
  writeFileSync(artefact('companion.json'), JSON.stringify({ tolerance, log, spans, touches }, null, 1))
})

test('each page is its own activity, and there is nothing else', () => {
  expect(spans.map(({ ruleId }) => ruleId)).toEqual(log.slice(0, -1).map(({ rule }) => rule))
  expect(new Set(spans.map(({ presence }) => presence))).toEqual(new Set(['active']))
})

test('each activity begins when its page was shown, and no time is lost between two', () => {
  expect(misdated(spans, log, tolerance)).toEqual([])
  expect(gapsBetween(spans)).toEqual(new Set([0]))
})

test('each claim has one token, from the hash, and its touches equal the work on it', () => {
  const day = log.slice(0, -1)
  const tokens = new Map(day.map((line, index) => [line.claim, spans[index]?.claimToken ?? null]))
  expect(spans.map(({ claimToken }) => claimToken)).toEqual(day.map((line) => tokens.get(line.claim)))
  expect([tokens.get(null), new Set(tokens.values()).size]).toEqual([null, 3])

  // Including the setup windows: the work on a claim equals its touches, to the millisecond.
  for (const reference of [claim, otherClaim]) {
    const token = tokens.get(reference)
    const ofClaim = everything.filter(({ claimToken }) => claimToken === token)
    const worked = ofClaim.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)
    const touched = touches.filter(({ claimToken }) => claimToken === token)
    expect(
      touched.reduce((sum, { activeMs }) => sum + activeMs, 0),
      reference,
    ).toBe(worked)
  }
  expect(new Set([null, ...touches.map(({ claimToken }) => claimToken)])).toEqual(new Set(tokens.values()))
})

test('no title, address or claim is on disk, in the agent’s log or in the relay’s files', async () => {
  const secrets = [CANARY, claim, otherClaim, 'PCN20418', 'PCN30777', '/provider/ui']
  const { known, leaks } = await searchForLeaks(folders, agentSaid, { known: 'b-claim_status', secrets })
  // Proves that the search finds what exists.
  expect(known).toBeGreaterThan(1)
  expect(leaks).toEqual([])
})
