import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from '../../../scripts/build.mjs'
import { launchElectron, repository } from '../../../scripts/launch-electron.mjs'
import type { Page, RuleSet } from '../../../src/shared/contract/index.ts'
import { ask } from '../../server/support/device.ts'
import type { CleanUps } from './clean-up.ts'
import { familyOf, kill } from './processes.ts'
import { until } from './waiting.ts'

/** Where an endpoint answers, and who may do everything there. */
export interface RunningEndpoint {
  readonly url: string
  readonly adminToken: string
}

/** Screenshots and recorded days for people to review. Git ignores the folder. */
export function artefact(name: string): string {
  const folder = join(repository, 'tests', 'artefacts')
  mkdirSync(folder, { recursive: true })
  return join(folder, name)
}

export async function freshFolder(undo: CleanUps, purpose: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `touchledger-${purpose}-`))
  undo.add(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
  return folder
}

/** Publishes rules as the next version and returns it. */
export async function publish(endpoint: RunningEndpoint, rules: Omit<RuleSet, 'version'>): Promise<number> {
  const answer = await ask<RuleSet>(endpoint, '/v1/rules', { method: 'PUT', json: { version: 1, ...rules } })
  if (answer.status !== 200) throw new Error(`the rules were refused: ${JSON.stringify(answer.body)}`)
  return answer.body.version
}

/** Publishes rules that tell two terminals apart: `Eligibility` and `Appeal`. */
export const publishTwoPages = (endpoint: RunningEndpoint): Promise<number> =>
  publish(endpoint, {
    policy: {
      ...{ idleAfterMs: 180_000, touchGapMs: 1_800_000, visitGapMs: 300_000, recheckWithinMs: 604_800_000 },
      ...{ documentationNearMs: 120_000, maxGapMs: 10_000, clockStepMs: 2_000, syncEveryMs: 60_000 },
    },
    rules: [
      { id: 'eligibility', when: { title: '^Eligibility' }, then: { activity: 'eligibility', rating: 'core' } },
      { id: 'appeal', when: { title: '^Appeal' }, then: { activity: 'appeal', rating: 'core' } },
    ],
  })

export async function enrollmentCode(endpoint: RunningEndpoint, user: string): Promise<string> {
  const { body } = await ask<{ code: string }>(endpoint, '/v1/enrollment-codes', { method: 'POST', json: { user } })
  return body.code
}

/** Every row of a list, page by page. */
export async function allRows<Row>(endpoint: RunningEndpoint, path: string): Promise<Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const address = `${path}${path.includes('?') ? '&' : '?'}limit=500&cursor=${encodeURIComponent(cursor)}`
    const answer: { status: number; body: Page<Row> } = await ask<Page<Row>>(endpoint, address)
    if (answer.status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`)
    rows.push(...answer.body.rows)
    cursor = answer.body.nextCursor
  }
  return rows
}

export interface RunningAgent {
  readonly pid: number
  /** Its standard error so far. */
  said(): string
  /** Its exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>
  hasEnded(): boolean
  signal(name: NodeJS.Signals): void
}

export interface AgentStart {
  readonly endpoint?: RunningEndpoint
  readonly enroll?: string
  readonly data: string
  /** Left out: the notice of what is recorded counts as acknowledged. */
  readonly notice?: 'due'
  /** The screen to show; without it the agent stays in the tray. */
  readonly open?: 'my-day' | 'team' | 'rules'
  /** Registers it with the browsers of the user whose home is in `env`. */
  readonly companion?: 'on'
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** The app's own arguments. It sends as often as allowed. */
export const agentArguments = ({ endpoint, enroll, data, notice, open, companion }: AgentStart): readonly string[] => [
  ...['--data', data, '--sync-every', '500'],
  ...(notice === 'due' ? [] : ['--accept-notice']),
  ...(open === undefined ? ['--hidden'] : ['--open', open]),
  ...(endpoint === undefined ? [] : ['--endpoint', endpoint.url]),
  ...(enroll === undefined ? [] : ['--enroll', enroll]),
  ...(companion === undefined ? [] : ['--companion', companion]),
]

/** The real agent in its real Electron, as `npm run agent` starts it. */
export function startAgent(undo: CleanUps, start: AgentStart): RunningAgent {
  buildIfStale()
  const child = launchElectron(['.', ...agentArguments(start)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...start.env },
  })
  const pid = child.pid ?? 0
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  let over = false
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      over = true
      resolve(code)
    })
  })
  undo.add(async () => {
    kill(familyOf(pid))
    await ended
  })
  return { pid, said: () => said, ended, hasEnded: () => over, signal: (name) => void child.kill(name) }
}

/** Waits until the agent records. Fails at once with its output if it ends instead. */
export async function untilRecording(agent: RunningAgent): Promise<void> {
  await until('the agent records', () => {
    if (agent.hasEnded()) throw new Error(`the agent ended: ${agent.said()}`)
    return agent.said().includes('recording by')
  })
}
