import fc from 'fast-check'
import type { Observation, WindowObservation } from '../../src/shared/contract/observation.ts'
import type { Policy, Remote, Rule, RuleSet } from '../../src/shared/contract/ruleset.ts'

/** A rule set and a day of lines for it, in file order. */
export interface DayCase {
  readonly ruleSet: RuleSet
  readonly lines: readonly Observation[]
}

type Shown = Pick<WindowObservation, 'app' | 'title' | 'url' | 'field'>

const portal = (host: string, path: string) => `https://${host}${path}`

/** Windows that may have the focus. Few, so that a day returns to each of them. */
const windows: readonly Shown[] = [
  {
    app: 'msedge',
    title: 'Claim Status - claim #ABC-123-456 - Aetna',
    url: portal('apps.availity.com', '/web/claim-status-ui/detail?claim=QQQ-999-999#/result'),
  },
  {
    app: 'msedge',
    title: 'Claim Status',
    url: portal('apps.availity.com', '/web/claim-status-ui/#/claim:abc123456'),
    field: 'claim #NEW-111-2222',
  },
  {
    app: 'chrome',
    title: 'Claim Status - claim  xyz-777-001 - Cigna',
    url: portal('apps.availity.com', '/web/claim-status-ui/list#/claim:abc-123-456'),
  },
  { app: 'chrome', title: 'Sign in', url: portal('apps.availity.com', '/availity/web/login?next=/claim-status-ui/') },
  { app: 'msedge', title: 'Home', url: portal('availity.com', '/home'), field: 'Claim # xyz-777-001' },
  {
    app: 'msedge',
    title: 'Not the portal',
    url: portal('notavaility.com', '/web/claim-status-ui/'),
    field: 'claim #ABC-123-456',
  },
  { app: 'msedge', title: 'Claims claim #XYZ777001', url: portal('secure.uhcprovider.com', '/app/#/claims/42') },
  { app: 'msedge', title: 'Sign In | UnitedHealthcare', url: portal('secure.uhcprovider.com', '/signin') },
  {
    app: 'chrome',
    title: 'UHC dashboard',
    url: portal('www.UHCprovider.com', '/dashboard#home'),
    field: 'DOB 2026-01-05 claim 2026-01-05, claim: ABC 123 456',
  },
  { app: 'chrome', title: 'NaviNet sign in', url: portal('navinet.navimedix.com', '/sign-in') },
  { app: 'chrome', title: 'NaviNet claim #ABC 123 456', url: portal('navinet.navimedix.com', '/claims/search') },
  { app: 'epic.exe', title: 'Hyperspace - Account - claim #ABC-123-456' },
  { app: 'winword', title: 'Appeal letter claim #XYZ-777-001.docx' },
  { app: 'epic.exe', title: 'Hyperspace - Reclaim ABC-123-456, claim #XYZ777001' },
  { app: 'notepad', title: 'claim 555-123-4567, claim 2026-01-05, claim #ABC-123-456789' },
  { app: 'notepad', title: 'Untitled - Notepad' },
  { app: 'notepad', title: 'notes on claim #ABC123456 - Notepad' },
  { app: 'excel', title: 'denials worklist.xlsx', url: null },
  { app: 'Zoom', title: 'Payer call' },
  { app: 'firefox', title: 'My bank', url: 'https://bank.example/accounts' },
  { app: 'msedge', title: 'Patient portal claim #ABC123456', url: 'https://my.health.example/' },
  { app: 'Spotify', title: 'Song' },
  { app: 'chrome', title: 'Claim Status - claim #ABC-123-456 - Aetna' },
  { app: 'wfica32', title: 'Hyperspace - claim #ABC-123-456 - \\\\Remote' },
  { app: 'wfica32', title: 'denials worklist.xlsx - Excel - \\\\Remote' },
  { app: 'wfica32', title: ' - \\\\Remote' },
  { app: 'mstsc', title: 'Payer call (Remote)' },
  { app: 'mstsc', title: '10.0.0.5 - Remote Desktop Connection' },
  { app: 'mstsc', title: '10.0.0.5 - Remotedesktopverbindung' },
  { app: 'mstsc', title: 'claim #ABC-123-456 - Remote Desktop Connection' },
  { app: 'msedge', title: 'Patient portal - \\\\Remote', url: portal('apps.availity.com', '/web/claim-status-ui/') },
  { app: 'calc', title: null },
  { app: 'LockApp.exe', title: 'Windows Default Lock Screen' },
  { app: 'loginwindow', title: null },
  { app: null, title: null },
]

