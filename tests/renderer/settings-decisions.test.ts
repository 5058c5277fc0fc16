import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documents } from '../../src/renderer/settings/documents.ts'
import { withFinding } from '../../src/renderer/settings/hidden-findings.ts'
import { at, keyOf, withAt } from '../../src/renderer/settings/json-path.ts'
import { withoutEmptyPart } from '../../src/renderer/settings/optional-part.ts'
import { isShown } from '../../src/renderer/settings/shown-errors.ts'
import {
  ownParts,
  teamPath,
  teamsOf,
  withOwnPart,
  withoutTeam,
  withTeam,
} from '../../src/renderer/settings/team-calendars.ts'
import { pointerOf } from '../../src/server/errors/issues.ts'
import { businessCalendar } from '../../src/shared/business-time/index.ts'
import { alertingSchema, calendarSchema, economicsSchema } from '../../src/shared/contract/settings.ts'

// What the settings screen decides with.

const everybodys = calendarSchema.parse({
  zone: 'America/New_York',
  holidays: ['2026-12-25'],
  shifts: [{ name: 'Early', from: '06:00', to: '14:00' }],
})
const added = (calendar: unknown, name: string) => {
  const result = withTeam(calendar, name)
  if (typeof result === 'string') throw new Error(result)
  return result.calendar
}

test('a place of a document is named as the endpoint’s errors name it, whatever a key has in it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (key, value) => {
      const place = `teams/${keyOf(key)}/zone`
      expect(`/${place}`).toBe(pointerOf(['teams', key, 'zone']))
      const changed = withAt({ teams: {} }, place, value)
      expect(at(changed, place)).toBe(value)
      expect(Object.entries(at(changed, 'teams') as object)).toEqual([[key, { zone: value }]])
    }),
  )
})

test('a part a team is given of its own begins as everybody’s, and taken away leaves nothing behind', () => {
  const name = 'A/R denials'
  const start = added(everybodys, ` ${name} `)
  expect(teamsOf(start)).toEqual([name])
  const calendarOf = (settings: unknown) => businessCalendar(calendarSchema.parse(settings), name, 'UTC')
  fc.assert(
    fc.property(fc.shuffledSubarray([...ownParts]), (parts) => {
      const own = parts.reduce<unknown>((calendar, part) => withOwnPart(calendar, name, part, true), start)
      expect(Object.keys(at(own, teamPath(name)) as object).toSorted()).toEqual(parts.toSorted())
      expect(calendarOf(own)).toEqual(calendarOf(everybodys))
      expect(parts.reduce((calendar, part) => withOwnPart(calendar, name, part, false), own)).toEqual(start)
    }),
  )
  const closed = withAt(withOwnPart(start, name, 'holidays', true), `${teamPath(name)}/holidays`, [])
  // None of its own is not the same as everybody's.
  expect(calendarOf(closed).holidays).toEqual(new Set())
  expect(withoutTeam(closed, name)).toEqual(everybodys)
})

test('a team is added once, under a name', () => {
  const one = added(everybodys, 'Ohio')
  expect(withTeam(one, 'Ohio ')).toBe('this team is here already')
  expect(withTeam(one, ' ')).toMatch(/^a team’s name/)
  expect(withTeam(one, 'x'.repeat(201))).toBe('at most 200 characters')
  expect(teamsOf(added(one, 'Boise'))).toEqual(['Ohio', 'Boise'])
  expect(calendarSchema.parse(one).teams).toEqual({ Ohio: {} })
})

test('e-mail is off when nobody is named, whatever was chosen about it', () => {
  const [email] = documents.alerting.sections
  if (email?.kind !== 'fields' || email.optional === undefined) throw new Error('e-mail is an optional part')
  const kept = (value: object | null) => withoutEmptyPart({ email: value, digestAbove: 5 }, 'email', email.fields)
  expect(kept({ includeClaimRef: true })).toEqual({ email: null, digestAbove: 5 })
  expect(kept(null)).toEqual({ email: null, digestAbove: 5 })
  const said = { from: 'a@example.org', includeClaimRef: false }
  expect(kept(said)).toEqual({ email: said, digestAbove: 5 })
  expect(alertingSchema.safeParse(kept({ includeClaimRef: true })).success).toBe(true)
})

test('a finding that is hidden or shown changes no other', () => {
  const hidden = ['of-a-later-version', 'no-owner']
  expect(withFinding(hidden, 'sla-falling', false)).toEqual([...hidden, 'sla-falling'])
  expect(withFinding(hidden, 'no-owner', false)).toEqual(['of-a-later-version', 'no-owner'])
  expect(withFinding(hidden, 'no-owner', true)).toEqual(['of-a-later-version'])
  expect(economicsSchema.parse({ hiddenFindings: withFinding(hidden, 'no-owner', true) }).hiddenFindings).toEqual([
    'of-a-later-version',
  ])
})

test('an error is shown at the field that stands for its place, and named where none does', () => {
  const calendar = (place: string) => isShown(documents.calendar, place)
  expect(
    ['zone', 'hours/mon/0/to', 'shifts/1/from', 'teams/A~1R/zone', 'teams/Ohio/shifts/0/name'].map(calendar),
  ).toEqual([true, true, true, true, true])
  expect(['', 'shifts', 'teams', 'teams/Ohio', 'teams/Ohio/colour'].map(calendar)).toEqual(Array(5).fill(false))
  expect(isShown(documents.alerting, 'webhooks/0/includeClaimRef')).toBe(true)
  expect(isShown(documents.economics, 'hiddenFindings')).toBe(false)
})
