import { type Bounds, policyBounds } from '../../shared/classify/index.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import { translator } from '../text/translator.ts'
import { lengthOfTime } from '../ui/length-of-time.ts'
import type { ThresholdName } from './diff.ts'

const t = translator('policy.thresholds')

export interface DurationUnit {
  readonly name: string
  readonly ms: number
}

export const SECONDS: DurationUnit = { name: t('seconds'), ms: 1000 }
export const MINUTES: DurationUnit = { name: t('minutes'), ms: MINUTE_MS }
export const DAYS: DurationUnit = { name: t('days'), ms: DAY_MS }

const units: Readonly<Record<ThresholdName, DurationUnit>> = {
  idleAfterMs: MINUTES,
  touchGapMs: MINUTES,
  visitGapMs: MINUTES,
  recheckWithinMs: DAYS,
  documentationNearMs: MINUTES,
  carryWithinMs: MINUTES,
  carryForMs: MINUTES,
  maxGapMs: SECONDS,
  clockStepMs: SECONDS,
  syncEveryMs: SECONDS,
}

/** In the order of the form. */
export const thresholdNames = Object.keys(units) as readonly ThresholdName[]

export function isThreshold(name: string): name is ThresholdName {
  return Object.hasOwn(units, name)
}

interface Threshold {
  readonly label: string
  readonly unit: DurationUnit
  readonly hint: string
}

export const thresholds = Object.fromEntries(
  thresholdNames.map((name) => [name, { label: t(`name.${name}`), unit: units[name], hint: t(`hint.${name}`) }]),
) as Readonly<Record<ThresholdName, Threshold>>

/** What may be published. */
const bounds: Readonly<Record<ThresholdName, Bounds>> = { ...policyBounds, syncEveryMs: { min: 500, max: DAY_MS } }

/** `1 second to 4 hours. Default: 3 minutes.` @param defaultMs null: there is none */
export function rangeOf(name: ThresholdName, defaultMs: number | null): string {
  const { min, max } = bounds[name]
  const ends = { least: lengthOfTime(min), most: lengthOfTime(max) }
  return defaultMs === null ? t('rangeOnly', ends) : t('range', { ...ends, value: lengthOfTime(defaultMs) })
}
