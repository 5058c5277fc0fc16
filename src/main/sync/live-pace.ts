import type { EpochMs } from '../../shared/contract/index.ts'
import { DAY_MS, HOUR_MS } from '../../shared/time.ts'

/** Time between two checks of the outbox while somebody looks at this person on the team panel, ms. */
export const LIVE_EVERY_MS = 10_000
/** Most requests in any 24 hours that are sent sooner than at the quiet pace: as many as the default pace of five minutes sends in a working day. */
export const MOST_SOONER_REQUESTS = 96
const WORKING_DAY_MS = 8 * HOUR_MS

/** Requests that were sent sooner than at the quiet pace: times of the last 24 hours, oldest first. */
export type SoonerRequests = readonly EpochMs[]

/** Whether one more request may be sent sooner. A panel that is open all day at most doubles the requests of a quiet working day. @param quietMs time between two checks while nobody looks, ms */
export const maySendSooner = (sooner: SoonerRequests, quietMs: number, now: EpochMs): boolean =>
  quietMs > LIVE_EVERY_MS &&
  ofLastDay(sooner, now).length < Math.min(MOST_SOONER_REQUESTS, Math.floor(WORKING_DAY_MS / quietMs))

/** The same with one more, of now. */
export const withSooner = (sooner: SoonerRequests, now: EpochMs): EpochMs[] => [...ofLastDay(sooner, now), now]

/** A clock that was set back does not give requests back. */
const ofLastDay = (sooner: SoonerRequests, now: EpochMs): EpochMs[] =>
  sooner.filter((at) => Math.abs(now - at) < DAY_MS)
