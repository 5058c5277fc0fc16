import type { DenialRow } from '../../../../src/shared/contract/denials.ts'
import { everyDenial } from '../../denials/support.ts'
import { ask } from '../../support/device.ts'
import { clockBefore } from './days.ts'
import { people, type WorldEndpoint } from './people.ts'

type Change = Readonly<Record<string, unknown>>

/** Changes of each kind by hand: to denials in each state, and to those that were remitted for this. */
export async function changeDenials(endpoint: WorldEndpoint, now: number): Promise<void> {
  const denials = await everyDenial(endpoint)
  const [first, second, third, fourth] = people.map(({ name }) => name)
  const change = async (denial: DenialRow | undefined, ...changes: readonly Change[]) => {
    for (const json of changes) {
      const { status, body } = await ask(endpoint, `/v1/denials/${denial?.id}`, { method: 'PATCH', json })
      if (status !== 200) throw new Error(`a change is refused: ${JSON.stringify([denial, json, body])}`)
    }
  }
  const byState: readonly (readonly [DenialRow['state'], readonly Change[]])[] = [
    ['overturned', [{ state: 'reopened' }]],
    ['written_off', [{ state: 'reopened' }, { owner: first }, { owner: second }, { owner: third }]],
    ['new', [{ owner: fourth, queue: 'Second look' }]],
    ['new', [{ owner: null }]],
    ['in_progress', [{ followUpDue: clockBefore(now, 1, '00:00'), appealDue: clockBefore(now, 2, '00:00') }]],
    ['in_progress', [{ state: 'written_off' }]],
    ['in_progress', [{ state: 'recovered', recoveredCents: 12_34 }]],
    ['appealed', [{ state: 'upheld' }]],
    ['appealed', [{ state: 'overturned', recoveredCents: 43_21 }]],
    ['appealed', [{ state: 'upheld' }, { state: 'appealed', appealLevel: 2 }, { state: 'overturned' }]],
    ['upheld', [{ state: 'written_off' }]],
    ['recovered', [{ recoveredCents: 0 }]],
  ]
  const left = [...denials]
  for (const [state, changes] of byState) {
    for (const _ of [1, 2]) {
      const at = left.findIndex((denial) => denial.state === state && denial.payer?.includes('Medicare') === false)
      if (at >= 0) await change(left.splice(at, 1)[0], ...changes)
    }
  }
  const named = (claimRef: string) => denials.find((denial) => denial.claimRef === claimRef)
  await change(named('OLD11'), { owner: first }, { state: 'appealed' })
  await change(named('OLD12'), { owner: second }, { state: 'written_off' })
  await change(named('OLD13'), { owner: third })
  await change(named('OLD21'), { state: 'appealed' }, { state: 'overturned', recoveredCents: 3_000_00 })
  await change(named('OLD22'), { owner: first }, { owner: second }, { owner: third })
  await change(named('AGAIN1'), { state: 'recovered', recoveredCents: 500_00 })
  await change(named('AGAIN2'), { state: 'written_off' }, { state: 'reopened' }, { state: 'written_off' })
  await change(named('NEW01'), { state: 'overturned', recoveredCents: 45_00 })
  await change(named('NEW02'), { followUpDue: clockBefore(now, 1, '00:00') })
}
