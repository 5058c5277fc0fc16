import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { AnnotationRequest } from '../../src/shared/contract/annotation.ts'
import type { AnnotationRow, ClassificationProposalRow } from '../../src/shared/contract/index.ts'
import { sql } from '../../src/server/database/sql.ts'
import { storedTokensOf } from '../server/support/stored-token.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { ALL, morningAtDesk } from './support/morning.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()
const PROPOSALS = '/v1/classification-proposals'

test('a biller says what is wrong, proposes, and rewords; no number changes', async () => {
  const { agent, endpoint, day, sent, read, minutes, left } = await morningAtDesk(cleanUps)
  const numbers = async () => ({
    active: await minutes('active_minutes'),
    touches: await minutes('touches'),
    hidden: await minutes('hidden_minutes'),
    manual: await minutes('manual_minutes'),
  })
  const before = { there: await numbers(), here: { ...day(), annotations: [], gaps: [] } }
  const [touch] = day().touches.filter(({ endedAt }) => endedAt <= left)
  if (!touch) throw new Error('the morning has no touch')
  const { startedAt: from, endedAt: to, claimToken } = touch
  const said: AnnotationRequest = {
    ...{ from, to, claimToken, dispute: 'wrong_claim', note: ' The payer called about another one ' },
    ...{ proposedActivity: null, nameProgram: false },
  }
  // What may be a claim, a patient or a birthday stays on the screen.
  for (const note of [
    'PCN 20418-2',
    'born 03/14/1962',
    'call 312 555 0188',
    '1,204,182',
    '12–041',
    '2_0_4_1_8',
    '２０４１８',
  ])
    expect(() => agent.annotate({ ...said, note })).toThrow('Leave out numbers of five digits or more')
  expect(() => agent.annotate({ ...said, note: ' ', dispute: null })).toThrow('Write a note')
  expect(() => agent.annotate({ ...said, to: to + 60 * 60 * MINUTE })).toThrow('24 hours at most')

  agent.annotate(said)
  agent.annotate({
    ...{ from: left - MINUTE, to: left, claimToken: null, dispute: 'wrong_activity', note: null },
    ...{ proposedActivity: 'communication', nameProgram: true },
  })
  await sent()
  const rows = () => read<AnnotationRow>(`/v1/annotations?${ALL}`)
  const storedToken = await storedTokensOf(endpoint.database)
  expect(await rows()).toMatchObject([
    {
      ...{
        userName: 'D. Okafor',
        startedAt: from,
        endedAt: to,
        claimToken: storedToken(claimToken),
        dispute: 'wrong_claim',
      },
      ...{ note: 'The payer called about another one', revision: 1 },
    },
    { dispute: 'wrong_activity', activity: 'payer_call', proposedActivity: 'communication', program: 'ringcentral' },
  ])
  expect(await read<ClassificationProposalRow>(PROPOSALS)).toEqual([
    {
      ...{ activity: 'payer_call', ruleId: expect.any(String) as unknown, proposedActivity: 'communication' },
      ...{ program: 'ringcentral', count: 1, notes: [] },
    },
  ])
  expect({ there: await numbers(), here: { ...day(), annotations: [], gaps: [] } }).toEqual(before)

  // Reworded, then withdrawn: of what it said before nothing is left at the endpoint.
  const [first, second] = day().annotations
  agent.annotate({ ...said, id: first?.id, note: 'Another claim' })
  agent.withdrawAnnotation(second?.id ?? '')
  await sent()
  expect(await rows()).toMatchObject([{ note: 'Another claim', revision: 2 }])
  expect(await read(PROPOSALS)).toEqual([])
  const texts = await endpoint.database.query<{ row: string }>(sql`select a::text as row from annotations a`)
  expect(JSON.stringify(texts)).not.toMatch(/The payer called|ringcentral/)
  expect(day().annotations).toMatchObject([{ note: 'Another claim', dispute: 'wrong_claim' }])

  const files = unzipSync(agent.ownData())
  expect(strFromU8(files['notes-and-disputes.csv'] ?? new Uint8Array())).toContain('Another claim')
  // The endpoint says who looked: this test did, as whoever has the admin token.
  const looks = await agent.lookedAt({})
  expect(looks.rows.map(({ operation }) => operation)).toContain('annotations')

  agent.markPrivate({ from, to, reason: 'mistake' })
  await sent()
  expect(day().annotations).toEqual([])
  expect(await rows()).toEqual([])
  expect(agent.status()).toMatchObject({ quarantined: 0 })
})
