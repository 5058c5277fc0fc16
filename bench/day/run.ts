import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startDisplay } from '../../scripts/display.mjs'
import { repository } from '../../scripts/launch-electron.mjs'
import type { Page, SpanRow } from '../../src/shared/contract/index.ts'
import { enrollmentCode } from '../../src/tools/sample/index.ts'
import { buildApp } from '../../tests/main/shell/app-under-test.ts'
import { startApp, type StartedApp } from '../../tests/main/shell/electron-app.ts'
import { countingWay } from '../support/counting-way.ts'
import { startEndpoint, type Endpoint } from '../support/electron-apps.ts'
import { undoing } from '../support/undoing.ts'
import { joinedSpans, type Logged, type Recorded } from './compare.ts'
import { openDayDesk, type DayDesk } from './desk.ts'
import { Hands } from '../../tests/e2e/support/hands.ts'
import { planDay, type DayPlan, type DaySize } from './plan.ts'
import { activities, rulesOf } from './rules.ts'

/** A span as a replay prints it, and as the endpoint lists it: what both have. */
export interface PlainSpan {
  readonly startedAt: number
  readonly endedAt: number
  readonly presence: string
  readonly activity: string | null
  readonly rating: string | null
  readonly system: string | null
  readonly payer: string | null
  readonly app: string | null
  readonly ruleId: string | null
  /** Tokens by the order in which they come: a replay has another key. */
  readonly claimToken: string | null
}

export interface DayRun {
  /** The script's own log; its last line ends the day. */
  readonly log: readonly Logged[]
  readonly recorded: readonly Recorded[]
  /** Each as it is stored, in order of seq; the last was open when the agent ended. */
  readonly stored: readonly PlainSpan[]
  /** What `npm run replay` makes of the observations of the same day. */
  readonly replayed: readonly PlainSpan[]
  readonly observations: number
  /** How late a process that only waits was served on this machine, at worst, ms: measured on this very process. */
  readonly latenessMs: number
  /** Bytes that were sent, over how long. */
  readonly sent: number
}

const PATIENCE_MS = 240_000
const BEGIN_AFTER_MS = 3000

/** One scripted day in real windows, recorded by the real agent in its real Electron and read back from the endpoint. */
export const runDay = (size: DaySize, said: (text: string) => void = () => {}): Promise<DayRun> =>
  undoing(async (later) => {
    const plan = planDay(size)
    const rules = rulesOf(plan)
    const folder = mkdtempSync(join(tmpdir(), 'touchledger-day-'))
    later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
    const built = await buildApp('../../../bench/day/agent-main.ts')
    later(built.remove)
    const display = await startDisplay()
    later(display.stop)
    const endpoint = await startEndpoint()
    later(() => endpoint.stop())
    const way = await countingWay(endpoint.url)
    later(way.close)
    await publish(endpoint, rules)
    const desk = await openDayDesk(
      display.env['DISPLAY'] ?? '',
      activities.map(([title]) => title),
    )
    later(desk.end)

    const code = await enrollmentCode(endpoint.url, endpoint.adminToken, { user: 'Scripted', team: 'Scripted' })
    const observationsFile = join(folder, 'observations.jsonl')
    const agent = startApp(
      built.folder,
      [
        ...['--hidden', '--accept-notice', '--data', join(folder, 'agent'), '--endpoint', way.url, '--enroll', code],
        ...['--sync-every', '1000'],
      ],
      { ...display.env, DAY_OBSERVATIONS: observationsFile },
    )
    later(async () => {
      agent.process.kill('SIGKILL')
      await agent.ended
    })
    await until('the agent records', () => agent.said().includes('recording by'))

    const hands = new Hands(() => desk.pressKey())
    hands.work()
    later(async () => void (await hands.rest()))
    // A window to begin from, which the agent has seen for a while when the log begins.
    const [first] = plan.steps.flatMap((step) => (step.kind === 'switch' ? [step.window] : []))
    await desk.show(first === 0 ? 1 : 0)
    await sleep(BEGIN_AFTER_MS)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const log = await live(plan, { desk, hands, agent, way, said })
    delay.disable()
    const endOfDay = log.at(-1)?.since.notAfter ?? 0
    await until('the day is at the endpoint', async () => {
      const rows = await storedRows(endpoint)
      return (rows.at(-1)?.endedAt ?? 0) >= endOfDay - 1000
    })
    await hands.rest()
    const { sent } = way.bytes()
    agent.process.kill('SIGTERM')
    if ((await agent.ended) !== 0) throw new Error(`the agent ended badly: ${agent.said()}`)

    const rows = await storedRows(endpoint)
    const rulesFile = join(folder, 'rules.json')
    writeFileSync(rulesFile, JSON.stringify(rules))
    return {
      log,
      recorded: joinedSpans(rows),
      stored: plain(rows),
      replayed: plain(await replayed(observationsFile, rulesFile)),
      observations: readFileSync(observationsFile, 'utf8').trim().split('\n').length,
      latenessMs: delay.max / 1e6,
      sent,
    }
  })

