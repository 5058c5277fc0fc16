import type { HiddenWorkRow, SpanRow, TouchRow } from '../../src/shared/contract/reports.ts'
import { FIFTEEN_MINUTES_MS } from '../../src/shared/contract/ingest.ts'
import type { Rating, SystemKind } from '../../src/shared/contract/ruleset.ts'
import type { HiddenKind, Presence } from '../../src/shared/contract/work.ts'

// Two weeks of made-up work of eight made-up people, the same on every run.

export const ZONE = 'America/New_York'
/** Friday, November 20, 2026, 3:42:06 PM in New York: the present of the tests. */
export const NOW = Date.parse('2026-11-20T15:42:06-05:00')

export interface SampleWork {
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly team: string
    readonly sample: boolean
  }[]
  readonly spans: readonly SpanRow[]
  readonly touches: readonly TouchRow[]
  readonly hidden: readonly HiddenWorkRow[]
}

interface Scene {
  readonly weight: number
  readonly activity: string
  readonly rating: Rating
  readonly system: string | null
  readonly systemKind: SystemKind | null
  readonly payer: string | null
  readonly app: string
  readonly minutes: readonly [number, number]
  readonly onDenial: boolean
  readonly hidden?: HiddenKind
}

const portal = { systemKind: 'payer_portal', app: 'msedge' } as const
const scenes: readonly Scene[] = [
  {
    weight: 16,
    activity: 'claim_status',
    rating: 'core',
    system: 'Availity',
    payer: 'Aetna',
    minutes: [1, 5],
    onDenial: true,
    ...portal,
  },
  {
    weight: 10,
    activity: 'claim_status',
    rating: 'core',
    system: 'UnitedHealthcare',
    payer: 'UnitedHealthcare',
    minutes: [1, 6],
    onDenial: true,
    ...portal,
  },
  {
    weight: 9,
    activity: 'claim_status',
    rating: 'core',
    system: 'Availity',
    payer: 'Aetna',
    minutes: [1, 4],
    onDenial: true,
    hidden: 'repeat_status_check',
    ...portal,
  },
  {
    weight: 5,
    activity: 'claim_status',
    rating: 'core',
    system: 'Cigna',
    payer: 'Cigna',
    minutes: [1, 4],
    onDenial: true,
    hidden: 'repeat_status_check',
    ...portal,
  },
  {
    weight: 8,
    activity: 'portal_login',
    rating: 'support',
    system: 'UnitedHealthcare',
    payer: 'UnitedHealthcare',
    minutes: [0.4, 2],
    onDenial: false,
    hidden: 'portal_switching',
    ...portal,
  },
  {
    weight: 5,
    activity: 'portal_other',
    rating: 'support',
    system: 'NaviNet',
    payer: null,
    minutes: [0.4, 2],
    onDenial: false,
    hidden: 'portal_switching',
    ...portal,
  },
  {
    weight: 8,
    activity: 'documentation',
    rating: 'support',
    system: 'Excel',
    payer: null,
    systemKind: 'office',
    app: 'excel',
    minutes: [1, 5],
    onDenial: false,
    hidden: 'manual_documentation',
  },
  {
    weight: 9,
    activity: 'appeal_drafting',
    rating: 'core',
    system: 'Word',
    payer: null,
    systemKind: 'office',
    app: 'winword',
    minutes: [4, 16],
    onDenial: true,
  },
  {
    weight: 5,
    activity: 'appeal',
    rating: 'core',
    system: 'Cigna',
    payer: 'Cigna',
    minutes: [2, 9],
    onDenial: true,
    ...portal,
  },
  {
    weight: 7,
    activity: 'remittance',
    rating: 'core',
    system: 'Availity',
    payer: 'Aetna',
    minutes: [2, 7],
    onDenial: true,
    ...portal,
  },
  {
    weight: 9,
    activity: 'account_review',
    rating: 'core',
    system: 'Epic',
    payer: null,
    systemKind: 'ehr',
    app: 'wfica32',
    minutes: [2, 9],
    onDenial: true,
  },
  {
    weight: 4,
    activity: 'denial_worklist',
    rating: 'support',
    system: 'Epic',
    payer: null,
    systemKind: 'ehr',
    app: 'wfica32',
    minutes: [1, 4],
    onDenial: false,
  },
  {
    weight: 5,
    activity: 'communication',
    rating: 'support',
    system: 'Teams',
    payer: null,
    systemKind: 'office',
    app: 'ms-teams',
    minutes: [1, 6],
    onDenial: false,
  },
  {
    weight: 3,
    activity: 'unclassified',
    rating: 'support',
    system: null,
    payer: null,
    systemKind: null,
    app: 'chrome',
    minutes: [0.5, 3],
    onDenial: false,
  },
  {
    weight: 2,
    activity: 'non_work',
    rating: 'non_work',
    system: null,
    payer: null,
    systemKind: null,
    app: 'chrome',
    minutes: [1, 5],
    onDenial: false,
  },
  {
    weight: 1,
    activity: 'private',
    rating: 'private',
    system: null,
    payer: null,
    systemKind: null,
    app: 'chrome',
    minutes: [1, 4],
    onDenial: false,
  },
]

const people = [
  ['u-brandt', 'A. Brandt', 'Ohio denials'],
  ['u-diaz', 'C. Diaz', 'Ohio denials'],
  ['u-okafor', 'D. Okafor', 'Ohio denials'],
  ['u-kim', 'J. Kim', 'Ohio denials'],
  ['u-reyes', 'M. Reyes', 'Texas denials'],
  ['u-shah', 'P. Shah', 'Texas denials'],
  ['u-lund', 'S. Lund', 'Texas denials'],
  ['u-novak', 'T. Novak', 'Texas denials'],
].map(([id, name, team], index) => ({ id: id ?? '', name: name ?? '', team: team ?? '', sample: index !== 3 }))