const ref = 'claim[ #:]+(?<ref>[A-Z0-9]{3,9}[ -]?[0-9]{2,3}[ -]?[0-9]{2,4})'
const field = { selector: '#claim-number', pattern: ref }

type RuleSeed = Omit<Rule, 'then'> & { readonly then: Omit<Rule['then'], 'idleAfterMs'> }

const availity = { system: 'Availity', systemKind: 'payer_portal' } as const
const uhc = { system: 'UnitedHealthcare', systemKind: 'payer_portal', payer: 'UnitedHealthcare' } as const
const navinet = { system: 'NaviNet', systemKind: 'payer_portal' } as const

const ruleSeeds: readonly RuleSeed[] = [
  {
    id: 'availity-status-aetna',
    when: { host: 'availity.com', path: 'claim-status-ui', title: 'aetna' },
    then: { activity: 'claim_status', rating: 'core', ...availity, payer: 'Aetna' },
    claimRef: ref,
  },
  {
    // Differs from the one above only in the payer.
    id: 'availity-status-cigna',
    when: { host: 'availity.com', path: 'claim-status-ui', title: 'cigna' },
    then: { activity: 'claim_status', rating: 'core', ...availity, payer: 'Cigna' },
    claimRef: ref,
  },
  {
    id: 'availity-status',
    when: { app: 'edge|chrome', host: 'Availity.com', path: '/claim-status-ui/' },
    then: { activity: 'claim_status', rating: 'core', ...availity },
    claimRef: ref,
    field,
  },
  {
    id: 'availity-login',
    when: { host: 'apps.availity.com', path: 'login' },
    then: { activity: 'portal_login', rating: 'support', ...availity },
  },
  {
    id: 'availity',
    when: { host: 'availity.com' },
    then: { activity: 'portal_other', rating: 'support', ...availity },
    field,
  },
  {
    id: 'uhc-status',
    when: { host: 'uhcprovider.com', path: '#/claims' },
    then: { activity: 'claim_status', rating: 'core', ...uhc },
    claimRef: ref,
  },
  {
    id: 'uhc-login',
    when: { host: 'secure.uhcprovider.com', title: '^sign in' },
    then: { activity: 'portal_login', rating: 'hidden', ...uhc },
  },
  {
    id: 'uhc',
    when: { host: 'uhcprovider.com' },
    then: { activity: 'portal_other', rating: 'support', ...uhc },
    field,
  },
  {
    id: 'navinet-login',
    when: { host: 'navimedix.com', path: 'sign-?in$' },
    then: { activity: 'portal_login', rating: 'support', ...navinet },
  },
  {
    id: 'navinet-eligibility',
    when: { host: 'navinet.navimedix.com', path: 'claims' },
    then: { activity: 'eligibility', rating: 'core', ...navinet },
    claimRef: ref,
  },
  {
    id: 'epic',
    when: { app: 'epic|hyperspace' },
    then: { activity: 'account_review', rating: 'core', system: 'Epic', systemKind: 'ehr' },
    claimRef: ref,
  },
  {
    id: 'word-appeal',
    when: { app: '^winword$', title: 'appeal' },
    then: { activity: 'appeal_drafting', rating: 'core', systemKind: 'office' },
    claimRef: ref,
  },
  {
    id: 'notes',
    when: { app: 'notepad' },
    then: { activity: 'documentation', rating: 'support', system: 'Notepad', systemKind: 'office' },
    claimRef: ref,
  },
  {
    id: 'sheets',
    when: { app: 'EXCEL|winword' },
    then: { activity: 'documentation', rating: 'support', systemKind: 'office' },
  },
  {
    id: 'call',
    when: { title: 'payer call' },
    then: { activity: 'payer_call', rating: 'core', system: 'Phone', systemKind: 'phone' },
  },
  {
    id: 'bank',
    when: { host: 'bank.example' },
    then: { activity: 'non_work', rating: 'private', system: 'Bank', payer: 'Nobody' },
  },
  {
    id: 'health',
    when: { title: 'patient portal' },
    then: { activity: 'private', rating: 'support', ...availity },
    claimRef: ref,
  },
  {
    id: 'remote-client',
    when: { app: 'wfica|mstsc|calc' },
    then: { activity: 'unclassified', rating: 'support', system: 'Remote desktop' },
  },
  {
    id: 'softphone',
    when: { app: 'softphone' },
    then: { activity: 'payer_call', rating: 'core', systemKind: 'phone' },
  },
  {
    id: 'browser-call',
    when: { app: 'edge|chrome', call: true },
    then: { activity: 'communication', rating: 'support', system: 'Browser calls' },
  },
  { id: 'private-call', when: { app: 'facetime', call: true }, then: { activity: 'private', rating: 'support' } },
  { id: 'music', when: { app: 'spotify' }, then: { activity: 'non_work', rating: 'non_work' } },
  { id: 'any-claim', when: { title: 'claim' }, then: { activity: 'claim_status', rating: 'core' }, claimRef: ref },
  { id: 'any-browser', when: { app: 'edge|chrome|firefox' }, then: { activity: 'reference', rating: 'support' } },
]

