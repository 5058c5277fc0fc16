import type { ClaimCounts } from '../../../shared/contract/denials.ts'
import {
  settingsSchemas,
  type ContractRule,
  type Settings,
  type SettingsName,
} from '../../../shared/contract/settings.ts'
import type { CalendarDay } from '../../../shared/denials/index.ts'
import type { Random } from '../random.ts'
import { federalHolidays } from './calendar.ts'
import { reasons } from './reasons.ts'
import type { RemittanceDay } from './remittance-files.ts'

const LABOR_CENTS_PER_HOUR = 3_200
/** With benefits, rooms and software. */
const OVERHEAD_FACTOR = 1.9
const defaultContracts = settingsSchemas.contracts.parse({}).rules

const queues: Readonly<Record<string, string>> = {
  authorization: 'Authorization',
  eligibility: 'Eligibility and COB',
  cob_wrong_payer: 'Eligibility and COB',
  coding_bundling: 'Coding',
  medical_necessity: 'Clinical appeals',
}

/** Deadlines that the practice has agreed with its payers; every number is made up. */
const contracts: readonly ContractRule[] = [
  { id: 'sample-unitedhealthcare', payer: 'UnitedHealthcare', appealDays: 65, receiptDays: 0, source: 'sample' },
  { id: 'sample-humana', payer: 'Humana', appealDays: 60, receiptDays: 5, source: 'sample' },
  { id: 'sample-medicaid', payer: 'Medicaid', appealDays: 90, receiptDays: 0, source: 'sample' },
]

/** The settings of the sample practice. @param now epoch ms @param startsOn the first recorded day */
export function sampleSettings(
  now: number,
  startsOn: CalendarDay,
): { readonly [Name in SettingsName]?: Partial<Settings<Name>> } {
  const year = new Date(now).getFullYear()
  const categories = [...new Set(reasons.map(({ category }) => category))]
  const names = [...new Set(Object.values(queues))]
  return {
    calendar: {
      // The zone in which the sample's days were generated.
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      holidays: [year - 1, year, year + 1].flatMap(federalHolidays),
      shifts: [
        { name: 'Day', from: '07:00', to: '15:00' },
        { name: 'Late', from: '15:00', to: '23:00' },
      ],
    },
    economics: { laborCentsPerHour: LABOR_CENTS_PER_HOUR, overheadFactor: OVERHEAD_FACTOR },
    contracts: { rules: [...contracts, ...defaultContracts] },
    slas: { startsOn },
    routing: {
      rules: [...names, 'General'].map((name, index) => ({
        id: `sample-${index + 1}`,
        name: `Sample: ${name}`,
        when: { categories: categories.filter((category) => (queues[category] ?? 'General') === name) },
        owner: null,
        queue: name,
      })),
    },
  }
}

/** The counts of the sample billing system: slightly more than was answered, most of it clean. */
export function sampleClaimCounts(remittanceDays: readonly RemittanceDay[], random: Random): ClaimCounts['rows'] {
  return remittanceDays.map(({ day, payer, claims }) => {
    const submitted = claims + Math.round((claims * random.between(0, 6)) / 100)
    const accepted = submitted - Math.round((submitted * random.between(0, 3)) / 100)
    return { day, payer, submitted, accepted, clean: accepted - Math.round((accepted * random.between(2, 9)) / 100) }
  })
}
