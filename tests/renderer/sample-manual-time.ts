import type { ManualTimeRow } from '../../src/shared/contract/reports.ts'
import { type SampleWork, NOW } from './sample-team.ts'

const MINUTE = 60_000

/** Manual time of the sample team: a meeting of everyone on Friday morning, then a call by half of them. */
export function sampleManualTime(
  { people }: SampleWork,
  { from, to, team, user }: { from: number; to: number; team?: string | undefined; user?: string | undefined },
): ManualTimeRow[] {
  return people
    .filter((person) => (team === undefined || person.team === team) && (user === undefined || person.id === user))
    .flatMap(({ id: userId, name: userName }, index): ManualTimeRow[] => {
      const stretch = (kind: ManualTimeRow['kind'], startedAt: number, minutes: number): ManualTimeRow => ({
        userId,
        userName,
        manualTimeId: kind,
        revision: 1,
        kind,
        startedAt,
        endedAt: startedAt + minutes * MINUTE,
        claimToken: null,
      })
      const meeting = stretch('meeting', NOW - 300 * MINUTE, 30)
      return index % 2 === 0 ? [meeting] : [meeting, stretch('payer_call', NOW - 200 * MINUTE, 18)]
    })
    .filter(({ startedAt }) => startedAt >= from && startedAt < to)
}