const MINUTE = 60_000

/** Park and Miller's generator: the same numbers everywhere. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

export function sampleWork(): SampleWork {
  const spans: SpanRow[] = []
  const hidden: HiddenWorkRow[] = []
  people.forEach((person, personIndex) => {
    let seq = 0
    for (let back = 17; back >= 0; back -= 1) {
      const midnight = Date.parse('2026-11-20T00:00:00-05:00') - back * 1440 * MINUTE
      if ([0, 6].includes(new Date(midnight + 12 * 60 * MINUTE).getUTCDay())) continue
      const random = seeded(1 + personIndex * 7919 + back * 104_729)
      const between = ([least, most]: readonly [number, number]) => (least + random() * (most - least)) * MINUTE
      // An object, because `add` advances it.
      const clock = { at: midnight + between([478, 520]) }
      const end = Math.min(back === 0 ? NOW - 6000 : Infinity, midnight + between([985, 1025]))
      const lunch = midnight + between([705, 740])
      let lunched = false
      let denial = Math.floor(random() * 400)
      const add = (until: number, presence: Presence, scene: Scene | null, hiddenKind: HiddenKind | null) => {
        const started = clock.at
        const to = Math.min(until, end)
        const claimToken = scene?.onDenial ? tokenOf(denial) : null
        while (clock.at < to) {
          const cut = Math.min(to, (Math.floor(clock.at / FIFTEEN_MINUTES_MS) + 1) * FIFTEEN_MINUTES_MS)
          seq += 1
          const open = presence !== 'away' && scene !== null
          const kept = open && scene.rating !== 'private'
          spans.push({
            userId: person.id,
            userName: person.name,
            deviceId: `device-${personIndex + 1}`,
            seq,
            startedAt: Math.round(clock.at),
            endedAt: Math.round(cut),
            presence,
            activity: open ? scene.activity : null,
            rating: open ? scene.rating : null,
            system: kept ? scene.system : null,
            systemKind: kept ? scene.systemKind : null,
            payer: kept ? scene.payer : null,
            app: kept ? scene.app : null,
            ruleId:
              kept && scene.activity !== 'unclassified' ? `${scene.app}-${scene.activity}`.replaceAll('_', '-') : null,
            claimToken,
            attributedToken: claimToken,
            attribution: claimToken === null ? null : 'seen',
            call: presence === 'active' && scene?.app === 'ms-teams',
            hiddenKinds: hiddenKind ? [hiddenKind] : [],
          })
          clock.at = cut
        }
        if (hiddenKind && to > started) {
          const [first, last] = [Math.round(started), Math.round(to)]
          hidden.push({
            userId: person.id,
            userName: person.name,
            hiddenId: `${person.id}-${seq}`,
            kind: hiddenKind,
            startedAt: first,
            endedAt: last,
            ms: last - first,
            payer: scene?.payer ?? null,
            system: scene?.system ?? null,
            claimToken: hiddenKind === 'portal_switching' ? null : claimToken,
          })
        }
        clock.at = Math.max(clock.at, to)
      }
      while (clock.at < end) {
        if (!lunched && clock.at > lunch) {
          lunched = true
          add(clock.at + between([24, 38]), 'away', null, null)
          continue
        }
        const scene = pick(random())
        if (scene.onDenial && random() < 0.55) denial = Math.floor(random() * 400)
        add(clock.at + between(scene.minutes), 'active', scene, scene.hidden ?? null)
        if (random() < 0.035) add(clock.at + between([4, 13]), 'idle', scene, null)
      }
    }
  })
  return { people, spans, hidden, touches: touchesOf(spans) }
}

function pick(value: number): Scene {
  const total = scenes.reduce((sum, { weight }) => sum + weight, 0)
  let left = value * total
  for (const scene of scenes) {
    left -= scene.weight
    if (left <= 0) return scene
  }
  throw new Error('weights do not add up')
}

/** The token of the n-th made-up claim. */
export function tokenOf(denial: number): string {
  return (denial + 1)
    .toString(16)
    .padStart(4, '0')
    .repeat(16)
    .replace(/./g, (digit, index: number) => ((parseInt(digit, 16) * 7 + index * 3 + denial) % 16).toString(16))
}

function touchesOf(spans: readonly SpanRow[]): TouchRow[] {
  const touches: { -readonly [Name in keyof TouchRow]: TouchRow[Name] }[] = []
  const open = new Map<string, (typeof touches)[number]>()
  for (const span of spans) {
    if (span.presence !== 'active' || span.claimToken === null) continue
    const key = `${span.userId} ${span.claimToken}`
    const touch = open.get(key)
    if (touch && span.startedAt - touch.endedAt < 30 * MINUTE) {
      touch.endedAt = span.endedAt
      touch.activeMs += span.endedAt - span.startedAt
      touch.spanCount += 1
    } else {
      const { userId, userName, claimToken, startedAt, endedAt } = span
      const fresh = {
        userId,
        userName,
        touchId: `t${touches.length}`,
        claimToken,
        startedAt,
        endedAt,
        activeMs: endedAt - startedAt,
        spanCount: 1,
      }
      touches.push(fresh)
      open.set(key, fresh)
    }
  }
  return touches
}
