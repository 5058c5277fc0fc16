import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { ManualTimeRow } from '../../src/shared/contract/index.ts'
import { filesBelow, holds } from './support/canary-search.ts'
import { storedTokensOf } from '../server/support/stored-token.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { ALL, morningAtDesk } from './support/morning.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

/** Fetch from an endpoint that is older than these record kinds. */
const olderEndpoint: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  const text = await answer.text()
  const body = text.includes('"takes"') ? JSON.stringify({ ...(JSON.parse(text) as object), takes: undefined }) : text
  return new Response(body, {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? '' },
  })
}

describe('manual time', () => {
  it('goes from a gap to the endpoint, can be changed and removed, and is in no other number', async () => {
    const { at, endpoint, agent, left, back, sent, read, minutes, day } = await morningAtDesk(cleanUps)
    expect(day().gaps).toEqual([
      {
        startedAt: left,
        endedAt: back,
        proposals: expect.arrayContaining([
          expect.objectContaining({ kind: 'payer_call', focus: 'before' }),
        ]) as unknown,
      },
    ])
    const captured = async () => ({
      active: await minutes('active_minutes'),
      touches: await minutes('touches'),
      hidden: await minutes('hidden_minutes'),
    })
    const before = await captured()
    const { activeMs, awayMs, byShade, touches } = day()

    agent.saveManualTime({ kind: 'payer_call', from: left, to: back, reference: ' pcn 9-204-18x ' })
    const [named] = day().manualTime
    expect(named).toMatchObject({ kind: 'payer_call', startedAt: left, endedAt: back })
    expect(named?.claimToken).toMatch(/^[0-9a-f]{64}$/)
    expect(day()).toMatchObject({ activeMs, awayMs, byShade, touches, gaps: [], manualMs: 20 * MINUTE })
    await sent()
    expect(await minutes('manual_minutes')).toBe(20)

    // Ten minutes of it become paper work; an absent reference stays unchanged.
    const id = named?.id ?? ''
    agent.saveManualTime({ id, kind: 'payer_call', from: left, to: left + 10 * MINUTE })
    agent.saveManualTime({ kind: 'paper', from: left + 10 * MINUTE, to: back, reference: null })
    await sent()
    expect(
      (await read<ManualTimeRow>(`/v1/manual-time?${ALL}`)).map(
        ({ kind, startedAt, endedAt, revision, claimToken }) => [
          kind,
          startedAt - left,
          endedAt - left,
          revision,
          claimToken,
        ],
      ),
    ).toEqual([
      ['payer_call', 0, 10 * MINUTE, 2, (await storedTokensOf(endpoint.database))(named?.claimToken ?? '')],
      ['paper', 10 * MINUTE, 20 * MINUTE, 1, null],
    ])
    agent.withdrawManualTime(id)
    await sent()
    expect(await minutes('manual_minutes')).toBe(10)
    expect(day().gaps.map(({ startedAt, endedAt }) => [startedAt - left, endedAt - left])).toEqual([[0, 10 * MINUTE]])
    expect(await captured()).toEqual(before)
    expect(agent.sent({ limit: 10 }).filter(({ record }) => record.kind === 'manual_time')).toHaveLength(4)

    // The reference itself is stored nowhere.
    await agent.stop()
    await endpoint.close()
    for (const file of await filesBelow(at.directory)) {
      const bytes = await readFile(file)
      expect(['9-204-18', '920418', 'PCN9'].filter((text) => holds(bytes, text))).toEqual([])
    }
    expect(at.log.join('\n')).not.toMatch(/20418|204-18/)
  })

  it('never overlaps captured work, other manual time or the future, and needs a valid claim number', async () => {
    const { agent, left, back, day } = await morningAtDesk(cleanUps)
    const refusal = (naming: Parameters<typeof agent.saveManualTime>[0]) => {
      try {
        agent.saveManualTime(naming)
        return null
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
    }
    const kind = 'meeting'
    expect(refusal({ kind, from: left - 1, to: back })).toBe('captured')
    // The open span counts as captured.
    expect(refusal({ kind, from: left, to: back + 5 * MINUTE })).toBe('captured')
    expect(refusal({ kind, from: back + 4 * MINUTE, to: back + 9 * MINUTE })).toBe('ahead')
    expect(refusal({ kind, from: back, to: back })).toBe('empty')
    expect(refusal({ kind, from: left - 7 * 86_400_000, to: left - 7 * 86_400_000 + MINUTE })).toBe('too_early')
    expect(refusal({ kind, from: left, to: back, reference: ' - ' })).toBe('no_reference')
    expect(refusal({ kind, from: left, to: left + 10 * MINUTE })).toBe(null)
    expect(refusal({ kind, from: left + 9 * MINUTE, to: back })).toBe('named_already')
    expect(refusal({ id: 'nobody’s', kind, from: left + 10 * MINUTE, to: back })).toBe('unknown_manual_time')
    const id = day().manualTime[0]?.id ?? ''
    expect(refusal({ id, kind, from: left + 5 * MINUTE, to: back })).toBe(null)
    agent.withdrawManualTime(id)
    expect(() => agent.withdrawManualTime(id)).toThrow('no longer exists')
  })

  it('is not offered with an older endpoint, and nothing is quarantined', async () => {
    const { agent, left, back, sent, day } = await morningAtDesk(cleanUps, { fetch: olderEndpoint })
    expect(day()).toMatchObject({ gaps: [], nameable: false })
    expect(() => agent.saveManualTime({ kind: 'meeting', from: left, to: back })).toThrow('does not accept manual time')
    await sent()
    expect(agent.status()).toMatchObject({ quarantined: 0, backlog: 0 })
  })
})
