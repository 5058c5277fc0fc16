import type { Shade } from '../../shared/contract/reports.ts'
import type { Rating, SystemKind } from '../../shared/contract/ruleset.ts'
import type { DenialState } from '../../shared/contract/denials.ts'
import type { ManualTimeKind } from '../../shared/contract/manual-time.ts'
import type { Presence } from '../../shared/contract/work.ts'
import type { DueKind } from '../../shared/contract/worklist.ts'

/** `claim_status` as people say it. Admins name activities themselves, so this only takes out the underscores. */
export function activityLabel(activity: string): string {
  return activity === 'portal_other' ? 'portal, other pages' : activity.replaceAll('_', ' ')
}

/** The device's kinds, and those only the endpoint can see. */
const kinds: Readonly<Record<string, { label: string; tag: string; meaning: string }>> = {
  repeat_status_check: {
    label: 'repeat status checks',
    tag: 're-check',
    meaning: 'a status looked up again, with nothing new since the last look',
  },
  portal_switching: {
    label: 'portal switching',
    tag: 'switching',
    meaning: 'log-ins and landing pages on the way from one payer system to another',
  },
  manual_documentation: {
    label: 'manual documentation',
    tag: 'by hand',
    meaning: 'spreadsheets and notes kept beside the work on a denial',
  },
  duplicate_follow_up: {
    label: 'duplicate follow-ups',
    tag: 'twice',
    meaning: 'two people after the same denial within 72 hours, with no answer of the payer between',
  },
  low_value_effort: {
    label: 'low-value effort',
    tag: 'low value',
    meaning: 'minutes on a denial that is expected to bring back less than they cost',
  },
}
export const hiddenKindLabel = (kind: string): string => kinds[kind]?.label ?? activityLabel(kind)
/** On one row, where there is room for a word. */
export const hiddenKindTag = (kind: string): string => kinds[kind]?.tag ?? activityLabel(kind)
export const hiddenKindMeaning = (kind: string): string | undefined => kinds[kind]?.meaning

/** `cob_wrong_payer` as people say it. */
const categoryLabels: Readonly<Record<string, string>> = {
  authorization: 'authorisation',
  cob_wrong_payer: 'COB, wrong payer',
}
export function categoryLabel(category: string): string {
  return categoryLabels[category] ?? category.replaceAll('_', ' ')
}

export const dueKindLabels: Readonly<Record<DueKind, string>> = {
  appeal: 'appeal',
  first_touch: 'first touch',
  follow_up: 'follow-up',
  custom: 'SLA',
}
export const denialStateLabels: Readonly<Record<DenialState, string>> = {
  new: 'new',
  in_progress: 'in progress',
  appealed: 'appealed',
  overturned: 'overturned',
  upheld: 'upheld',
  written_off: 'written off',
  recovered: 'recovered',
  reopened: 'reopened',
  reversed: 'reversed',
}

export const manualTimeKindLabels: Readonly<Record<ManualTimeKind, string>> = {
  payer_call: 'payer call',
  meeting: 'meeting',
  paper: 'paper',
  other: 'other work',
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