const ownThresholds = [1_000, 4_000, 9_000, 45_000, 900_000] as const

/** Rules are written from narrow to wide; in another order wide rules hide narrow ones. */
const rulesArbitrary: fc.Arbitrary<Rule[]> = fc
  .oneof(
    { weight: 3, arbitrary: fc.subarray([...ruleSeeds], { minLength: 13, maxLength: 17 }) },
    { weight: 1, arbitrary: fc.shuffledSubarray([...ruleSeeds], { minLength: 8, maxLength: 17 }) },
  )
  .chain((seeds) =>
    fc
      .array(fc.option(fc.constantFrom(...ownThresholds), { freq: 2, nil: null }), {
        minLength: seeds.length,
        maxLength: seeds.length,
      })
      .map((thresholds) =>
        seeds.map((seed, place): Rule => {
          const idleAfterMs = thresholds[place] ?? null
          return idleAfterMs === null ? seed : { ...seed, then: { ...seed.then, idleAfterMs } }
        }),
      ),
  )
  .chain((rules) =>
    weighted<number | null>([4, null], [1, 0], [1, 3], [1, 6]).map((off) =>
      rules.map((rule, place) => (place === off ? { ...rule, enabled: false } : rule)),
    ),
  )

const defaultPolicy: Policy = {
  idleAfterMs: 180_000,
  touchGapMs: 1_800_000,
  visitGapMs: 300_000,
  recheckWithinMs: 604_800_000,
  documentationNearMs: 120_000,
  maxGapMs: 10_000,
  clockStepMs: 2_000,
  syncEveryMs: 60_000,
}

