import type { Endpoint } from '../../../../src/server/start-endpoint.ts'
import { sampleTeam, type Biller } from '../../../../src/tools/sample/team.ts'

export type WorldEndpoint = Endpoint & { readonly adminToken: string }

/** Two of each team of the sample. */
export const people: readonly Biller[] = sampleTeam.filter((_, index) => index % 3 === 0)
