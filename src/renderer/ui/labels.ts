import type { AppealLevel, DenialState } from '../../shared/contract/denials.ts'
import type { ManualTimeKind } from '../../shared/contract/manual-time.ts'
import type { Shade } from '../../shared/contract/reports.ts'
import type { Rating, SystemKind } from '../../shared/contract/ruleset.ts'
import type { Presence } from '../../shared/contract/work.ts'
import { dimensions } from '../../shared/metrics/dimensions.ts'
import { enUS } from '../text/messages.ts'
import { translator } from '../text/translator.ts'

const t = translator('labels')
const catalog = enUS.labels

function has<Key extends string>(group: Readonly<Record<Key, string>>, key: string): key is Key {
  return Object.hasOwn(group, key)
}

function namesOf<Key extends string>(
  group: Readonly<Record<Key, string>>,
  name: (key: Key) => string,
): Readonly<Record<Key, string>> {
  return Object.fromEntries((Object.keys(group) as Key[]).map((key) => [key, name(key)])) as Record<Key, string>
}

/** `claim_status` as `claim status`. Admins name activities, so most have no text of their own. */
export function activityLabel(activity: string): string {
  return has(catalog.activity, activity) ? t(`activity.${activity}`) : activity.replaceAll('_', ' ')
}

export function hiddenKindLabel(kind: string): string {
  return has(catalog.hiddenKind, kind) ? t(`hiddenKind.${kind}`) : activityLabel(kind)
}
/** For one row, where there is room for a word. */
export function hiddenKindTag(kind: string): string {
  return has(catalog.hiddenKindTag, kind) ? t(`hiddenKindTag.${kind}`) : activityLabel(kind)
}
export function hiddenKindMeaning(kind: string): string | undefined {
  return has(catalog.hiddenKindMeaning, kind) ? t(`hiddenKindMeaning.${kind}`) : undefined
}

/** `cob_wrong_payer` as `COB / wrong payer`. */
export function categoryLabel(category: string): string {
  return has(catalog.category, category) ? t(`category.${category}`) : category.replaceAll('_', ' ')
}

export function valueBandLabel(band: string): string {
  return has(catalog.valueBand, band) ? t(`valueBand.${band}`) : band
}
export function ageBucketLabel(bucket: string): string {
  return has(catalog.ageBucket, bucket) ? t(`ageBucket.${bucket}`) : bucket
}
export function denialStateLabel(state: string): string {
  return has(catalog.denialState, state) ? t(`denialState.${state}`) : state
}
/** `Service line` of `service_line`: the registry's label, unless the screens have a word of their own. */
export function dimensionLabel(dimension: string): string {
  if (has(catalog.dimension, dimension)) return t(`dimension.${dimension}`)
  return dimensions.find(({ id }) => id === dimension)?.label ?? activityLabel(dimension)
}
/** A label within a sentence: `service line`, but `CARC`. */
export function inSentence(label: string): string {
  return /^\p{Lu}{2}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
}
/** What a dimension is called where it has no value. */
export function noneLabel(dimension: string): string {
  switch (dimension) {
    case 'user':
    case 'payer':
    case 'shift':
    case 'category':
      return t(`none.${dimension}`)
    default:
      return dimensions.some(({ id }) => id === dimension)
        ? t('none.dimension', { dimension: inSentence(dimensionLabel(dimension)) })
        : t('none.other')
  }
}
export const carcLabel = (code: string): string => t('carc', { code })

export const denialStateLabels: Readonly<Record<DenialState, string>> = namesOf(catalog.denialState, (key) =>
  t(`denialState.${key}`),
)
export const appealLevelLabels: Readonly<Record<AppealLevel, string>> = {
  '1': t('appealLevel.first'),
  '2': t('appealLevel.second'),
  external: t('appealLevel.external'),
}
export const manualTimeKindLabels: Readonly<Record<ManualTimeKind, string>> = namesOf(catalog.manualTimeKind, (key) =>
  t(`manualTimeKind.${key}`),
)

/** From the bottom of a ribbon's stack to its top. */
export const shades: readonly Shade[] = ['away', 'paused', 'idle', 'non_work', 'private', 'support', 'core', 'hidden']
export const shadeLabels: Readonly<Record<Shade, string>> = namesOf(catalog.shade, (key) => t(`shade.${key}`))
export const shadeMeanings: Readonly<Record<Shade, string>> = namesOf(catalog.shadeMeaning, (key) =>
  t(`shadeMeaning.${key}`),
)

export const ratingLabels: Readonly<Record<Rating, string>> = namesOf(catalog.rating, (key) => t(`rating.${key}`))
export const systemKindLabels: Readonly<Record<SystemKind, string>> = namesOf(catalog.systemKind, (key) =>
  t(`systemKind.${key}`),
)
export const presenceLabels: Readonly<Record<Presence, string>> = namesOf(catalog.presence, (key) =>
  t(`presence.${key}`),
)

/** A segment of a day as the subject of a sentence: `claim status in Availity (Aetna)`. */
export function segmentLabel(segment: {
  readonly shade: Shade
  readonly activity: string | null
  readonly system: string | null
  readonly payer: string | null
  readonly call?: true | undefined
}): string {
  const label = windowLabel(segment)
  return segment.call ? t('segment.onCall', { segment: label }) : label
}

function windowLabel(segment: Omit<Parameters<typeof segmentLabel>[0], 'call'>): string {
  if (segment.shade === 'away') return t('segment.away')
  if (segment.shade === 'paused') return t('segment.paused')
  if (segment.shade === 'private' || segment.activity === null) return t('segment.private')
  const activity = activityLabel(segment.activity)
  const { system } = segment
  const payer = segment.payer === system ? null : segment.payer
  if (system && payer) return t('segment.activityInSystemForPayer', { activity, system, payer })
  if (system) return t('segment.activityInSystem', { activity, system })
  return payer ? t('segment.activityForPayer', { activity, payer }) : activity
}