interface Stage {
  readonly desk: DayDesk
  readonly hands: Hands
  readonly agent: StartedApp
  readonly way: { close(): Promise<void>; open(): Promise<void> }
  readonly said: (text: string) => void
}

/** Does what the plan says, and writes down when. */
const live = async (plan: DayPlan, { desk, hands, agent, way, said }: Stage): Promise<Logged[]> => {
  const log: Logged[] = []
  let activity = ''
  const record = (since: Logged['since'], what = `active ${activity}`) => log.push({ since, what })
  const toggleLock = async (word: 'locked' | 'unlocked') => {
    const pattern = new RegExp(`^${word} at (\\d+)$`, 'gm')
    const before = agent.said().match(pattern)?.length ?? 0
    agent.process.kill('SIGUSR2')
    const at = await until(`the screen is ${word}`, () => [...agent.said().matchAll(pattern)][before]?.[1])
    return { notBefore: Number(at), notAfter: Number(at) }
  }
  for (const [index, step] of plan.steps.entries()) {
    switch (step.kind) {
      case 'switch':
        activity = activities[step.window]?.[1] ?? ''
        record(await desk.show(step.window))
        await sleep(step.dwellMs)
        break
      case 'idle':
        // The last key lies in this window: idle begins with it, but never before the window had the focus.
        await hands.rest()
        record(await desk.pressKey(), `idle ${activity}`)
        await sleep(step.ms)
        // One key, then none until the agent has looked: at its look each second it learns of the last input only.
        record(await desk.pressKey())
        await sleep(1500)
        hands.work()
        break
      case 'lock':
        record(await toggleLock('locked'), 'away null')
        await hands.rest()
        await sleep(step.ms)
        hands.work()
        await sleep(50)
        record(await toggleLock('unlocked'))
        await sleep(300)
        break
      case 'outage':
        await way.close()
        break
      case 'endpoint back':
        await way.open()
        break
    }
    if (index % 20 === 0) said(`step ${index} of ${plan.steps.length}`)
  }
  // Ends the last stretch of the log.
  const last = plan.steps.findLast((step) => step.kind === 'switch')
  record(await desk.show(last?.window === 0 ? 1 : 0), 'end')
  return log
}

const publish = async (endpoint: Endpoint, rules: object): Promise<void> => {
  const answer = await fetch(`${endpoint.url}/v1/rules`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${endpoint.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(rules),
  })
  if (!answer.ok) throw new Error(`the rules were refused: ${await answer.text()}`)
}

const storedRows = async (endpoint: Endpoint): Promise<readonly SpanRow[]> => {
  const rows: SpanRow[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer: Response = await fetch(`${endpoint.url}/v1/spans?limit=500&cursor=${encodeURIComponent(cursor)}`, {
      headers: { authorization: `Bearer ${endpoint.adminToken}` },
    })
    const page = (await answer.json()) as Page<SpanRow>
    rows.push(...page.rows)
    cursor = page.nextCursor
  }
  return rows.toSorted((one, other) => one.seq - other.seq)
}

const plain = (spans: readonly PlainSpan[]): PlainSpan[] => {
  const tokens = new Map<string, string>()
  const named = (token: string) => {
    const name = tokens.get(token) ?? `token ${tokens.size + 1}`
    tokens.set(token, name)
    return name
  }
  return spans.map(
    ({ startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId, claimToken: token }) => ({
      ...{ startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId },
      claimToken: token === null ? null : named(token),
    }),
  )
}

const replayed = async (observations: string, rules: string): Promise<readonly PlainSpan[]> => {
  const tool = join(repository, 'src', 'tools', 'replay.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [tool, observations, '--rules', rules], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return (JSON.parse(stdout) as { readonly spans: readonly PlainSpan[] }).spans
}

const until = async <Found>(
  what: string,
  look: () => Found | Promise<Found>,
): Promise<NonNullable<Exclude<Found, false>>> => {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const found = await look()
    if (found !== false && found !== null && found !== undefined) return found as NonNullable<Exclude<Found, false>>
    if (performance.now() > deadline) throw new Error(`did not happen within ${PATIENCE_MS / 1000} s: ${what}`)
    await sleep(20)
  }
}