/** Small thresholds, so that a day of a few dozen lines reaches all of them; sometimes the defaults. */
const policyArbitrary: fc.Arbitrary<Policy> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record<Policy>({
      idleAfterMs: fc.constantFrom(500, 2_000, 4_000, 12_000),
      touchGapMs: fc.constantFrom(8_000, 20_000, 60_000, 1_800_000),
      visitGapMs: fc.constantFrom(1, 1_000, 4_000, 15_000),
      recheckWithinMs: fc.constantFrom(10_000, 60_000, 604_800_000),
      documentationNearMs: fc.constantFrom(0, 500, 1_000, 4_000, 30_000),
      maxGapMs: fc.constantFrom(3_000, 10_000, 600_000),
      clockStepMs: fc.constantFrom(0, 500, 2_000),
      syncEveryMs: fc.constant(60_000),
      carryWithinMs: fc.constantFrom(undefined, 1_000, 2_500, 4_000, 0),
      carryForMs: fc.constantFrom(undefined, 2_500, 5_000, 12_000, 60_000),
      idleAfterMsByActivity: fc.option(
        fc.dictionary(
          fc.constantFrom('claim_status', 'documentation', 'unclassified', 'private', 'payer_call'),
          fc.constantFrom(...ownThresholds),
          { noNullPrototype: true },
        ),
        { nil: undefined },
      ),
      privacy: fc.constantFrom(
        undefined,
        undefined,
        { privatePrograms: ['Spotify.exe', 'Zoom'] },
        { privatePrograms: ['excel', 'softphone', 'calc'] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant(defaultPolicy) },
)

type Advance = number | 'below gap' | 'gap' | 'above gap' | 'touch gap' | 'visit gap' | 'recheck'
type Wall = number | 'below step' | 'step' | 'above step' | 'stands still'
type Input =
  | 'wrapped'
  | 'now'
  | 'just now'
  | 'none since'
  | 'threshold'
  | 'below threshold'
  | 'above threshold'
  | 'half'
  | 'ages'
type What =
  | { readonly see: number | 'same' | 'back'; readonly locked: 'no' | 'yes' | 'as it stands' }
  | { readonly event: 'lock' | 'unlock' | 'suspend' | 'resume' | 'shutdown' | 'claim_done' }
  | { readonly event: 'claim_started'; readonly claimRef: string }
  | { readonly event: 'call_started' | 'call_ended'; readonly app: string }

/** One line, relative to the lines before it; the policy gives its meaning in ms. */
interface Move {
  readonly advance: Advance
  readonly wall: Wall
  readonly back: boolean
  readonly input: Input
  /** The threshold of `input`: 0 is the policy's, the others are `ownThresholds`. */
  readonly threshold: number
  readonly restart: boolean
  readonly what: What
}

const weighted = <T>(...choices: readonly (readonly [number, T])[]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

const claimEvent: fc.Arbitrary<What> = weighted<What>(
  [3, { event: 'claim_started', claimRef: 'abc-123-456' }],
  [2, { event: 'claim_started', claimRef: 'XYZ 777001' }],
  [1, { event: 'claim_started', claimRef: 'NEW1' }],
  [2, { event: 'claim_done' }],
)

const callEvent: fc.Arbitrary<What> = fc.record({
  event: weighted<'call_started' | 'call_ended'>([3, 'call_started'], [2, 'call_ended']),
  app: weighted([4, 'softphone'], [3, 'chrome'], [2, 'dictation'], [1, 'facetime']),
})

const whatArbitrary: fc.Arbitrary<What> = fc.oneof(
  {
    weight: 22,
    arbitrary: fc.record({
      see: fc.oneof(
        { weight: 4, arbitrary: fc.nat(windows.length - 1) },
        { weight: 3, arbitrary: fc.constant('same' as const) },
        { weight: 3, arbitrary: fc.constant('back' as const) },
      ),
      locked: weighted<'no' | 'yes' | 'as it stands'>([20, 'no'], [1, 'yes'], [10, 'as it stands']),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      event: weighted<'lock' | 'unlock' | 'suspend' | 'resume' | 'shutdown' | 'claim_done'>(
        [1, 'claim_done'],
        [4, 'lock'],
        [5, 'unlock'],
        [3, 'suspend'],
        [4, 'resume'],
        [2, 'shutdown'],
      ),
    }),
  },
  { weight: 1, arbitrary: claimEvent },
  { weight: 2, arbitrary: callEvent },
)

const advanceArbitrary = weighted<Advance>(
  [9, 0],
  [6, 1],
  [18, 250],
  [36, 1_000],
  [18, 2_500],
  [9, 5_000],
  [3, 'below gap'],
  [3, 'gap'],
  [3, 'above gap'],
  [3, 60_000],
  [2, 1_200_000],
  [1, 7_200_000],
  [3, 'touch gap'],
  [2, 'visit gap'],
  [2, 'recheck'],
)

const wallArbitrary = weighted<Wall>(
  [60, 0],
  [2, 1],
  [1, 'below step'],
  [1, 'step'],
  [2, 'above step'],
  [2, 'stands still'],
  [1, 5_000],
  [1, 90_000],
  [1, 3_600_000],
)

const inputArbitrary = weighted<Input>(
  [12, 'now'],
  [8, 'just now'],
  [12, 'none since'],
  [2, 'threshold'],
  [1, 'below threshold'],
  [1, 'above threshold'],
  [3, 'half'],
  [2, 'ages'],
  [1, 'wrapped'],
)

const wildMove: fc.Arbitrary<Move> = fc.record({
  advance: advanceArbitrary,
  wall: wallArbitrary,
  back: fc.boolean(),
  input: inputArbitrary,
  threshold: fc.nat(ownThresholds.length),
  restart: weighted([60, false], [1, true]),
  what: whatArbitrary,
})

/** Mostly work: long chains of undisturbed segments (switches, visits, long idle) occur only here. */
const calmMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      advance: weighted<Advance>([1, 0], [2, 250], [6, 1_000], [2, 2_500]),
      wall: fc.constant(0),
      back: fc.constant(false),
      input: weighted<Input>([4, 'now'], [3, 'just now'], [6, 'none since'], [1, 'half'], [1, 'ages']),
      threshold: fc.constant(0),
      restart: fc.constant(false),
      what: fc.oneof(
        {
          weight: 30,
          arbitrary: fc.record({
            see: fc.oneof(
              { weight: 4, arbitrary: fc.nat(windows.length - 1) },
              { weight: 5, arbitrary: fc.constant('same' as const) },
              { weight: 3, arbitrary: fc.constant('back' as const) },
            ),
            locked: fc.constant('no' as const),
          }),
        },
        { weight: 1, arbitrary: claimEvent },
        { weight: 1, arbitrary: callEvent },
      ),
    }),
  },
  { weight: 1, arbitrary: wildMove },
)

