import type { TeamClient, ReadAnswer, ReadParams, TeamRead } from '../../shared/contract/team-calls.ts'

/** The team client with reads that can be canceled. */
export interface CancellableTeamClient extends TeamClient {
  /** @param signal ends the request; a client that cannot end a request ignores it */
  read<Name extends TeamRead>(name: Name, params: ReadParams<Name>, signal?: AbortSignal): Promise<ReadAnswer<Name>>
}
