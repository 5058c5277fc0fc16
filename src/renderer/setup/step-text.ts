import type { SetupFacts } from '../../shared/contract/setup.ts'
import type { SetupLine, SetupStep } from '../../shared/setup/index.ts'
import { translator } from '../text/translator.ts'
import { exactDollars } from '../ui/format.ts'

const t = translator('setup')

/** The state of a step in a few words, such as "12 people in 2 teams". */
export function stateText({ step, state }: SetupLine, facts: SetupFacts): string {
  if (state === 'missing') return t(`step.${step}.missing`)
  switch (step) {
    case 'organization':
      return t('step.organization.done', { organization: facts.organization ?? '' })
    case 'calendar':
      return t('step.calendar.done', { zone: facts.zone })
    case 'people':
      return t(`step.people.${state}`, { people: facts.people, teams: facts.teams })
    case 'viewers':
      return t('step.viewers.done', { viewers: facts.viewers })
    case 'systems':
      return t('step.systems.done', { systems: facts.systems, version: facts.rulesVersion })
    case 'wage':
      return t('step.wage.done', { wage: exactDollars(facts.laborCentsPerHour ?? 0) })
    case 'targets':
      return t('step.targets.done', { targets: facts.targets })
    case 'denials':
      return t('step.denials.done', { denials: facts.denials })
    case 'computers':
      return t(`step.computers.${state}`, { computers: facts.computers, waysIn: facts.waysIn })
  }
}

/** What happens as long as a step is not done. */
export function withoutText({ step, state }: SetupLine): string {
  if (state === 'begun') return t(step === 'people' ? 'still.noTeam' : 'still.begun')
  return t(`step.${step}.without`)
}

/** The address of a step. */
export const addressOf = (step: SetupStep): string => `/setup?step=${step}`
