import { expect, test } from 'vitest'
import { ClientProblem } from '../../src/shared/contract/clients.ts'
import type { DenialDue } from '../../src/shared/contract/worklist.ts'
import { dueName, dueText } from '../../src/renderer/denial/due.tsx'
import { filterNames, dimensionOfFilter, filterOfDimension } from '../../src/renderer/metrics/filters.ts'
import { valueLabel } from '../../src/renderer/metrics/value-label.ts'
import { enUS } from '../../src/renderer/text/messages.ts'
import { translator } from '../../src/renderer/text/translator.ts'
import { categoryLabel, dimensionLabel, noneLabel, segmentLabel } from '../../src/renderer/ui/labels.ts'
import { asProblem, fieldErrorText } from '../../src/renderer/ui/problem-text.ts'

const DAY = 86_400_000
const now = Date.parse('2026-11-29T12:00:00-05:00')
const due = (kind: DenialDue['kind'], slaId: string | null, days: number): DenialDue => ({
  kind,
  slaId,
  at: now + days * DAY,
  status: days < 0 ? 'overdue' : 'upcoming',
})

test('tells the payer’s appeal deadline from our own appeal SLA', () => {
  expect([
    dueText(due('appeal', null, -46), now),
    dueText(due('appeal', null, 58), now),
    dueText(due('appeal', 'appeal', -46), now),
    dueText(due('appeal', 'appeal', 3), now),
  ]).toEqual([
    'Appeal deadline passed 46 days ago',
    'Appeal deadline in 58 days',
    'Appeal SLA missed 46 days ago',
    'Appeal SLA due in 3 days',
  ])
  expect(dueText(due('follow_up', null, -5), now)).toBe('Follow-up target missed 5 days ago')
  expect(dueText(due('first_touch', 'first-touch', -5), now)).toBe('First touch SLA missed 5 days ago')
  expect([
    dueName(due('appeal', null, 58)),
    dueName(due('appeal', 'appeal', 3)),
    dueName(due('follow_up', null, 1)),
  ]).toEqual(['Payer appeal deadline', 'Appeal SLA', 'Follow-up target'])
})

test('counts in the singular and the plural', () => {
  const flag = translator('denial.flag')
  expect([1, 2, 1_234].map((count) => flag('repeatChecks', { count }))).toEqual([
    '1 repeat check',
    '2 repeat checks',
    '1,234 repeat checks',
  ])
})

test('names values in the words of the field', () => {
  const people = new Map([['u-1', 'A. Brandt']])
  expect([
    categoryLabel('authorization'),
    categoryLabel('cob_wrong_payer'),
    valueLabel('user', 'u-1', people),
    valueLabel('user', null, people),
    valueLabel('payer', '', people),
    valueLabel('age_bucket', '91_up', people),
    valueLabel('kind', 'payer_call', people),
    valueLabel('kind', 'repeat_status_check', people),
    valueLabel('state', 'new,appealed', people),
    valueLabel('week', '2026-11-16', people),
    valueLabel('month', '2026-11-01', people),
  ]).toEqual([
    'authorization',
    'COB / wrong payer',
    'A. Brandt',
    'unassigned',
    'payer not identified',
    'over 90 days',
    'payer call',
    'repeat status checks',
    'new, appealed',
    'week of Nov 16, 2026',
    'November 2026',
  ])
  const segment = { shade: 'core', activity: 'claim_status', system: 'Availity', payer: 'Aetna' } as const
  expect(segmentLabel(segment)).toBe('claim status in Availity (Aetna)')
  expect(segmentLabel({ ...segment, payer: 'Availity' })).toBe('claim status in Availity')
})

test('every dimension of the registry has a label, and every filter leads back to its dimension', () => {
  expect(['user', 'category', 'claim_filing_indicator', 'rarc', 'value_band'].map(dimensionLabel)).toEqual([
    'Person',
    'Reason',
    'Plan type',
    'RARC',
    'Denied amount',
  ])
  expect(['rarc', 'service_line', 'payer', 'shift', 'no_dimension'].map(noneLabel)).toEqual([
    'no RARC',
    'no service line',
    'payer not identified',
    'outside all shifts',
    'not specified',
  ])
  expect(filterNames.map((name) => filterOfDimension(dimensionOfFilter(name).id))).toEqual(filterNames)
  for (const name of ['rarc', 'procedure', 'claimFilingIndicator', 'practice']) expect(filterNames).toContain(name)
})

test('a validator’s text never reaches a person', () => {
  const text = (detail: string, value?: string) => fieldErrorText('Name', detail, value)
  expect([
    text('expected string'),
    text('at least 1', ''),
    text('at least 3', '2'),
    text('at least 3', 'ab'),
    text('at most 200', 'x'.repeat(201)),
    text('expected number', 'x'),
    text('expected int', '1.5'),
    text('expected a or b', 'c'),
    text('Invalid ISO date', 'x'),
    text('Invalid email address', 'x'),
    text('not valid', 'x'),
    text('must be after from', '08:00'),
  ]).toEqual([
    'Name is required',
    'Name is required',
    'Name must be at least 3',
    'Name must have at least 3 characters',
    'Name must have at most 200 characters',
    'Name must be a number',
    'Name must be a whole number',
    'Name is not one of the allowed values',
    'Use MM/DD/YYYY',
    'Use an email address such as name@example.org',
    'Name is not valid',
    'The end must be after the start',
  ])
  // A text that is written for people stays as it is.
  expect(text('nobody here has this name', 'X')).toBe('nobody here has this name')
})

test('a failed request says what to do, not what the program said', () => {
  const problem = (code: string, detail: string) => asProblem(new ClientProblem({ code, status: 400, detail })).message
  expect(problem('bad_parameter', 'Not valid: by')).toBe('Some values are not valid.')
  expect(problem('not_allowed', 'This needs the role supervisor.')).toBe('You don’t have access. Ask your supervisor.')
  expect(problem('busy', 'The store is being upgraded.')).toBe('The store is being upgraded.')
  expect(asProblem(new TypeError('x is not a function')).message).toBe('The request failed. Try again.')
})

test('no text of a catalog uses a British spelling or a word that was retired', () => {
  const texts: string[] = []
  const collect = (value: unknown) => {
    if (typeof value === 'string') texts.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  collect(enUS)
  expect(texts.length).toBeGreaterThan(300)
  const retired = /authoris|enrolment|ageing|labour|recognis|learnt|colour|behaviour|re-check|stretch/i
  expect(texts.filter((text) => retired.test(text))).toEqual([])
})
