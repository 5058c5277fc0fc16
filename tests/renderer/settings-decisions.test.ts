import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choices, dates, hours, list, number, time } from '../../src/renderer/settings/codecs.ts'
import { documentErrors, unreadableErrors, withRefusals } from '../../src/renderer/settings/document-errors.ts'
import { documents } from '../../src/renderer/settings/documents.ts'
import { withInsight } from '../../src/renderer/settings/hidden-insights.ts'
import { instant } from '../../src/renderer/settings/instant-codec.ts'
import { at, keyOf, withAt } from '../../src/renderer/settings/json-path.ts'
import { withoutEmptyPart } from '../../src/renderer/settings/optional-part.ts'
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
import { alertingSchema, calendarSchema, economicsSchema, settingsSchemas } from '../../src/shared/contract/settings.ts'

// The decisions of the settings screen.

const defaults = calendarSchema.parse({
  zone: 'America/New_York',
  holidays: ['2026-12-25'],
  shifts: [{ name: 'Early', from: '06:00', to: '14:00' }],
})
const added = (calendar: unknown, name: string) => {
  const result = withTeam(calendar, name)
  if (typeof result === 'string') throw new Error(result)
  return result.calendar
}

test('a path names a place of a document as the endpoint’s errors do, whatever characters a key contains', () => {
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

test('changing one path of a document changes nothing else', () => {
  const document = { rules: [{ id: 'a', when: { payers: ['X'] } }, { id: 'b' }], other: 1 }
  expect(withAt(document, 'rules/0/when/payers', ['Y'])).toEqual({
    ...document,
    rules: [{ id: 'a', when: { payers: ['Y'] } }, { id: 'b' }],
  })
  expect(withAt(document, 'rules/0/when/payers', undefined)).toEqual({
    ...document,
    rules: [{ id: 'a', when: {} }, { id: 'b' }],
  })
  expect(withAt({ email: null }, 'email/from', 'a@b.c')).toEqual({ email: { from: 'a@b.c' } })
  expect(at(document, 'rules/1/when/payers')).toBeUndefined()
})

test('a team-specific part starts as a copy of the defaults, and leaves nothing behind when it is removed', () => {
  const name = 'A/R denials'
  const start = added(defaults, ` ${name} `)
  expect(teamsOf(start)).toEqual([name])
  const calendarOf = (settings: unknown) => businessCalendar(calendarSchema.parse(settings), name, 'UTC')
  fc.assert(
    fc.property(fc.shuffledSubarray([...ownParts]), (parts) => {
      const own = parts.reduce<unknown>((calendar, part) => withOwnPart(calendar, name, part, true), start)
      expect(Object.keys(at(own, teamPath(name)) as object).toSorted()).toEqual(parts.toSorted())
      expect(calendarOf(own)).toEqual(calendarOf(defaults))
      expect(parts.reduce((calendar, part) => withOwnPart(calendar, name, part, false), own)).toEqual(start)
    }),
  )
  const closed = withAt(withOwnPart(start, name, 'holidays', true), `${teamPath(name)}/holidays`, [])
  // A team with no holidays does not fall back to the default holidays.
  expect(calendarOf(closed).holidays).toEqual(new Set())
  expect(withoutTeam(closed, name)).toEqual(defaults)
})

test('a team is added once, and needs a name', () => {
  const one = added(defaults, 'Ohio')
  expect(withTeam(one, 'Ohio ')).toBe('This team is already in the list')
  expect(withTeam(one, ' ')).toBe('Team name is required')
  expect(withTeam(one, 'x'.repeat(201))).toBe('Use 200 characters or fewer')
  expect(teamsOf(added(one, 'Boise'))).toEqual(['Ohio', 'Boise'])
  expect(calendarSchema.parse(one).teams).toEqual({ Ohio: {} })
})

test('email is off when no address is entered, whatever else was chosen', () => {
  const [email] = documents.alerting.sections
  if (email?.kind !== 'fields' || email.optional === undefined) throw new Error('email is an optional part')
  const kept = (value: object | null) => withoutEmptyPart({ email: value, digestAbove: 5 }, 'email', email.fields)
  expect(kept({ includeClaimRef: true })).toEqual({ email: null, digestAbove: 5 })
  expect(kept(null)).toEqual({ email: null, digestAbove: 5 })
  const said = { from: 'a@example.org', includeClaimRef: false }
  expect(kept(said)).toEqual({ email: said, digestAbove: 5 })
  expect(alertingSchema.safeParse(kept({ includeClaimRef: true })).success).toBe(true)
})

test('showing or hiding one insight changes no other', () => {
  const hidden = ['of-a-later-version', 'no-owner']
  expect(withInsight(hidden, 'sla-falling', false)).toEqual([...hidden, 'sla-falling'])
  expect(withInsight(hidden, 'no-owner', false)).toEqual(['of-a-later-version', 'no-owner'])
  expect(withInsight(hidden, 'no-owner', true)).toEqual(['of-a-later-version'])
  expect(economicsSchema.parse({ hiddenFindings: withInsight(hidden, 'no-owner', true) }).hiddenFindings).toEqual([
    'of-a-later-version',
  ])
})

const valid = {
  calendar: calendarSchema.parse({}),
  slas: settingsSchemas.slas.parse({}),
  alerting: alertingSchema.parse({}),
  contracts: settingsSchemas.contracts.parse({}),
  economics: economicsSchema.parse({}),
}

test('the default documents have no errors', () => {
  for (const name of ['calendar', 'slas', 'alerting', 'contracts', 'economics'] as const)
    expect([...documentErrors(name, valid[name])]).toEqual([])
})

test('an error names its field and says what to type', () => {
  const calendar = {
    ...valid.calendar,
    zone: 'Mars/Olympus',
    hours: { ...valid.calendar.hours, mon: 'eight to noon', tue: '5 pm - 8 am' },
    holidays: ['2026-12-25', 'soon'],
    shifts: [{ name: '', from: '06:10', to: 'late' }],
    teams: { 'A/R': { zone: 'Nowhere', shifts: [{ name: '', from: '06:00', to: '07:00' }] } },
  }
  expect(Object.fromEntries(documentErrors('calendar', calendar))).toEqual({
    zone: 'Use an IANA time zone, such as America/New_York',
    'hours/mon': 'Use hours such as 8:00 AM – 4:30 PM',
    'hours/tue': 'The end must be after the start',
    holidays: '“soon”: Use MM/DD/YYYY',
    'shifts/0/name': 'Name is required',
    'shifts/0/from': 'Use a time on the quarter hour, such as 6:45 AM',
    'shifts/0/to': 'Use a time such as 7:45 AM',
    'teams/A~1R/zone': 'Use an IANA time zone, such as America/New_York',
    'teams/A~1R/shifts/0/name': 'Name is required',
  })
  const [first, second] = valid.slas.slas
  const slas = [
    {
      ...first,
      name: '',
      within: { amount: '', unit: 'business_days' },
      warnHours: 2.5,
      scope: { minDeniedCents: -5 },
    },
    { ...second, id: 'first-touch', kind: 'custom', within: { amount: 5000, unit: 'business_days' } },
    { ...second, id: 'appeal-limit', kind: 'custom', states: ['gone'], warnHours: 'many' },
  ]
  expect(Object.fromEntries(documentErrors('slas', { slas }))).toEqual({
    'slas/0/name': 'Name is required',
    'slas/0/within/amount': 'Within is required',
    'slas/0/warnHours': 'Warn before (hours) must be a whole number',
    'slas/0/scope/minDeniedCents': 'Denied amount from ($) must be at least 0',
    'slas/1/id': 'ID first-touch is used more than once',
    'slas/1/states': 'Choose at least one status for a custom SLA',
    'slas/1/within/amount': 'Within must be 1,000 or less',
    'slas/2/id': 'ID appeal-limit is reserved for payer deadlines',
    'slas/2/states': '“gone”: Use one or more of the statuses below',
    'slas/2/warnHours': 'Warn before (hours) must be a number',
  })
  const alerting = {
    email: { to: ['lead@example.org', 'nobody'] },
    webhooks: [
      { id: 'Hook 1', url: 'ftp://example.org', secret: 'short' },
      { id: 'hook', url: 'https://me:pass@example.org', secret: 'x'.repeat(16) },
      { id: 'hook', url: '' },
    ],
    digestAbove: 0,
    pausedUntil: 'tomorrow',
  }
  expect(Object.fromEntries(documentErrors('alerting', alerting))).toEqual({
    'email/to': '“nobody”: Use an email address such as name@example.com',
    'email/from': 'From address is required',
    'webhooks/0/id': 'Use lowercase letters, digits, - and _',
    'webhooks/0/url': 'Use a URL that starts with https://',
    'webhooks/0/secret': 'Secret must have at least 16 characters',
    'webhooks/1/url': 'Remove the user name and password from the URL',
    'webhooks/2/id': 'ID hook is used more than once',
    'webhooks/2/url': 'URL is required',
    'webhooks/2/secret': 'Secret is required',
    digestAbove: 'Combine when more than must be at least 1',
    pausedUntil: 'Use MM/DD/YYYY and a time, such as 03/31/2026 5:00 PM',
  })
  const economics = { laborCentsPerHour: 'a lot', targets: { worked_within_sla: 'most' } }
  expect(Object.fromEntries(documentErrors('economics', economics))).toEqual({
    laborCentsPerHour: 'Cost per hour ($) must be a number',
    'targets/worked_within_sla': 'Target must be a number',
  })
})

test('before the first save only text that cannot be read is an error: a new row is incomplete for a while', () => {
  const calendar = { ...valid.calendar, holidays: ['soon'], shifts: [{ name: '', from: '06:00', to: '07:00' }] }
  expect([...unreadableErrors('calendar', calendar).keys()]).toEqual(['holidays'])
})

test('an error of the endpoint is shown at its field, and a message of this app for the same field wins', () => {
  const found = new Map([['zone', 'Use an IANA time zone, such as America/New_York']])
  const refusals = [
    { pointer: '/zone', detail: 'not valid' },
    { pointer: '/hours/mon/0/to', detail: 'must be after from' },
    { pointer: '/color', detail: '1 unknown field' },
  ]
  expect(Object.fromEntries(withRefusals('calendar', valid.calendar, found, refusals))).toEqual({
    zone: 'Use an IANA time zone, such as America/New_York',
    'hours/mon': 'The end must be after the start',
    color: 'Calendar is not valid',
  })
})

test('times and dates are read in the forms people type, and shown in the US form', () => {
  expect(['7:55 am', '7:55', '07:55', '7:55 A.M.'].map((typed) => time.read(typed))).toEqual(Array(4).fill('07:55'))
  expect(['7:55 pm', '19:55'].map((typed) => time.read(typed))).toEqual(Array(2).fill('19:55'))
  expect(time.show('19:55')).toBe('7:55 PM')
  expect(time.show('later')).toBe('later')
  expect(hours.read('8 am - 12 pm, 13:00–17:00')).toEqual([
    { from: '08:00', to: '12:00' },
    { from: '13:00', to: '17:00' },
  ])
  expect(hours.show([{ from: '08:00', to: '17:00' }])).toBe('8:00 AM – 5:00 PM')
  expect(hours.read(hours.show([{ from: '16:00', to: '24:00' }]))).toEqual([{ from: '16:00', to: '24:00' }])
  expect(hours.read('')).toEqual([])
  expect(dates.read('12/25/2026\n2027-01-01\n\nsoon')).toEqual(['2026-12-25', '2027-01-01', 'soon'])
  expect(dates.show(['2026-12-25', 'soon'])).toBe('12/25/2026\nsoon')
  const pause = instant('America/New_York')
  for (const typed of ['03/31/2026 5:00 PM', '3/31/2026 17:00', '2026-03-31 5 pm', 'Mar 31, 2026, 5:00 pm'])
    expect(pause.read(typed)).toBe('2026-03-31T17:00:00-04:00')
  expect(pause.show('2026-03-31T21:00:00Z')).toBe('03/31/2026 5:00 PM')
  expect(pause.problem(pause.read('03/31/2026'), 'Paused until')).toContain('03/31/2026 5:00 PM')
  expect(pause.read(' ')).toBeNull()
})

test('a number is read with its unit, and shown as it was typed while it cannot be read', () => {
  const cents = number('null', 100)
  expect(['31.50', '$31.50', ' 31.5 '].map(cents.read)).toEqual(Array(3).fill(3150))
  expect(cents.read('$1,250')).toBe(125_000)
  expect(cents.show(3150)).toBe('31.5')
  expect([number('null', 100).read(''), number('left out').read(' '), number('empty').read('')]).toEqual([
    null,
    undefined,
    '',
  ])
  const share = number('left out', 0.01)
  expect(share.read('92.5%')).toBe(0.925)
  expect(share.show(0.06)).toBe('6')
  for (const typed of ['a lot', '%', '12x']) {
    expect(cents.show(cents.read(typed))).toBe(typed)
    expect(cents.problem(cents.read(typed), 'Cost')).toBe('Cost must be a number')
  }
})

test('a list is read without blank items, and statuses by the names that people see', () => {
  expect(list('left out').read(' A ,, B ')).toEqual(['A', 'B'])
  expect(list('left out').read(' ')).toBeUndefined()
  const states = choices('left out', { written_off: 'written off', appealed: 'appealed' })
  expect(states.read('Written off, appealed, written_off, gone')).toEqual([
    'written_off',
    'appealed',
    'written_off',
    'gone',
  ])
  expect(states.show(['written_off', 'gone'])).toBe('written off, gone')
})
