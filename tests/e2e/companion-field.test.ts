import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ruleSetSchema, type SpanRow } from '../../src/shared/contract/index.ts'
import { chromiumExtensionId } from '../../src/shared/companion.ts'
import { cleanUps } from './support/clean-up.ts'
import { openDesk } from './support/desk-with-companion.ts'
import { during, measureLateness, type Instant } from './support/instant.ts'
import { openPortalBrowser } from './support/portal-browser.ts'
import { runEndpointIn } from './support/endpoints.ts'
import { allRows, artefact } from './support/product.ts'
import { searchForLeaks } from './support/leaks.ts'
import { fieldsReadLate, fromStart, gapsBetween, misdated, type Logged } from './support/screen-log.ts'
import { uncut, type Segment } from './support/segments.ts'
import { slowness } from './support/slowness.ts'
import { until } from './support/waiting.ts'

// Claims in portals that show the claim number in the page alone, in a real Chromium with the companion: title and address never name it. The
// result is compared with this test's own log of the screen.

/** Around each claim number, and nowhere else. */
const CANARY = 'Zanzibarquokka'
const title = 'Provider Portal'
const [first, second, third, fourth] = ['PCN-20418', 'PCN-30777', 'PCN-40222', 'PCN-50333'] as const
const field = { selector: 'dl.claim > dd:nth-of-type(1)', pattern: '(?:claim no\\. )?(?<ref>PCN-[0-9]{4,12})' }

const claimPage = (name: string, kind: string, activity: string) => ({
  id: `${name}-${kind}`,
  when: { host: `portal-${name}.test`, path: `^/ui#/${kind}/` },
  then: { activity, rating: 'core', system: `Portal ${name}`, systemKind: 'payer_portal' } as const,
})
const rules = [
  { ...claimPage('a', 'claim', 'claim_status'), field },
  { ...claimPage('a', 'storm', 'appeal'), field },
  claimPage('a', 'list', 'denial_worklist'),
  { ...claimPage('b', 'claim', 'claim_status'), field },
  { id: 'log', when: { title: '^Follow-up log' }, then: { activity: 'documentation', rating: 'support' } as const },
]
const { policy } = ruleSetSchema.parse({ version: 1, policy: { idleAfterMs: 900_000 }, rules: [] })

/** A claim as portals draw it, between what must not be read. */
const drawn = (number: string, more = '') =>
  `<h2>${CANARY} ${number}</h2><dl class="claim"><dt>Number</dt><dd>Claim no. ${number}</dd><dd>${CANARY}</dd></dl>${more}`
/** A single-page application: `draw` changes the page without a load. */
const body = `<main></main><script>
  const draw = (html) => { document.querySelector('main').innerHTML = html }
</script>`
const draw = (page: Page, html: string) => during(() => page.evaluate(`draw(${JSON.stringify(html)})`))

const undo = cleanUps()
const log: Logged[] = []
let spans: Segment[]
let storm: Segment[]
let everything: SpanRow[]
let agentSaid: string
let folders: readonly string[]
let tolerance = 450
/** Scripts of the extension in the portal's pages, before and while a field is read. */
const injected = { before: 0, reading: 0, notAllowed: 0 }
let optionsPage = ''

/** Shorter than anything that the script shows, ms: what was recorded for less is a page whose field was not read yet. */
const NOT_READ_YET_MS = 800
/** Stays as it is for so long, on a busy machine longer: the browser and the agent need the time to see it. */
const dwell = (ms: number) => sleep(ms * Math.min(5, slowness()))

/** How many worlds of the extension's scripts a page has. */
async function worldsIn(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  let worlds = 0
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.origin.includes(chromiumExtensionId)) worlds += 1
  })
  await session.send('Runtime.enable')
  await session.detach()
  return worlds
}

