import { expect, test } from 'vitest'
import {
  ruleSetSchema,
  supportBundleSchema,
  supportEventCodes,
  type AgentStatus,
} from '../../../src/shared/contract/index.ts'
import { supportBundle } from '../../../src/main/support/bundle.ts'
import { eventLog } from '../../../src/main/support/event-log.ts'

// tests/integration/canary.test.ts checks the agent's own bundle. Here every input text is a canary.

const CANARY = 'Kanarienvogel'
let canaries = 0
const canary = () => `${CANARY} ${(canaries += 1)}`

const rules = ruleSetSchema.parse({
  version: 7,
  rules: [
    {
      id: `${CANARY}-rule`,
      name: canary(),
      when: { title: canary(), host: CANARY, app: canary() },
      then: { activity: 'claim_status', rating: 'core', system: canary(), payer: canary() },
      claimRef: `(?<ref>${CANARY})`,
    },
    { id: 'off', enabled: false, when: { title: canary() }, then: { activity: 'appeal', rating: 'core' } },
  ],
  remote: [{ id: 'citrix', title: `(?<inner>${CANARY})` }],
})
const status: AgentStatus = {
  state: 'needs_attention',
  reason: canary(),
  userName: canary(),
  deviceId: canary(),
  endpointUrl: `https://${CANARY}:${CANARY}@${CANARY}.example/${CANARY}`,
  rulesVersion: 7,
  agentVersion: `1.2.3-${CANARY}`,
  captureAdapter: canary(),
  companions: [canary()],
  lastCaptureAt: 1,
  lastSyncAt: 2,
  backlog: 3,
  quarantined: 4,
  observable: false,
  remedy: canary(),
  idleSource: canary(),
  journalEncrypted: false,
  gap: { foundAt: 5, message: canary() },
  skewMs: -6,
  sendingFault: canary(),
  rulesHealth: { ignoredClaimRefs: [canary(), canary()], waitingVersion: 8, refused: canary() },
}
const noFile = { write: () => {}, read: () => [] }
const events = eventLog(() => 8, noFile)
for (const code of supportEventCodes) events.note(code)
const bundle = supportBundle({
  now: 9,
  status,
  sync: { hold: { code: CANARY, why: canary() }, failure: { why: canary(), since: 7 }, skewMs: -6.4 },
  rules,
  events: events.events(),
})

test('no free text of its input is in the bundle', () => {
  expect(canaries).toBeGreaterThan(12)
  expect(JSON.stringify(bundle)).not.toContain(CANARY)
})

test('the useful facts are in the bundle', () => {
  expect(bundle).toMatchObject({
    versions: { agent: '1.2.3', batchSchema: 1 },
    health: {
      observable: false,
      captureAdapter: 'other',
      companions: ['other'],
      backlog: 3,
      quarantined: 4,
      gapFoundAt: 5,
    },
    policy: { idleAfterMs: 180_000 },
    rules: {
      version: 7,
      all: 2,
      enabled: 1,
      byTitle: 1,
      byHost: 1,
      remote: 1,
      ignoredClaimRefs: 2,
      waitingVersion: 8,
      refused: true,
    },
    sending: { lastSyncAt: 2, skewMs: -6, heldBy: 'other', failingSince: 7 },
  })
  expect(bundle.events.map(({ code }) => code)).toEqual(supportEventCodes)
})

test('the schema accepts no other field and no other word', () => {
  const refused = (change: object) => supportBundleSchema.safeParse({ ...bundle, ...change }).success
  expect(refused({})).toBe(true)
  expect(refused({ note: 'anything' })).toBe(false)
  expect(refused({ events: [{ at: 1, code: 'Jane Doe' }] })).toBe(false)
  expect(refused({ events: [{ at: 1, code: 'paused', why: 'Jane Doe' }] })).toBe(false)
  expect(refused({ health: { ...bundle.health, captureAdapter: 'Jane Doe' } })).toBe(false)
  expect(refused({ health: { ...bundle.health, title: 'x' } })).toBe(false)
})

test('the log keeps the last few hundred events', () => {
  let at = 0
  const long = eventLog(() => (at += 1), noFile)
  for (let turn = 0; turn < 1000; turn += 1) long.note('windows_seen')
  expect(long.events().length).toBe(300)
  expect(long.events().at(-1)).toEqual({ at: 1000, code: 'windows_seen' })
})
