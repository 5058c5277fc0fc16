import type { ManualTimeUse, SettingsAnswer, SettingsName } from '../../../../src/shared/contract/settings.ts'
import { ask } from '../../support/device.ts'
import { dayBefore } from './days.ts'
import type { WorldEndpoint } from './people.ts'

/** A team with a zone, hours, a holiday and shifts of its own, SLAs of several kinds and scopes, a start date, costs and a target. */
export async function changeSettings(endpoint: WorldEndpoint, now: number, manualTime: ManualTimeUse): Promise<void> {
  const office = [
    { from: '07:00', to: '12:00' },
    { from: '12:30', to: '15:30' },
  ]
  // Open over the clock change, which is on a Sunday.
  const sunday = [{ from: '00:00', to: '06:00' }]
  await change(endpoint, 'calendar', {
    shifts: [
      { name: 'Day', from: '07:00', to: '15:00' },
      { name: 'Late', from: '15:00', to: '22:30' },
    ],
    teams: {
      'Texas denials': {
        zone: 'America/Chicago',
        hours: { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: sunday },
        holidays: [dayBefore(now, 3)],
        shifts: [
          { name: 'Early', from: '06:00', to: '11:00' },
          { name: 'Night', from: '22:00', to: '06:00' },
        ],
      },
    },
  })
  const within = (amount: number, unit: 'business_hours' | 'business_days' | 'calendar_days') => ({ amount, unit })
  await change(endpoint, 'slas', {
    startsOn: dayBefore(now, 45),
    slas: [
      sla('first', 'first_touch', within(2, 'business_days')),
      sla('texas', 'first_touch', within(6, 'business_hours'), {
        teams: ['Texas denials'],
        minDeniedCents: 200_00,
      }),
      sla('authorization', 'first_touch', within(1, 'calendar_days'), { categories: ['authorization'] }),
      { ...sla('turned-off', 'first_touch', within(1, 'business_hours')), enabled: false },
      sla('again', 'follow_up', within(7, 'calendar_days')),
      sla('appeal', 'appeal', within(20, 'calendar_days')),
      {
        ...sla('decided', 'custom', within(30, 'calendar_days'), { minDeniedCents: 2_000_00 }),
        states: ['appealed', 'overturned', 'recovered', 'written_off'],
      },
    ],
  })
  await change(endpoint, 'economics', {
    laborCentsPerHour: 36_50,
    overheadFactor: 2.4,
    manualTime,
    targets: { hidden_work_tax: 0.1, open_denials: 40 },
  })
}

const sla = (id: string, kind: string, within: object, scope: object = {}) => ({
  ...{ id, name: id, kind, within, scope },
  warnHours: 8,
})

async function change(endpoint: WorldEndpoint, name: SettingsName, fields: object): Promise<void> {
  const path = `/v1/settings/${name}`
  const { body } = await ask<SettingsAnswer>(endpoint, path)
  const { status } = await ask(endpoint, path, { method: 'PUT', json: { ...body.body, ...fields } })
  if (status !== 200) throw new Error(`the settings ${name} are refused: ${status}`)
}