afterAll(() => undo.run())
beforeAll(async () => {
  const { endpoint, store } = await runEndpointIn(undo)
  const desk = await openDesk(undo, endpoint, { policy, rules })
  const { agent, notes, data, home } = desk
  folders = [data, store]
  const browser = await openPortalBrowser(undo, home, title, { body, allowed: ['portal-a.test'] })
  const portalA = await browser.open('http://portal-a.test/ui#/list/')
  const portalB = await browser.open('http://portal-b.test/ui#/claim/1')
  await draw(portalB.page, drawn(fourth))
  const hidden = await browser.openPrivate('http://portal-a.test/ui#/claim/1')
  await notes.show()
  await sleep(1500)

  const lateness = measureLateness()
  const record = (since: Instant, rule: string | null, claim: string | null = null) => log.push({ since, rule, claim })
  const { page } = portalA

  record(await portalA.show(), 'a-list')
  await draw(page, drawn(first))
  await dwell(1000)
  injected.before = await worldsIn(page)
  // Another address and another page, drawn at once.
  record(
    await during(() => page.evaluate(`location.hash = '/claim/1'; draw(${JSON.stringify(drawn(second))})`)),
    'a-claim',
    second,
  )
  await dwell(1500)
  injected.reading = await worldsIn(page)
  // Another claim under the same address.
  record(await draw(page, drawn(third)), 'a-claim', third)
  await dwell(1500)
  // Another address, under which the portal shows the claim before for a while.
  record(await portalA.go('/claim/2'), 'a-claim')
  // Not longer on a busy machine: after three seconds what stands there counts for the new address.
  await sleep(1200)
  record(await draw(page, drawn(first)), 'a-claim', first)
  await dwell(1200)
  record(await draw(page, ''), 'a-claim')
  await dwell(1000)
  // Two claims: neither is known to be meant. Of the two only one is shown: that one is.
  await draw(page, drawn(first, drawn(second)))
  await dwell(1000)
  record(await draw(page, drawn(first, `<div hidden>${drawn(second)}</div>`)), 'a-claim', first)
  await dwell(1000)
  record(await draw(page, drawn(`${first} ${CANARY} `.repeat(2000))), 'a-claim')
  await dwell(1000)
  record(await draw(page, drawn(second)), 'a-claim', second)
  await dwell(1000)
  // The page changes while another program has the focus.
  record(await notes.show(), 'log')
  await dwell(1000)
  await draw(page, drawn(third))
  await dwell(1000)
  record(await portalA.show(), 'a-claim', third)
  await dwell(1000)
  // A site that the browser does not let the companion read.
  record(await portalB.show(), 'b-claim')
  await dwell(1500)
  injected.notAllowed = await worldsIn(portalB.page)
  record(await hidden.show(), null)
  await dwell(1500)
  record(await portalA.show(), 'a-claim', third)
  await dwell(1000)
  // A load of the same address: the page that comes is empty, then drawn.
  record(await during(() => page.reload()), 'a-claim')
  await dwell(1000)
  record(await draw(page, drawn(second)), 'a-claim', second)
  await dwell(1000)
  record(await notes.show(), 'log')
  await dwell(1000)

  // A page that changes a thousand times a second.
  await portalA.show()
  await portalA.go('/storm/1')
  await page.evaluate(
    `(async () => {
      for (let turn = 0; turn < 2000; turn += 1) {
        draw(turn % 3 ? ${JSON.stringify(drawn(third))} : ${JSON.stringify(drawn(fourth))})
        if (turn % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 10))
      }
    })()`,
  )
  await draw(page, drawn(fourth))
  await dwell(1000)
  await notes.show()
  await dwell(500)

  const options = await browser.context.newPage()
  await options.goto(`chrome-extension://${chromiumExtensionId}/options.html`)
  await options.getByRole('listitem').first().waitFor()
  optionsPage = await options.locator('main').innerText()
  await options.screenshot({ path: artefact('companion-options.png') })
  await notes.show()

  await until('all of it is at the endpoint', async () => {
    spans = uncut(await allRows<SpanRow>(endpoint, '/v1/spans'))
    return fromStart(spans, log).length > log.length + 2 && spans.some(({ ruleId }) => ruleId === 'a-storm')
  }).catch((cause: unknown) => {
    const [logged, recorded] = [log, fromStart(spans, log)].map((lines) => JSON.stringify(lines, null, 1))
    throw new Error(`logged: ${logged}, recorded: ${recorded}, the agent said: ${agent.said()}`, { cause })
  })
  tolerance += lateness.stop()
  agent.signal('SIGTERM')
  expect(await agent.ended, agent.said()).toBe(0)
  agentSaid = agent.said()
  everything = await allRows<SpanRow>(endpoint, '/v1/spans')
  const recorded = fieldsReadLate(fromStart(uncut(everything), log), NOT_READ_YET_MS)
  storm = recorded.filter(({ ruleId }) => ruleId === 'a-storm')
  spans = recorded.slice(0, log.length)
  writeFileSync(
    artefact('companion-field.json'),
    JSON.stringify({ tolerance, log, recorded, injected, optionsPage }, null, 1),
  )
})

test('each claim is named while its page shows it, and no page by the claim of another', () => {
  const tokens = new Map(log.map((line, index) => [line.claim, spans[index]?.claimToken ?? null]))
  expect(spans.map(({ ruleId, claimToken }) => [ruleId, claimToken])).toEqual(
    log.map(({ rule, claim }) => [rule, tokens.get(claim)]),
  )
  expect([tokens.get(null), new Set(tokens.values()).size]).toEqual([null, 4])
})

test('it is named from when the page showed it, and no time is lost', () => {
  expect(misdated(spans, log, tolerance)).toEqual([])
  expect(gapsBetween(spans)).toEqual(new Set([0]))
})

test('a page that changes without end makes a few spans a second, and its last claim counts', () => {
  const [begin, end] = [storm[0]?.startedAt ?? 0, storm.at(-1)?.endedAt ?? 0]
  expect(storm.length).toBeGreaterThan(1)
  expect(storm.length).toBeLessThanOrEqual(2 + (end - begin) / 150)
  const last = storm.at(-1)
  expect((last?.endedAt ?? 0) - (last?.startedAt ?? 0)).toBeGreaterThan(500)
  expect(last?.claimToken).not.toBeNull()
})

test('nothing runs in a page without a rule that reads it, nor where the browser does not allow it, and its page says so', () => {
  expect(injected).toEqual({ before: 0, reading: 1, notAllowed: 0 })
  expect(optionsPage).toContain('Not allowed yet: 1 of 2.')
  expect(optionsPage).toMatch(/portal-a\.test\s+Allowed/)
  expect(optionsPage).toMatch(/portal-b\.test\s+Allow\b/)
})

test('nothing of a page is on disk or in the agent’s log, not even its claim number', async () => {
  const numbers = [first, second, third, fourth].flatMap((number) => [number, number.replace('-', '')])
  const { known, leaks } = await searchForLeaks(folders, agentSaid, { known: 'a-storm', secrets: [CANARY, ...numbers] })
  // Proves that the search finds what exists.
  expect(known).toBeGreaterThan(1)
  expect(leaks).toEqual([])
})
