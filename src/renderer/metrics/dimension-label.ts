import { enUS } from '../text/messages.ts'
import { translator } from '../text/translator.ts'
import {
  activityLabel,
  ageBucketLabel,
  carcLabel,
  categoryLabel,
  denialStateLabel,
  hiddenKindLabel,
  manualTimeKindLabels,
  noneLabel,
  valueBandLabel,
} from '../ui/labels.ts'

const t = translator('metrics.filterName')

/** The name of a dimension's value on the screen. Null and '' have a text that depends on the dimension. */
export function dimensionLabel(dimension: string, key: string | null, people: ReadonlyMap<string, string>): string {
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
    case 'state':
      return denialStateLabel(key)
    case 'carc':
      return carcLabel(key)
    case 'value_band':
      return valueBandLabel(key)
    case 'age_bucket':
      return ageBucketLabel(key)
    default:
      return key
  }
}

/** The name of a filter parameter: `service line` of `serviceLine`. */
export function filterLabel(name: string): string {
  const names = enUS.metrics.filterName
  return Object.hasOwn(names, name) ? t(name as keyof typeof names) : activityLabel(name)
}
