import { useQueryClient } from '@tanstack/react-query'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { TeamWrite, WriteBody, WriteParams } from '../../shared/contract/team-calls.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { asProblem } from '../ui/problem-text.ts'
import { refreshAfter } from './use-team-write.ts'

/** How a number of writes went: how many were done, and why the first of the others was not. */
export interface WritesDone {
  readonly done: number
  readonly failed: number
  readonly problem: ClientProblem | null
}

/**
 * One write after the other, each by itself: one that fails keeps none of the others from being done. What they change is read again once, at the end;
 * `onProgress` is told how many have been tried.
 */
export function useTeamWriteAll() {
  const { team } = useAppEnvironment()
  const cache = useQueryClient()
  return async <Name extends TeamWrite>(
    name: Name,
    writes: readonly { readonly params: WriteParams<Name>; readonly body: WriteBody<Name> }[],
    onProgress: (tried: number) => void,
  ): Promise<WritesDone> => {
    let [done, failed] = [0, 0]
    let problem: ClientProblem | null = null
    try {
      for (const { params, body } of writes) {
        try {
          await team.write(name, params, body)
          done += 1
        } catch (error) {
          failed += 1
          problem ??= asProblem(error)
        }
        onProgress(done + failed)
      }
    } finally {
      refreshAfter(cache, name)
    }
    return { done, failed, problem }
  }
}
