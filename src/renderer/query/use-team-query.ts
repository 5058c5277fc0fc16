import type { ReadAnswer, ReadParams, TeamRead } from '../../shared/contract/team-calls.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { type LiveQuery, useLiveQuery } from './use-live-query.ts'

/** The cache key of a read; writes invalidate by its second part. */
export const teamKey = <Name extends TeamRead>(name: Name, params: ReadParams<Name>) => ['team', name, params] as const

/** An answer of the endpoint that stays up to date. */
export function useTeamQuery<Name extends TeamRead>(
  name: Name,
  params: ReadParams<Name>,
  options?: { readonly everyMs?: number | null; readonly enabled?: boolean },
): LiveQuery<ReadAnswer<Name>> {
  const { team } = useAppEnvironment()
  return useLiveQuery(teamKey(name, params), (signal) => team.read(name, params, signal), options)
}
