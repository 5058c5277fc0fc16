import type { SetupFacts } from '../contract/setup.ts'

/** The steps in the order in which an office takes them. */
export const setupSteps = [
  'organization',
  'calendar',
  'people',
  'viewers',
  'systems',
  'wage',
  'targets',
  'denials',
  'computers',
] as const
export type SetupStep = (typeof setupSteps)[number]

/** `begun`: something is there, and something else has to happen before the step does its work. */
export type StepState = 'done' | 'begun' | 'missing'

export interface SetupLine {
  readonly step: SetupStep
  readonly state: StepState
}

/** The most important first: without people nothing can be recorded, without a target the industry's benchmark is used. */
const byImportance: readonly SetupStep[] = [
  ...(['people', 'computers', 'denials', 'systems', 'calendar', 'viewers'] as const),
  ...(['wage', 'organization', 'targets'] as const),
]

/** The state of every step, from what the tenant has. Nothing else is kept: what is undone elsewhere is missing here again. */
export const checklistOf = (facts: SetupFacts): readonly SetupLine[] =>
  setupSteps.map((step) => ({ step, state: stateOf(step, facts) }))

/** What is still to be done, the most important first. */
export function stillMissing(lines: readonly SetupLine[]): readonly SetupLine[] {
  return byImportance.flatMap((step) => lines.filter((line) => line.step === step && line.state !== 'done'))
}

/** Whether nobody has set anything up: the first admin is then led to the checklist. */
export const isUntouched = (facts: SetupFacts): boolean => checklistOf(facts).every(({ state }) => state === 'missing')

function stateOf(step: SetupStep, facts: SetupFacts): StepState {
  switch (step) {
    case 'organization':
      return doneIf(facts.organization !== null)
    case 'calendar':
      return doneIf(facts.calendarSaved)
    case 'people':
      return facts.people === 0 ? 'missing' : facts.teams === 0 ? 'begun' : 'done'
    case 'viewers':
      return doneIf(facts.viewers > 0)
    case 'systems':
      return doneIf(facts.rulesVersion > 1)
    case 'wage':
      return doneIf(facts.laborCentsPerHour !== null)
    case 'targets':
      return doneIf(facts.targets > 0)
    case 'denials':
      return doneIf(facts.denials > 0)
    case 'computers':
      return facts.computers > 0 ? 'done' : facts.waysIn > 0 ? 'begun' : 'missing'
  }
}

const doneIf = (is: boolean): StepState => (is ? 'done' : 'missing')
