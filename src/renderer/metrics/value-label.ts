import { attributions } from '../../shared/contract/work.ts'
import { monthName, dateText } from '../ui/format.ts'
import {
  activityLabel,
  ageBucketLabel,
  carcLabel,
  categoryLabel,
  denialStateLabel,
  hiddenKindLabel,
  manualTimeKindLabels,
  noneLabel,
  ratingLabels,
  valueBandLabel,
} from '../ui/labels.ts'
import { translator } from '../text/translator.ts'

const t = translator('metrics')

const attributionLabels = {
  seen: t('attribution.seen'),
  stated: t('attribution.stated'),
  inferred: t('attribution.inferred'),
} as const

/** The name of a dimension's value on the screen. Null and '' have a text that depends on the dimension. */
export function valueLabel(dimension: string, key: string | null, people: ReadonlyMap<string, string>): string {
  if (key === null || key === '') return noneLabel(dimension)
  switch (dimension) {
    case 'user':
      return people.get(key) ?? key
    case 'category':
      return categoryLabel(key)
    case 'activity':
      return activityLabel(key)
    case 'kind':
      return Object.hasOwn(manualTimeKindLabels, key)
        ? manualTimeKindLabels[key as keyof typeof manualTimeKindLabels]
        : hiddenKindLabel(key)
    case 'attribution':
      return attributionLabel(key)
    case 'rating':
      return Object.hasOwn(ratingLabels, key) ? ratingLabels[key as keyof typeof ratingLabels] : key
    case 'carc':
      return carcLabel(key)
    // Filters by a closed list take several values with commas between.
    case 'state':
      return labelsOf(key, denialStateLabel)
    case 'value_band':
      return labelsOf(key, valueBandLabel)
    case 'age_bucket':
      return labelsOf(key, ageBucketLabel)
    case 'day':
      return dateText(key)
    case 'week':
      return t('weekOf', { day: dateText(key) })
    case 'month':
      return monthName(key)
    default:
      return key
  }
}

/** One way, as a dimension's value; several, as a filter lets them through. */
function attributionLabel(key: string): string {
  const found = attributions.find((way) => way === key)
  return found === undefined
    ? t('attribution.several', { ways: key.split(',').join(t('attribution.or')) })
    : attributionLabels[found]
}

function labelsOf(keys: string, label: (key: string) => string): string {
  return keys.split(',').map(label).join(', ')
}
