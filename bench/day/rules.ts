import type { DayPlan } from './plan.ts'

/** Titles of windows, and what each is for. */
export const activities = [
  ['Account - Claim #PCN-20418 - EHR', 'account_review'],
  ['Denial worklist - EHR', 'denial_worklist'],
  ['Claim Status - Claim #PCN-20418 - Payer A portal', 'claim_status'],
  ['Eligibility - Claim #PCN-30777 - Payer B portal', 'eligibility'],
  ['Follow-up log.xlsx - Excel', 'documentation'],
  ['Inbox - Mail', 'communication'],
] as const

/** Rules that know these windows by their titles. */
export const rulesOf = ({ idleAfterMs }: Pick<DayPlan, 'idleAfterMs'>) => ({
  version: 1,
  policy: { idleAfterMs },
  rules: activities.map(([title, activity]) => ({
    id: activity.replaceAll('_', '-'),
    when: { title: `^${title.replaceAll(/[.#]/g, '.')}$` },
    then: { activity, rating: 'core', system: title.split(' - ').at(-1) },
    claimRef: 'Claim #(?<ref>PCN-[0-9]{4,12})',
  })),
})
