import { expect, test } from 'vitest'
import { newRulesKey, signRules } from '../../src/host/rules-signature.ts'
import type { Agent } from '../../src/main/agent.ts'
import type { ActiveWindow, PageSource } from '../../src/main/capture/ports.ts'
import { tokenizer } from '../../src/main/tokenizer.ts'
import { sql } from '../../src/server/database/sql.ts'
import { readTenant } from '../../src/server/identity/tenant.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { FieldReport, FieldRequest } from '../../src/shared/companion.ts'
import { agentLines } from '../../src/shared/device-health/index.ts'
import { ruleSetSchema, type Page, type SpanRecord } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { Desk, enrollCode, until } from './support/desk.ts'

const SECOND = 1000
const MINUTE = 60_000
const cleanUps = undoneAfterEach()

/** What must stay on the computer: a name, a birthday, a telephone number, and an account that nobody may choose by counting. */
const TITLE = 'Quill Vandermeer 04/12/1961 (555) 867-5309 acct7731952x - Chart'
const secretWindow = { app: 'hyperspace', title: TITLE, url: null }
const then = { activity: 'account_review', rating: 'core' }

/** An endpoint in the hands of an attacker, who can write its database, sign with its key, and knows the key of claim tokens. */
interface Attack {
  readonly at: Desk
  readonly agent: Agent
  /** Publishes past every check of the endpoint. Answers the version. */
  readonly publish: (rules: object, signing?: 'signed' | 'unsigned' | 'by another key') => Promise<number>
  /** Whatever was recorded about the window. */
  readonly spans: () => readonly Pick<SpanRecord, 'app' | 'ruleSetVersion' | 'claimToken'>[]
  readonly endpoint: Endpoint & { readonly adminToken: string }
  readonly tokenOf: (reference: string) => string
}

