import type { Shade } from '../../shared/contract/reports.ts'
import type { Rating, SystemKind } from '../../shared/contract/ruleset.ts'
import type { HiddenKind, Presence } from '../../shared/contract/work.ts'

/** `claim_status` as people say it. Admins name activities themselves, so this only takes out the underscores. */
export function activityLabel(activity: string): string {
  return activity === 'portal_other' ? 'portal, other pages' : activity.replaceAll('_', ' ')
}

export const hiddenKindLabels: Readonly<Record<HiddenKind, string>> = {
  repeat_status_check: 'repeat status checks',
  portal_switching: 'portal switching',
  manual_documentation: 'manual documentation',
  duplicate_follow_up: 'duplicate follow-ups',
  low_value_effort: 'low-value effort',
}
/** On one row, where there is room for a word. */
export const hiddenKindTags: Readonly<Record<HiddenKind, string>> = {
  repeat_status_check: 're-check',
  portal_switching: 'switching',
  manual_documentation: 'by hand',
  duplicate_follow_up: 'twice',
  low_value_effort: 'low value',
}
export const hiddenKindMeanings: Readonly<Record<HiddenKind, string>> = {
  repeat_status_check: 'a status looked up again, with nothing new since the last look',
  portal_switching: 'log-ins and landing pages on the way from one payer system to another',
  manual_documentation: 'spreadsheets and notes kept beside the work on a denial',
  duplicate_follow_up: 'two people after the payer on one denial within 72 hours, with no answer between',
  low_value_effort: 'minutes on a denial beyond what it can be expected to bring back',
}

/** From the bottom of a ribbon's stack to its top. */
export const shades: readonly Shade[] = ['away', 'idle', 'non_work', 'private', 'support', 'core', 'hidden']
export const shadeLabels: Readonly<Record<Shade, string>> = {
  core: 'core',
  support: 'support',
  hidden: 'hidden work',
  non_work: 'non-work',
  private: 'private',
  idle: 'idle',
  away: 'away',
}
export const shadeMeanings: Readonly<Record<Shade, string>> = {
  core: 'work that moves a denial forward',
  support: 'work around it: accounts, reference, messages, and windows no rule knows yet',
  hidden: 'time that moved no denial forward',
  non_work: 'windows a rule calls non-work',
  private: 'only the length is kept, nothing else',
  idle: 'no keyboard or mouse for a while: a call, paper, a thought. Not counted against anyone',
  away: 'the screen was locked or asleep',
}

export const ratingLabels: Readonly<Record<Rating, string>> = {
  core: 'core',
  support: 'support',
  hidden: 'hidden work',
  non_work: 'non-work',
  private: 'private',
}
export const systemKindLabels: Readonly<Record<SystemKind, string>> = {
  payer_portal: 'payer portal',
  ehr: 'EHR or billing system',
  office: 'office program',
  phone: 'phone',
  other: 'other',
}
export const presenceLabels: Readonly<Record<Presence, string>> = {
  active: 'active',
  idle: 'idle',
  away: 'away',
  offline: 'offline',
}

/** A stretch as a sentence's subject: `claim status in Availity (Aetna)`. */
export function whatItWas(stretch: {
  readonly shade: Shade
  readonly activity: string | null
  readonly system: string | null
  readonly payer: string | null
}): string {
  if (stretch.shade === 'away') return 'away from the computer'
  if (stretch.shade === 'private' || stretch.activity === null) return 'private'
  const payer = stretch.payer && stretch.payer !== stretch.system ? ` (${stretch.payer})` : ''
  return `${activityLabel(stretch.activity)}${stretch.system ? ` in ${stretch.system}` : ''}${payer}`
}
