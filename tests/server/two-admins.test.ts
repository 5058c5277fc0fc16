import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/shared/contract/audit.ts'
import type { Proposal } from '../../src/shared/contract/publication.ts'
import type { Page } from '../../src/shared/contract/reports.ts'
import type { RuleSet } from '../../src/shared/contract/ruleset.ts'
import type { SettingsAnswer } from '../../src/shared/contract/settings.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, enrolledDevice } from './support/device.ts'
import { somebody, type Asking } from './support/people.ts'
import { freshEndpoint } from './support/stores.ts'

interface Waiting {
  readonly needsSecondAdmin: boolean
  readonly proposal: Proposal | null
}

describe('two admins publish what could spy', () => {
  let endpoint: Endpoint & { adminToken: string }
  let dana: Asking
  let sam: Asking
  beforeAll(async () => {
    endpoint = await freshEndpoint('postgres')
    dana = await somebody(endpoint, { roles: ['admin', 'auditor'], name: 'Dana Cole' })
  })
  afterAll(() => endpoint.close())

  const rulesNow = async () => (await ask<RuleSet>(endpoint, '/v1/rules')).body
  const publish = (by: { url: string; adminToken: string }, json: object, headers = {}) =>
    ask<RuleSet & Proposal>(by, '/v1/rules', { method: 'PUT', json, headers })
  const waiting = async (by: Asking = dana) => (await ask<Waiting>(by, '/v1/rules/proposal')).body
  const approve = (by: { url: string; adminToken: string }, id: string) =>
    ask(by, '/v1/rules/proposal/approve', { method: 'POST', json: { id } })
  const drop = (by: Asking) => ask(by, '/v1/rules/proposal', { method: 'DELETE' })
  const setting = (by: { url: string; adminToken: string }, oneAdminIsEnough: boolean) =>
    ask<SettingsAnswer<'publishing'>>(by, '/v1/settings/publishing', { method: 'PUT', json: { oneAdminIsEnough } })
  const counting = async (inputCounts: boolean) => {
    const { policy, ...rules } = await rulesNow()
    return { ...rules, policy: { ...policy, inputCounts } }
  }
  const latest = async () =>
    (await ask<Page<AuditEntry>>(dana, '/v1/audit?limit=1')).body.rows[0] ?? expect.fail('the log is empty')

  test('alone, an admin publishes everything; an invitation that nobody accepted is no second person', async () => {
    expect(await waiting()).toEqual({ needsSecondAdmin: false, proposal: null })
    const json = { email: 'invited@example.org', name: 'Invited', roles: ['admin'] }
    expect((await ask(endpoint, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
    expect((await publish(dana, await counting(true))).status).toBe(200)
    expect((await publish(dana, await counting(false))).status).toBe(200)
  })

  test('with two, one proposes and the other approves; devices see nothing of it before', async () => {
    sam = await somebody(endpoint, { roles: ['admin'], name: 'Sam Ortiz' })
    const device = await enrolledDevice(endpoint)
    const before = await rulesNow()
    // What touches none of it is published at once.
    const harmless = { ...before, policy: { ...before.policy, idleAfterMs: 200_000 } }
    expect((await publish(dana, harmless)).status).toBe(200)
    const { status, body, headers } = await publish(dana, await counting(true))
    expect([status, headers.get('etag')]).toEqual([202, null])
    expect(body).toMatchObject({ touches: ['counts'], baseVersion: before.version + 1, isOwn: true, restored: null })
    expect(body.rules).toMatchObject({ version: before.version + 2, policy: { inputCounts: true } })
    expect((await device.get<RuleSet>('/v1/rules')).body).toMatchObject({ version: before.version + 1 })
    expect(await latest()).toMatchObject({
      ...{ action: 'publication_proposed', operation: 'publishRules', actorName: 'Dana Cole', object: 'rules' },
      after: { proposal: body.id, touches: ['counts'], rules: { policy: { inputCounts: true } } },
    })
    expect(await waiting(sam)).toMatchObject({ needsSecondAdmin: true, proposal: { id: body.id, isOwn: false } })

    expect(await approve(sam, body.id)).toMatchObject({ status: 200, body: { version: before.version + 2 } })
    expect((await device.get<RuleSet>('/v1/rules')).body.policy.inputCounts).toBe(true)
    expect(await latest()).toMatchObject({
      ...{ action: 'rules_published', operation: 'approveProposal', actorName: 'Sam Ortiz' },
      after: { version: before.version + 2, proposal: body.id, proposedBy: dana.account.id },
    })
    const versions = await ask<Page<{ changedBy: string }>>(dana, '/v1/rules/versions?limit=1')
    expect(versions.body.rows).toMatchObject([{ version: before.version + 2, changedBy: 'Dana Cole' }])
    expect(await waiting()).toMatchObject({ proposal: null })
  })

  test.each<[string, (rules: RuleSet) => Partial<RuleSet>, readonly string[]]>([
    [
      'a new claimRef',
      ({ rules }) => ({
        rules: [
          {
            id: 'new',
            when: { app: 'excel' },
            then: { activity: 'appeal', rating: 'core' },
            claimRef: 'claim #(?<ref>[A-Z0-9]{6,20})',
          },
          ...rules,
        ],
      }),
      // It is tried before the rules that keep windows private, too.
      ['claim_references', 'privacy'],
    ],
    [
      'other windows for a claimRef',
      ({ rules }) => ({
        rules: rules.map((rule) => (rule.claimRef === undefined ? rule : { ...rule, when: { title: '.' } })),
      }),
      ['claim_references'],
    ],
    [
      'another order of rules with a claimRef',
      ({ rules }) => ({
        rules: [
          ...rules.filter(({ claimRef }) => claimRef === undefined),
          ...rules.filter(({ claimRef }) => claimRef !== undefined).toReversed(),
        ],
      }),
      ['claim_references'],
    ],
    ['remote windows', () => ({ remote: [{ id: 'all', title: '(?<inner>.*)' }] }), ['claim_references']],
    ['hours', ({ policy }) => ({ policy: { ...policy, privacy: { recordOutsideHours: true } } }), ['privacy']],
    [
      'windows that are private',
      ({ rules }) => ({ rules: rules.filter(({ then }) => then.activity !== 'private' && then.rating !== 'private') }),
      ['privacy'],
    ],
    [
      'a rule before those that keep windows private',
      ({ rules }) => ({
        rules: [{ id: 'all', when: {}, then: { activity: 'communication', rating: 'support' } }, ...rules],
      }),
      ['privacy'],
    ],
  ])('a single hostile admin changes nothing by %s', async (_, change, touches) => {
    const before = await rulesNow()
    const wanted = { ...before, ...change(before) }
    const { status, body } = await publish(dana, wanted)
    expect([status, body.touches]).toEqual([202, touches])
    // Nor by approving it themselves, by a token of theirs for a program, or by what is approved being replaced.
    const made = await ask<{ token: string }>(dana, '/v1/api-tokens', {
      method: 'POST',
      json: { name: 'a program', roles: ['admin'], expiresInDays: 1 },
    })
    const program = { url: endpoint.url, adminToken: made.body.token }
    for (const by of [dana, program])
      expect(await approve(by, body.id)).toMatchObject({ status: 403, body: { code: 'own_proposal' } })
    const replaced = await publish(program, wanted)
    expect(replaced).toMatchObject({ status: 202, body: { isOwn: true } })
    expect(await approve(sam, body.id)).toMatchObject({ status: 404, body: { code: 'no_proposal' } })
    expect(await approve(endpoint, replaced.body.id)).toMatchObject({ status: 409, body: { code: 'no_account' } })
    expect(await publish(sam, await counting(false))).toMatchObject({ status: 409, body: { code: 'proposal_waits' } })
    expect((await drop(sam)).status).toBe(204)
    expect(await latest()).toMatchObject({ action: 'publication_refused', actorName: 'Sam Ortiz' })
    expect(await rulesNow()).toEqual(before)
  })

  test('a version from before is restored by two; one’s own proposal is withdrawn; one that was overtaken is not approved', async () => {
    const { version } = await rulesNow()
    const restored = await ask<Proposal>(dana, '/v1/rules/versions/1/restore', { method: 'POST' })
    expect(restored).toMatchObject({ status: 202, body: { restored: 1, touches: ['counts'] } })
    expect((await drop(dana)).status).toBe(204)
    expect(await latest()).toMatchObject({ action: 'publication_withdrawn' })
    expect(await drop(dana)).toMatchObject({ status: 404, body: { code: 'no_proposal' } })
    const again = await ask<Proposal>(dana, '/v1/rules/versions/1/restore', { method: 'POST' })
    // The endpoint's own token waits for nobody.
    expect((await publish(endpoint, await counting(true))).status).toBe(200)
    expect(await approve(sam, again.body.id)).toMatchObject({ status: 412, body: { code: 'conflict' } })
    expect((await rulesNow()).version).toBe(version + 1)
    // Published anew from there, it is approved.
    const anew = await ask<Proposal>(dana, '/v1/rules/versions/1/restore', { method: 'POST' })
    expect((await approve(sam, anew.body.id)).status).toBe(200)
    expect(await latest()).toMatchObject({ action: 'rules_restored', after: { restored: 1 } })
  })

  test('what somebody proposed who is no admin any more is not approved', async () => {
    const third = await somebody(endpoint, { roles: ['admin'] })
    const { body } = await publish(third, await counting(true))
    const path = `/v1/accounts/${third.account.id}`
    await ask(endpoint, path, { method: 'PATCH', json: { deactivated: true } })
    expect(await approve(sam, body.id)).toMatchObject({ status: 409, body: { code: 'proposer_left' } })
    expect((await drop(sam)).status).toBe(204)
  })

  test('that one is enough needs both; the way back needs one', async () => {
    const held = await setting(dana, true)
    expect(held).toMatchObject({ status: 202, body: { version: 0, body: { oneAdminIsEnough: false }, waits: true } })
    expect((await publish(dana, await counting(true))).status).toBe(202)
    expect(await waiting(sam)).toMatchObject({ proposal: { touches: ['counts'] } })
    expect((await setting(dana, true)).status).toBe(202)
    const { proposal } = await waiting(sam)
    expect(proposal).toMatchObject({ touches: ['one_admin'], rules: null })
    expect((await approve(dana, proposal?.id ?? '')).status).toBe(403)
    expect((await approve(sam, proposal?.id ?? '')).status).toBe(200)
    expect(await latest()).toMatchObject({
      ...{ action: 'settings_changed', object: 'settings/publishing', actorName: 'Sam Ortiz' },
      after: { body: { oneAdminIsEnough: true }, proposedBy: dana.account.id },
    })
    expect((await publish(dana, await counting(true))).status).toBe(200)
    expect((await setting(sam, false)).status).toBe(200)
    expect((await publish(dana, await counting(false))).status).toBe(202)
    // Nor by its versions.
    const restored = await ask(dana, '/v1/settings/publishing/versions/1/restore', { method: 'POST' })
    expect(restored).toMatchObject({ status: 202, body: { waits: true } })
    expect((await drop(sam)).status).toBe(204)
    // The endpoint's own token decides at once.
    expect(await setting(endpoint, true)).toMatchObject({ status: 200, body: { body: { oneAdminIsEnough: true } } })
  })
})
