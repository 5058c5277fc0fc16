import { setTimeout as sleep } from 'node:timers/promises'
import { ruleSetSchema, type Rule, type SpanRow } from '../../src/shared/contract/index.ts'
import type { CleanUps } from '../../tests/e2e/support/clean-up.ts'
import { openDesk } from '../../tests/e2e/support/desk-with-companion.ts'
import { measureLateness } from '../../tests/e2e/support/instant.ts'
import { openPortalBrowser } from '../../tests/e2e/support/portal-browser.ts'
import { allRows, freshFolder, type RunningEndpoint } from '../../tests/e2e/support/product.ts'
import { until } from '../../tests/e2e/support/waiting.ts'
import type { Logged } from './compare.ts'
import { openPlaces, portalBody, SOFTPHONE, startSound } from './desk.ts'
import { IDLE_AFTER_MS, type ClaimsDay } from './plan.ts'

const CLAIM_REF = 'Claim #(?<ref>PCN-[0-9]{4,12})'
const core = { rating: 'core' } as const
const rules: readonly Rule[] = [
  {
    id: 'softphone',
    when: { app: SOFTPHONE, call: true },
    then: { activity: 'payer_call', ...core, system: 'Softphone', systemKind: 'phone' },
  },
  {
    id: 'field-page',
    when: { host: 'portal-a.test', path: '^/ui#/claim' },
    then: { activity: 'claim_status', ...core, system: 'Portal A', systemKind: 'payer_portal' },
    field: { selector: 'dl.claim > dd:nth-of-type(1)', pattern: '(?:claim no\\. )?(?<ref>PCN-[0-9]{4,12})' },
  },
  {
    id: 'titled-page',
    when: { host: 'portal-b.test' },
    then: { activity: 'claim_status', ...core, system: 'Portal B', systemKind: 'payer_portal' },
    claimRef: CLAIM_REF,
  },
  { id: 'account', when: { title: '^Account' }, then: { activity: 'account_review', ...core }, claimRef: CLAIM_REF },
  { id: 'chart', when: { title: '^Chart review' }, then: { activity: 'account_review', ...core } },
  { id: 'notes', when: { title: '^Follow-up log' }, then: { activity: 'documentation', rating: 'support' } },
]
const remote = [{ id: 'citrix', app: 'wfica', title: '^(?<inner>.+) - Citrix Workspace$' }]
const policy = { idleAfterMs: IDLE_AFTER_MS, observeCalls: true }

export interface RecordedClaims {
  readonly days: readonly { readonly log: readonly Logged[]; readonly plan: ClaimsDay }[]
  readonly spans: readonly SpanRow[]
  /** How late a process that only waits was served on this machine, at worst, ms. */
  readonly latenessMs: number
}

/**
 * Days at real windows on the display of this process, a real browser with the companion and a real sound server, recorded by the real agent and
 * read back from the endpoint.
 */
export async function recordClaims(
  undo: CleanUps,
  endpoint: RunningEndpoint,
  plans: readonly ClaimsDay[],
  said: (text: string) => void = () => {},
): Promise<RecordedClaims> {
  const folder = await freshFolder(undo, 'claims')
  const { env, phone } = await startSound(undo, folder)
  const desk = await openDesk(
    undo,
    endpoint,
    { ...ruleSetSchema.parse({ version: 1, policy, rules: [...rules], remote }) },
    env,
  )
  const browser = await openPortalBrowser(undo, desk.home, 'Provider Portal', {
    body: portalBody,
    allowed: ['portal-a.test'],
  })
  const places = await openPlaces(undo, folder, browser, desk.notes)
  await desk.notes.show()
  await sleep(1500)
  const lateness = measureLateness()
  const days: { log: readonly Logged[]; plan: ClaimsDay }[] = []
  for (const plan of plans) {
    const log: Logged[] = []
    for (const { place, claim, dwellMs, callMs } of plan.steps) {
      log.push({ since: await places[place](claim), claim, isCall: false })
      await sleep(dwellMs)
      if (callMs === 0) continue
      log.push({ since: await phone.begin(), claim, isCall: true })
      await desk.hands.rest()
      await sleep(callMs)
      log.push({ since: await phone.end(), claim, isCall: false })
      desk.hands.work()
    }
    // Ends the last stretch, and the claim: the next day begins with another one.
    log.push({ since: await desk.notes.show(), claim: '', isCall: false })
    days.push({ log, plan })
    said(`${days.length} of ${plans.length} days`)
  }
  const end = days.at(-1)?.log.at(-1)?.since.notAfter ?? 0
  const latenessMs = lateness.stop()
  desk.agent.signal('SIGTERM')
  if ((await desk.agent.ended) !== 0) throw new Error(`the agent ended badly: ${desk.agent.said()}`)
  const spans = await until('all of it is at the endpoint', async () => {
    const rows = await allRows<SpanRow>(endpoint, '/v1/spans')
    return Math.max(...rows.map(({ endedAt }) => endedAt)) >= end - 1000 ? rows : null
  })
  return { days, spans, latenessMs }
}
