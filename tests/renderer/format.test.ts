import { expect, test } from 'vitest'
import { chooseLocale } from '../../src/renderer/text/locale.ts'
import {
  ago,
  clock,
  clockSeconds,
  dateText,
  day,
  dayAndClock,
  dollars,
  duration,
  hours,
  longDay,
  percent,
  roughly,
  monthDay,
  shortDay,
  timeText,
} from '../../src/renderer/ui/format.ts'
import { parseDate, parseTime, parseTimeRange, typedDate } from '../../src/renderer/ui/typed-time.ts'

const NEW_YORK = 'America/New_York'
const at = Date.parse('2026-11-29T14:05:41-05:00')

test('writes dates and times in US form', () => {
  expect(day(at, NEW_YORK)).toBe('Nov 29, 2026')
  expect(longDay(at, NEW_YORK)).toBe('Sunday, November 29')
  expect(shortDay(at, NEW_YORK)).toBe('Sun, Nov 29')
  expect(monthDay(at, NEW_YORK)).toBe('Nov 29')
  expect(clock(at, NEW_YORK)).toBe('2:05 PM')
  expect(clockSeconds(at, NEW_YORK)).toBe('2:05:41 PM')
  expect(dayAndClock(at, NEW_YORK)).toBe('Nov 29, 2026, 2:05 PM')
  expect([dateText('2026-12-25'), timeText('00:15'), timeText('19:55')]).toEqual([
    'Dec 25, 2026',
    '12:15 AM',
    '7:55 PM',
  ])
})

test('writes numbers with their units in US form', () => {
  expect([47_000, 6 * 60_000, 125 * 60_000, 38 * 3_600_000 + 240_000].map(duration)).toEqual([
    '47s',
    '6m',
    '2h 05m',
    '38h 04m',
  ])
  expect(hours(61.4 * 3_600_000)).toBe('61.4h')
  expect([percent(0.263), percent(0), percent(null)]).toEqual(['26.3%', '0.0%', '–'])
  expect([dollars(41_260_00), dollars(-4_18), dollars(null)]).toEqual(['$41,260', '-$4.18', '–'])
})

test('says how far away something is, in the singular and the plural', () => {
  const days = (count: number) => count * 86_400_000
  expect([roughly(240_000), roughly(3 * 3_600_000), roughly(-days(46))]).toEqual(['4 min', '3 hr', '46 days'])
  expect([ago(at, at), ago(at - 3_000, at), ago(at - 180_000, at), ago(at - days(2), at)]).toEqual([
    'just now',
    '3 sec ago',
    '3 min ago',
    '2 days ago',
  ])
})

test('uses the reader’s English, and US English for a language that has no texts', () => {
  expect([chooseLocale(['de-DE', 'en-CA']), chooseLocale(['de-DE']), chooseLocale([])]).toEqual([
    'en-CA',
    'en-US',
    'en-US',
  ])
})

const valueOf = (typed: ReturnType<typeof parseDate>) => (typed.ok ? typed.value : `! ${typed.message}`)

test('understands dates as people in the US type them', () => {
  for (const text of ['12/25/2026', '2026-12-25', 'Dec 25, 2026', 'december 25 2026', ' 12-25-2026 ', 'Dec. 25,2026'])
    expect(valueOf(parseDate(text)), text).toBe('2026-12-25')
  expect(valueOf(parseDate('1/5/2026'))).toBe('2026-01-05')
  expect(valueOf(parseDate('Sept 9, 2026'))).toBe('2026-09-09')
  expect([typedDate('2026-01-05'), typedDate('not a date')]).toEqual(['01/05/2026', 'not a date'])
})

test('says in plain words why a date is not understood', () => {
  for (const text of ['', '25.12.2026', 'Dec 25', '12/25/26', 'tomorrow', 'Decembrist 25, 2026', '2026-12-25T00:00'])
    expect(valueOf(parseDate(text)), text).toBe('! Use MM/DD/YYYY')
  expect(valueOf(parseDate('02/30/2026'))).toBe('! 02/30/2026 is not a calendar date')
  expect(valueOf(parseDate('25/12/2026'))).toBe('! Use MM/DD/YYYY')
  expect(valueOf(parseDate('01/01/0026'))).toBe('! Use a year from 1900 to 2199')
})

test('understands times on both clocks', () => {
  for (const text of ['7:55 am', '7:55', '07:55', '7:55AM', '7:55 a.m.'])
    expect(valueOf(parseTime(text)), text).toBe('07:55')
  for (const text of ['19:55', '7:55 pm', '7:55p']) expect(valueOf(parseTime(text)), text).toBe('19:55')
  expect(['12 am', '12 pm', '7 pm', '0:30'].map((text) => valueOf(parseTime(text)))).toEqual([
    '00:00',
    '12:00',
    '19:00',
    '00:30',
  ])
})

test('says how a time is written', () => {
  for (const text of ['', '7', '25:00', '7:60', '13:00 pm', '0:30 am', '7.55', 'noon', '7:5'])
    expect(valueOf(parseTime(text)), text).toBe('! Use a time such as 7:45 AM')
})

test('understands hours from one time to another', () => {
  for (const text of ['8 am – 4:30 pm', '08:00-16:30', '8:00 to 16:30', '8:00 AM—4:30 PM'])
    expect(parseTimeRange(text), text).toEqual({ ok: true, value: { from: '08:00', to: '16:30' } })
  for (const text of ['6 pm – 12 am', '18:00-24:00'])
    expect(parseTimeRange(text), text).toEqual({ ok: true, value: { from: '18:00', to: '24:00' } })
  expect(parseTimeRange('4 pm – 8 am')).toEqual({ ok: false, message: 'The end must be after the start' })
  for (const text of ['8 am', '8 – 4', '8:00 – 12:00 – 16:00', ''])
    expect(parseTimeRange(text), text).toEqual({ ok: false, message: 'Use hours such as 8:00 AM – 4:30 PM' })
})
