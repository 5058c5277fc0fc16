import { z } from 'zod'
import { cents, count, nullableName } from './answer-fields.ts'

/** `GET /v1/setup`: what a tenant has, of all that it needs before its numbers say something. */
export const setupFacts = z.object({
  organization: nullableName.describe('its name; null: nobody has stated it'),
  calendarVersion: count.describe('0: nobody has saved the calendar'),
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
})
export type SetupFacts = z.output<typeof setupFacts>