/** The lines of a day that starts at `start` (epoch ms), with these windows and moves. */
function dayOf(start: number, desk: readonly Shown[], moves: readonly Move[], policy: Policy): Observation[] {
  const lines: Observation[] = []
  let mono = 50_000
  let ahead = start
  let lastInput = mono
  let locked = false
  let seen = 0
  let seenBefore = 0
  const advances = {
    'below gap': policy.maxGapMs - 1,
    gap: policy.maxGapMs,
    'above gap': policy.maxGapMs + 1,
    'touch gap': policy.touchGapMs,
    'visit gap': policy.visitGapMs,
    recheck: policy.recheckWithinMs,
  }
  const walls = { 'below step': policy.clockStepMs - 1, step: policy.clockStepMs, 'above step': policy.clockStepMs + 1 }
  for (const move of moves) {
    const before: Observation | undefined = lines.at(-1)
    const advance = typeof move.advance === 'number' ? move.advance : advances[move.advance]
    if (move.restart) {
      ahead += mono + advance
      mono = 100
      lastInput = mono
      ahead -= mono
    } else mono += advance
    const change =
      move.wall === 'stands still'
        ? (before?.t ?? mono + ahead) - mono - ahead
        : (typeof move.wall === 'number' ? move.wall : walls[move.wall]) * (move.back ? -1 : 1)
    ahead += change
    const at = { t: mono + ahead, mono }
    if ('event' in move.what) {
      if (move.what.event === 'lock') locked = true
      if (move.what.event === 'unlock' || move.what.event === 'shutdown') locked = false
      lines.push({ ...at, ...move.what })
      continue
    }
    const threshold = [policy.idleAfterMs, ...ownThresholds][move.threshold] ?? policy.idleAfterMs
    const idleMs = {
      now: 0,
      'just now': Math.min(200, Math.floor(advance / 3)),
      half: Math.floor(advance / 2),
      'none since': Math.max(0, mono - lastInput),
      threshold,
      'below threshold': threshold - 1,
      'above threshold': threshold + 1,
      ages: 5_000_000,
      wrapped: 4_294_967_000,
    }[move.input]
    lastInput = mono - idleMs
    const next = move.what.see === 'same' ? seen : move.what.see === 'back' ? seenBefore : move.what.see
    if (next !== seen) {
      seenBefore = seen
      seen = next
    }
    const shown = desk[seen % desk.length] as Shown
    // After sleep the first observation often shows the lock screen.
    const asItStands: boolean = locked || (before !== undefined && 'event' in before && before.event === 'suspend')
    locked = move.what.locked === 'as it stands' ? asItStands : move.what.locked === 'yes'
    lines.push({ ...at, ...shown, idleMs, locked })
  }
  return lines
}

