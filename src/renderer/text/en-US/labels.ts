import { ageBucketNames, categoryNames, denialStateNames, valueBandNames } from '../../../shared/format/value-names.ts'

/** Names of the values that the rules, the metrics and the API use. */
export const labels = {
  activity: {
    portal_other: 'portal, other pages',
  },
  hiddenKind: {
    repeat_status_check: 'repeat status checks',
    portal_switching: 'portal switching',
    manual_documentation: 'manual documentation',
    duplicate_follow_up: 'duplicate follow-ups',
    low_value_effort: 'low-value effort',
  },
  hiddenKindTag: {
    repeat_status_check: 'repeat check',
    portal_switching: 'switching',
    manual_documentation: 'manual notes',
    duplicate_follow_up: 'duplicate',
    low_value_effort: 'low value',
  },
  hiddenKindMeaning: {
    repeat_status_check: 'A claim status was looked up again with no change since the last check',
    portal_switching: 'Sign-ins and landing pages between one payer system and another',
    manual_documentation: 'Spreadsheets and notes kept outside the billing system',
    duplicate_follow_up: 'Two people worked the same denial within 72 hours with no payer response in between',
    low_value_effort: 'Time on a denial whose expected recovery is less than the cost of the work',
  },
  category: categoryNames,
  denialState: denialStateNames,
  appealLevel: { first: 'level 1', second: 'level 2', external: 'external review' },
  manualTimeKind: {
    payer_call: 'payer call',
    meeting: 'meeting',
    paper: 'paper',
    other: 'other work',
  },
  shade: {
    core: 'core denial work',
    support: 'related work',
    hidden: 'hidden work',
    non_work: 'personal',
    private: 'private',
    idle: 'idle',
    away: 'away',
  },
  shadeMeaning: {
    core: 'Work that advances a denial',
    support: 'Accounts, reference material, messages, and windows that no rule covers yet',
    hidden: 'Time on denials that did not advance a claim',
    non_work: 'Windows that a rule marks as personal',
    private: 'Only the duration is recorded',
    idle: 'No keyboard or mouse input (calls, paper, breaks). Never held against you',
    away: 'The screen was locked or the computer was asleep',
  },
  rating: {
    core: 'core denial work',
    support: 'related work',
    hidden: 'hidden work',
    non_work: 'personal',
    private: 'private',
  },
  systemKind: {
    payer_portal: 'payer portal',
    ehr: 'EHR or billing system',
    office: 'office program',
    phone: 'phone',
    other: 'other',
  },
  presence: {
    active: 'active',
    idle: 'idle',
    away: 'away',
    offline: 'offline',
  },
  segment: {
    away: 'away from the computer',
    private: 'private',
    activityInSystem: '{activity} in {system}',
    activityInSystemForPayer: '{activity} in {system} ({payer})',
    activityForPayer: '{activity} ({payer})',
  },
  valueBand: valueBandNames,
  ageBucket: ageBucketNames,
  /** Dimensions that the screens call by a word of their own. */
  dimension: {
    user: 'Person',
    category: 'Reason',
  },
  none: {
    user: 'unassigned',
    payer: 'payer not identified',
    shift: 'outside all shifts',
    category: 'other',
    dimension: 'no {dimension}',
    other: 'not specified',
  },
  carc: 'CARC {code}',
} as const
