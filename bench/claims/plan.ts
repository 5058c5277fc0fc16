import { generator } from '../support/random.ts'

/**
 * Where a denial is worked on. `fieldPage` shows the claim number inside the page alone, `titledPage` and `remoteAccount` in the title;
 * `remoteChart` (a remote window) and `notes` name no claim at all.
 */
export type Place = 'fieldPage' | 'titledPage' | 'remoteAccount' | 'remoteChart' | 'notes'

/** Somebody works on a claim in a place. */
export interface Step {
  readonly place: Place
  readonly claim: string
  readonly dwellMs: number
  /** After the dwell, so long on the phone with hands off the keyboard; 0: no call. */
  readonly callMs: number
}

export interface ClaimsDay {
  readonly steps: readonly Step[]
  /** Of the work, in time: how much is in pages that name no claim in title or address. */
  readonly unnamedShare: number
  /** Of these pages: how many are about another claim than what was on the screen before. */
  readonly changesShare: number
}

/** Idle begins after this: a call has to outlast it. */
export const IDLE_AFTER_MS = 3000
const CALL_MS = 6000
const CALLS = 2
const EPISODES = 12

const inTitle: readonly Place[] = ['titledPage', 'remoteAccount']
export const isNamed = (place: Place): boolean => inTitle.includes(place)

/**
 * A dozen denials, one after the other. Each begins where its claim can be seen, three times of four in a page that names it neither in title nor
 * address, and goes on in places that name it or do not. Two calls.
 */
export function planClaimsDay(seed: number): ClaimsDay {
  const random = generator(seed)
  // The first numbers of neighboring seeds are alike.
  for (let turn = 0; turn < 8; turn += 1) random()
  const pick = <Of>(from: readonly Of[]): Of => from[Math.floor(random() * from.length)] as Of
  const claims = Array.from({ length: EPISODES }, () => `PCN-${10_000 + Math.floor(random() * 89_999)}`)
  const onCall = new Set<number>()
  while (onCall.size < CALLS) onCall.add(Math.floor(random() * EPISODES))
  const steps: Step[] = []
  for (const [episode, claim] of claims.entries()) {
    const first: Place = random() < 0.75 ? 'fieldPage' : pick(inTitle)
    const places = [
      first,
      ...(random() < 0.6 ? [pick<Place>(['remoteChart', 'notes', 'fieldPage', 'remoteAccount'])] : []),
    ]
    for (const [index, place] of places.entries()) {
      if (place === places[index - 1]) continue
      const callMs = onCall.has(episode) && index === 0 ? CALL_MS : 0
      steps.push({ place, claim, dwellMs: 900 + Math.floor(random() * 1200), callMs })
    }
  }
  const lengthOf = ({ dwellMs, callMs }: Step) => dwellMs + callMs
  const sum = (some: readonly Step[]) => some.reduce((ms, step) => ms + lengthOf(step), 0)
  const unnamed = steps.filter(({ place }) => !isNamed(place))
  const changes = unnamed.filter((step) => steps[steps.indexOf(step) - 1]?.claim !== step.claim)
  return { steps, unnamedShare: sum(unnamed) / sum(steps), changesShare: changes.length / unnamed.length }
}