/** Overlapping remote patterns: their order decides. */
const remoteSeeds: readonly Remote[] = [
  { id: 'desktop', app: 'mstsc', title: 'Remote Desktop Connection$' },
  { id: 'published', title: '^(?<inner>.*?(?: - (?<app>Excel|Word))?) - \\\\\\\\Remote$' },
  { id: 'by-name', app: 'WFICA', title: '^(?<app>hyperspace)? ?-? ?(?<inner>.*)' },
  { id: 'app-only', app: 'mstsc|edge', title: '^(?<inner>[^(]*) \\(Remote\\)$' },
  { id: 'off', enabled: false, title: '.' },
]

const startArbitrary = fc.integer({ min: 1_794_999_000_000, max: 1_795_001_000_000 })

/** Rule sets of 8 to 14 rules in any order over a few windows, mostly with small thresholds. */
export const arbitraryRuleSet: fc.Arbitrary<RuleSet> = fc.record(
  {
    version: fc.constant(1),
    policy: policyArbitrary,
    rules: rulesArbitrary,
    remote: fc.shuffledSubarray([...remoteSeeds]),
  },
  { requiredKeys: ['version', 'policy', 'rules'] },
)

const between = (first: number, last: number) => windows.slice(first, last + 1)

/** The windows of that day: all of them, portals only, or claims and documentation. */
const deskArbitrary: fc.Arbitrary<Shown[]> = fc.oneof(
  { weight: 3, arbitrary: fc.shuffledSubarray([...windows], { minLength: 3, maxLength: 12 }) },
  { weight: 2, arbitrary: fc.shuffledSubarray([...between(0, 11)], { minLength: 3, maxLength: 10 }) },
  { weight: 2, arbitrary: fc.shuffledSubarray([...between(0, 2), ...between(10, 16)], { minLength: 3, maxLength: 8 }) },
)

/** A rule set and a day of up to 100 lines that reaches its thresholds. Shrinks toward few lines. */
export const arbitraryCase: fc.Arbitrary<DayCase> = fc
  .record({
    ruleSet: arbitraryRuleSet,
    start: startArbitrary,
    desk: deskArbitrary,
    moves: fc.oneof(
      fc.array(wildMove, { maxLength: 60, size: 'max' }),
      fc.array(calmMove, { maxLength: 100, size: 'max' }),
    ),
  })
  .map(({ ruleSet, start, desk, moves }) => ({ ruleSet, lines: dayOf(start, desk, moves, ruleSet.policy) }))
