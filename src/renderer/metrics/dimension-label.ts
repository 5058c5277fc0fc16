import { ageBuckets, valueBands } from '../../shared/denials/value-bands.ts'
import { activityLabel, categoryLabel, denialStateLabels, hiddenKindLabel } from '../ui/labels.ts'

const none: Readonly<Record<string, string>> = {
  user: 'nobody',
  team: 'no team',
  payer: 'no payer named',
  shift: 'outside every shift',
  queue: 'no queue',
  category: 'other',
  carc: 'no CARC',
  service_line: 'no service line named',
  provider: 'no provider named',
  location: 'no location named',
}

/** A dimension's value as people say it. Null is "none", in the dimension's own words. */
export function dimensionLabel(dimension: string, key: string | null, people: ReadonlyMap<string, string>): string {
  if (key === null || key === '') return none[dimension] ?? 'not known'
  switch (dimension) {
    case 'user':
      return people.get(key) ?? key
    case 'category':
      return categoryLabel(key)
    case 'activity':
      return activityLabel(key)
    case 'kind':
      return hiddenKindLabel(key)
    case 'state':
      return denialStateLabels[key as keyof typeof denialStateLabels] ?? key
    case 'carc':
      return `CARC ${key}`
    case 'value_band':
      return valueBands.find(({ id }) => id === key)?.label ?? key
    case 'age_bucket':
      return ageBuckets.find(({ id }) => id === key)?.label ?? key
    default:
      return key
  }
}