async function attack(pages?: PageSource): Promise<Attack> {
  const at = await Desk.at(new Date(2026, 11, 1, 9).getTime())
  cleanUps.push(() => at.leave())
  const endpoint: Endpoint & { adminToken: string } = await freshEndpoint('postgres', { now: () => at.clock.now() })
  cleanUps.push(endpoint.close)
  // A browser with a companion would wait for its page, on a clock that stands still.
  at.windows.window = secretWindow
  const enrolling = { endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Q. Biller') }
  const agent = await at.sitDown({ ...enrolling, ...(pages && { pages }) })
  const { database } = endpoint
  const { tenantId, tokenKey } = await readTenant(database)
  const [row] = await database.query<{ key: string }>(sql`select rules_key as key from tenant`)
  const keys = { signed: row?.key ?? '', 'by another key': newRulesKey() }
  let version = agent.status().rulesVersion
  return {
    at,
    agent,
    endpoint,
    tokenOf: tokenizer(tokenKey),
    publish: async (rules, signing = 'signed') => {
      version += 1
      const body = ruleSetSchema.parse({ version, ...rules })
      const signature = signing === 'unsigned' ? {} : { signature: signRules(body, tenantId, keys[signing]) }
      await database.query(
        sql`insert into rule_sets (version, body, published_at, published_by)
          values (${version}, ${JSON.stringify({ ...body, ...signature })}, ${at.clock.now()}, ${'an attacker'})`,
      )
      return version
    },
    spans: () => agent.sent({ limit: 100_000 }).flatMap(({ record }) => (record.kind === 'span' ? [record] : [])),
  }
}

/** Gets a set to the agent, however long it has to wait, and has the window looked at under it. */
async function play({ at, agent, publish }: Attack, rules: object, window: ActiveWindow = secretWindow): Promise<void> {
  const version = await publish(rules)
  at.clock.advance(10 * MINUTE)
  await until(() => {
    at.work(window, SECOND)
    // A heartbeat is due every minute.
    if (agent.status().rulesVersion !== version) at.clock.advance(MINUTE)
    return agent.status().rulesVersion === version
  }, `version ${version} is in force`)
  at.work(window, 10 * SECOND)
}

/** Two letters at a moving place, in every way of counting that was thought of. */
const movingCaptures = (offset: number): readonly string[] => [
  `^.{${offset}}(?<ref>.{2})`,
  `^.{${offset}}(?<ref>[a-z0-9]{2,20})`,
  `.{${offset}}(?<ref>[a-z0-9]{5,20})`,
  `^[\\w\\s]{${offset}}(?<ref>\\w{2})`,
  `(?:a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w| ){${offset}}(?<ref>[a-z0-9]{5,20})`,
  `(?:^.{${offset}}|chart.*)(?<ref>[a-z0-9]{5,20})`,
  `${TITLE.slice(0, Math.min(offset, 16))}(?<ref>[a-z]{1,2})`,
]

test('two letters at a moving place read nothing of a title', async () => {
  const attacking = await attack()
  // The last one is where the only number begins that an honest rule would find.
  const offsets = [1, 2, 4, 6, 17, 28, TITLE.indexOf('acct')]
  for (const offset of offsets)
    for (const claimRef of movingCaptures(offset))
      await play(attacking, { rules: [{ id: 'spy', when: { app: 'hyperspace' }, then, claimRef }] })
  expect(attacking.spans().length).toBeGreaterThan(30)
  // The rules classified all the while.
  expect(new Set(attacking.spans().map(({ ruleSetVersion }) => ruleSetVersion)).size).toBeGreaterThan(30)
  expect(attacking.spans().filter(({ claimToken }) => claimToken !== null)).toEqual([])
  const words = agentLines(attacking.agent.status()).find(({ id }) => id === 'rules')?.words
  expect(words).toBe('The rules are followed as they were published')
})

test('wildcards, words without digits, dates, telephone numbers, parts of words and parts of a remote window are no references', async () => {
  const attacking = await attack()
  const patterns = [
    '(?<ref>.{5,60})',
    '(?<ref>[\\s\\S]{5,60})',
    '(?<ref>\\S{5,60})',
    '(?<ref>\\D{5,60})',
    '(?<ref>[^\\d]{5,60})',
    '(?<ref>[a-z0-9 ]+)',
    '(?<ref>[a-z]{5,20} [a-z]{5,20})',
    '(?<ref>[0-9/]{10})',
    '(?<ref>[0-9-]{8})',
    '(?<ref>[0-9]{2}/[0-9]{2}/[0-9]{4})',
    '(?<ref>\\(?[0-9]{3}\\)? [0-9]{3}-[0-9]{4})',
    'acct(?<ref>[0-9]{5,7})',
    'acct(?<ref>[0-9]{5})',
    'cct(?<ref>[0-9a-z]{5,9})',
  ]
  for (const claimRef of patterns)
    await play(attacking, { rules: [{ id: 'spy', when: { app: 'hyperspace' }, then, claimRef }] })
  for (const title of ['acct(?<inner>\\d{7})', '^.{49}(?<inner>.{5})', '(?<inner>\\d{6})x'])
    await play(attacking, {
      remote: [{ id: 'inside', title }],
      rules: [{ id: 'spy', when: { title: '.' }, then, claimRef: '(?<ref>[0-9]{5,9})' }],
    })
  expect(attacking.spans().filter(({ claimToken }) => claimToken !== null)).toEqual([])
})

/** A companion that checks nothing: whatever it is asked for, it answers with all that the page holds. */
class CarelessCompanion implements PageSource {
  text = TITLE
  readonly asked: FieldRequest[] = []
  hosts: readonly string[] = []
  #field: FieldReport | null = null
  #onReport: ((apps: ReadonlySet<string>) => void) | null = null

  pageOf = (app: string) =>
    app === 'msedge' ? { url: 'https://ehr.example/chart', canAsk: true, field: this.#field } : null
  ask = (_app: string, field: FieldRequest | null) => {
    if (field) this.asked.push(field)
    this.#field = field && { id: field.id, text: this.text }
    this.#onReport?.(new Set(['msedge']))
  }
  useHosts = (hosts: readonly string[]) => {
    this.hosts = hosts
  }
  notAllowed = () => []
  browsers = () => ['Edge']
  subscribe = (onReport: (apps: ReadonlySet<string>) => void) => {
    this.#onReport = onReport
    return () => {
      this.#onReport = null
    }
  }
}

test('of a page no companion is asked for more than one named element, and nothing but a claim reference counts', async () => {
  const companion = new CarelessCompanion()
  const attacking = await attack(companion)
  const window = { app: 'msedge', title: 'Chart', url: null }
  const open = (field: object, when: object = { host: 'ehr.example' }) =>
    play(attacking, { rules: [{ id: 'spy', when, then, field }] }, window)
  const pattern = '(?<ref>[A-Z0-9-]{5,20})'
  const selectors = [
    'input[value^="7"]',
    '[id^="patient-q"]',
    '[data-mrn="7731952"]',
    '#chart:has(.female)',
    'input:checked',
    'body',
    '*',
    '#a, #b',
    'tr:nth-child(3) td:nth-child(2)',
  ]
  for (const selector of selectors) await open({ selector, pattern })
  const patterns = [
    '^.{2}(?<ref>[a-z0-9]{5,20})',
    '(?<ref>.{5,60})',
    '(?<ref>[0-9]+)',
    '.*(?<ref>[0-9]{7})',
    'x(?<ref>\\D{5})',
  ]
  for (const source of patterns) await open({ selector: '#chart', pattern: source })
  for (const when of [{ host: 'example' }, { title: 'chart' }]) await open({ selector: '#chart', pattern }, when)
  expect([companion.asked, companion.hosts]).toEqual([[], []])
  const health = agentLines(attacking.agent.status()).find(({ id }) => id === 'rules')
  expect(health?.words).toBe('Ignored, as they could read titles or pages: the claim number patterns of spy')

  // What passes the checks still finds nothing in a name, a birthday, a telephone number or a part of a word, nor in a long text.
  for (const source of [
    '(?<ref>[a-z]{5,12} [a-z]{5,12})',
    '(?<ref>[0-9/-]{8,10})',
    '(?<ref>[0-9-]{8,12})',
    '(?<ref>[0-9]{7})',
  ])
    await open({ selector: '#chart', pattern: source })
  companion.text = `Claim # PCN-20418${' '.repeat(200)}`
  await open({ selector: '#chart', pattern: 'claim # (?<ref>PCN-[0-9]{5,9})' })
  expect(companion.asked).toHaveLength(5)
  expect(attacking.spans().filter(({ claimToken }) => claimToken !== null)).toEqual([])

  // A control.
  companion.text = 'Claim # PCN-20418'
  await open({ selector: '#claim', pattern: 'claim # (?<ref>PCN-[0-9]{5,9})' })
  attacking.at.work(secretWindow, SECOND)
  expect(companion.hosts).toEqual(['ehr.example'])
  const found = attacking.spans().filter(({ claimToken }) => claimToken !== null)
  expect(found.length).toBeGreaterThan(0)
  expect(found[0]).toMatchObject({ claimToken: attacking.tokenOf('PCN20418'), claimFrom: 'field' })
  const { agent, at } = attacking
  expect(agent.day({ from: 0, to: at.clock.now() + 1 }).readInPagesMs).toBeGreaterThan(0)
  expect(agent.policy().fieldHosts).toEqual(['ehr.example'])
})

test('a control: what is a claim reference is found, as its token', async () => {
  const attacking = await attack()
  const claimRef = 'claim #(?<ref>[A-Z0-9-]{6,20})'
  await play(attacking, { rules: [{ id: 'claims', when: { app: 'hyperspace' }, then, claimRef }] })
  attacking.at.work({ ...secretWindow, title: `${TITLE} - Claim #PCN-20418` }, 10 * SECOND)
  attacking.at.work(secretWindow, SECOND)
  expect(new Set(attacking.spans().map(({ claimToken }) => claimToken))).toEqual(
    new Set([null, attacking.tokenOf('PCN20418')]),
  )
})

test('of an unclassified window only what the biller offers reaches admins: program and shape, without a person', async () => {
  const attacking = await attack()
  const { at, agent, endpoint } = attacking
  await play(attacking, { rules: [{ id: 'other', when: { app: 'nothing' }, then }] })
  at.work(secretWindow, 30 * SECOND)
  at.work({ app: 'claimtrack', title: 'Claim Status PCN-20418 - Vandermeer, Quill', url: null }, 30 * SECOND)
  at.work({ app: 'claimtrack', title: null, url: null }, SECOND)
  const listed = agent.day({ from: at.clock.now(), to: at.clock.now() + 1 }).unclassified
  expect(listed.map(({ program, shape, offered }) => [program, shape, offered])).toEqual([
    ['hyperspace', '• #/#/# (#) #-# •#• - chart', false],
    ['claimtrack', 'claim status •-# - •, •', false],
    ['claimtrack', '', false],
  ])
  expect(attacking.spans().map((span) => span.app)).not.toContain('claimtrack')
  const offers = async () => (await ask<Page<object>>(endpoint, '/v1/unclassified')).body.rows
  expect(await offers()).toEqual([])
  // Nothing but what is on the list, and each once.
  expect(() => agent.offerWindow({ program: 'claimtrack', shape: 'claim' })).toThrow('not on the list')
  const offered = { program: 'claimtrack', shape: 'claim status •-# - •, •' }
  agent.offerWindow(offered)
  agent.offerWindow(offered)
  await until(async () => (await offers()).length > 0, 'the offer is there')
  expect(await offers()).toEqual([offered])
  expect(await endpoint.database.query(sql`select * from offered_windows`)).toEqual([offered])
  expect(agent.day({ from: at.clock.now(), to: at.clock.now() + 1 }).unclassified).toContainEqual(
    expect.objectContaining({ ...offered, offered: true }),
  )
  // Of the week that has ended, minutes by program and shape: kept without the device, and shown from three devices on.
  at.clock.advance(7 * 24 * 60 * MINUTE)
  at.work({ app: 'claimtrack', title: null, url: null }, SECOND)
  const counts = () =>
    endpoint.database.query(sql`select program, shape, minutes, devices from unclassified_counts order by program`)
  await until(async () => (await counts()).length > 0, 'the week is counted')
  expect(await counts()).toEqual([
    { ...offered, minutes: 1, devices: 1 },
    { program: 'hyperspace', shape: '• #/#/# (#) #-# •#• - chart', minutes: 1, devices: 1 },
  ])
  expect(await offers()).toEqual([offered])
  const log = (await ask<Page<object>>(endpoint, '/v1/audit?limit=500')).body.rows
  expect(JSON.stringify(log)).not.toContain('claimtrack')
})

test('a hostile policy stops nothing and credits nothing that was not worked', async () => {
  const attacking = await attack()
  const { at, agent } = attacking
  const [least, most] = [0, 366 * 24 * 60 * MINUTE]
  const names = ['idleAfterMs', 'touchGapMs', 'visitGapMs', 'recheckWithinMs', 'documentationNearMs'] as const
  const others = ['maxGapMs', 'clockStepMs', 'carryWithinMs', 'carryForMs'] as const
  const claimRef = 'claim #(?<ref>[A-Z0-9-]{6,20})'
  for (const [ms, syncEveryMs] of [
    [least, 500],
    [most, 24 * 60 * MINUTE],
    [least, 500],
  ] as const) {
    const policy = { ...Object.fromEntries([...names, ...others].map((name) => [name, ms])), syncEveryMs }
    const began = at.clock.now()
    await play(attacking, { policy, rules: [{ id: 'claims', when: { app: 'hyperspace' }, then, claimRef }] })
    at.work({ ...secretWindow, title: 'Claim #PCN-20418' }, MINUTE)
    at.work(secretWindow, SECOND)
    expect(agent.status().state).toBe('recording')
    const { activeMs, idleMs } = agent.day({ from: began, to: at.clock.now() + 1 })
    expect(activeMs + idleMs).toBeLessThanOrEqual(at.clock.now() - began)
  }
  await until(() => {
    at.work(secretWindow, SECOND)
    return agent.status().backlog === 0
  }, 'everything is delivered')
  expect(agent.status().quarantined).toBe(0)
})

test('sets in quick succession are few in force: five at once, then one every ten minutes, and each is shown', async () => {
  const attacking = await attack()
  const { at, agent, publish, spans } = attacking
  const letter = (index: number) => ({
    rules: ['[a-f]', '[g-l]', '[m-r]', '[s-z]'].map((letters, which) => ({
      ...{ id: `at-${index}-${which}`, when: { title: `^.{${index}}${letters}` }, then },
    })),
  })
  const began = at.clock.now()
  let newest = 0
  // A set every 15 seconds for half an hour; the endpoint is asked each minute, and each time by hand.
  for (let index = 0; index < 120; index += 1) {
    newest = await publish(letter(index % TITLE.length))
    at.work(secretWindow, 15 * SECOND)
    if (index % 4 === 3) await new Promise((resolve) => setTimeout(resolve, 40))
  }
  await until(() => {
    at.work(secretWindow, 15 * SECOND)
    return agent.status().rulesHealth?.waitingVersion === newest || agent.status().rulesVersion === newest
  }, 'the agent knows the newest set')
  const minutes = (at.clock.now() - began) / MINUTE
  const changes = agent.day({ from: 0, to: at.clock.now() + 1 }).rulesChanges
  expect(changes.length).toBeGreaterThanOrEqual(5)
  expect(changes.length).toBeLessThanOrEqual(5 + Math.ceil(minutes / 10))
  // What was seen was seen under a set that the biller was told of, or the first one.
  const shown = new Set([1, ...changes.map(({ version }) => version)])
  for (const { ruleSetVersion } of spans()) expect(shown).toContain(ruleSetVersion ?? 0)
  // The newest one is not lost.
  at.clock.advance(10 * MINUTE)
  at.work(secretWindow, SECOND)
  expect(agent.status().rulesVersion).toBe(newest)
})

test('a set that the endpoint did not sign is refused and said; the one in force stays, and the next good one is followed', async () => {
  const attacking = await attack()
  const { at, agent, publish } = attacking
  const spy = { rules: [{ id: 'spy', when: { title: '^q' }, then }] }
  for (const signing of ['unsigned', 'by another key'] as const) {
    await publish(spy, signing)
    await until(() => {
      at.work(secretWindow, MINUTE)
      return agent.status().rulesHealth?.refused !== null
    }, 'the set is refused')
    expect(agent.status()).toMatchObject({
      rulesVersion: 1,
      state: 'needs_attention',
      reason: expect.stringContaining('New rules are refused'),
    })
    expect(agentLines(agent.status()).find(({ id }) => id === 'rules')).toEqual({
      id: 'rules',
      tone: 'attention',
      words:
        'New rules are refused: they are not signed by the endpoint that this computer enrolled with. Version 1 stays in force',
    })
  }
  await play(attacking, { rules: [{ id: 'good', when: { app: 'hyperspace' }, then }] })
  expect(agent.status()).toMatchObject({ state: 'recording', rulesHealth: { refused: null } })
  expect(agent.day({ from: 0, to: at.clock.now() + 1 }).rulesChanges.map(({ version }) => version)).toEqual([4])
})
