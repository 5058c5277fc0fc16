import { z } from 'zod'
import { cents, count, nullableName } from './answer-fields.ts'
import { settingsNames } from './settings.ts'

/** What there is of the sample world that `npm start` made. Each thing was marked when it was made. */
export const sampleFacts = z.object({
  people: count.describe('with their computers and everything recorded'),
  accounts: count,
  imports: count.describe('of files, without those that were taken back'),
  denials: count.describe('that these files brought'),
  claimCounts: count.describe('days and payers of the billing system’s counts'),
  settings: z.array(z.enum(settingsNames)).readonly().describe('documents of which a part is as the sample set it'),
  kept: z.array(z.string()).readonly().describe('sample people who stay: a real computer was enrolled for them since'),
})
export type SampleFacts = z.output<typeof sampleFacts>

/** `GET /v1/setup`: what a tenant has, of all that it needs before its numbers say something. */
export const setupFacts = z.object({
  organization: nullableName.describe('its name; null: nobody has stated it'),
  calendarSaved: z.boolean().describe('whether an admin has saved the calendar'),
  zone: z.string().describe('IANA zone of the tenant’s days'),
  people: count.describe('recorded people who have not left'),
  teams: count.describe('that these people are in'),
  viewers: count.describe('active accounts of supervisors and managers'),
  rulesVersion: count.describe('1: the starter rules, which nobody has published again'),
  systems: count.describe('portals and EHRs that rules in force know'),
  laborCentsPerHour: cents.nullable(),
  targets: count.describe('metrics with a target of the tenant’s own'),
  denials: count,
  computers: count.describe('enrolled, not revoked'),
  waysIn: count.describe('enrollment codes and site keys that can still be used'),
  sample: sampleFacts.nullable().describe('null: there is no sample data'),
})
export type SetupFacts = z.output<typeof setupFacts>
