import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAgent, type Agent, type AgentOptions } from '../../../src/main/agent.ts'
import type { ActiveWindow } from '../../../src/main/capture/ports.ts'
import type { Observation } from '../../../src/shared/contract/index.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'
import { EventfulWindows, FakeClock, FakeIdle, FakePower } from '../../main/capture/fakes.ts'
import { ask } from '../../server/support/device.ts'

/** Below the policy's `maxGapMs`: the longest time between two observations. */
const GLANCE_MS = 8_000

/** A biller's desk with its own clock: an hour of work passes in a moment, and every line is kept for a replay. */
export class Desk {
  readonly clock = new FakeClock()
  readonly windows = new EventfulWindows()
  readonly idle = new FakeIdle()
  readonly power = new FakePower()
  readonly directory: string
  readonly log: string[] = []
  /** The lines that capture must have seen. */
  readonly lines: Observation[] = []
  agent: Agent | null = null

  constructor(directory: string, now: number) {
    this.directory = directory
    this.clock.wall = now
  }

  static async at(now: number): Promise<Desk> {
    return new Desk(await mkdtemp(join(tmpdir(), 'touchledger-desk-')), now)
  }

  /** Starts the agent, enrolls it if there is a code, and waits until it records. */
  async sitDown(options: Partial<AgentOptions>): Promise<Agent> {
    const agent = await this.start({ acceptNotice: true, ...options })
    await until(() => this.windows.subscribed, 'the agent records')
    await until(() => agent.status().lastCaptureAt !== null, 'the first window is seen')
    this.#see()
    return agent
  }

  /** Starts the agent. Whether it records depends on the notice. */
  async start(options: Partial<AgentOptions>): Promise<Agent> {
    this.agent = await startAgent({
      dataDirectory: this.directory,
      agentVersion: '0.0.0-test',
      windows: this.windows,
      idle: this.idle,
      power: this.power,
      clock: this.clock,
      sealer: filePermissionSealer,
      syncEveryMs: 20,
      log: (level, message) => this.log.push(`${level} ${message}`),
      ...options,
    })
    return this.agent
  }

  /** Works in a window for this long. */
  work(window: ActiveWindow, ms: number): void {
    this.windows.change(window)
    this.#see()
    for (let left = ms; left > 0; left -= GLANCE_MS) {
      this.clock.advance(Math.min(left, GLANCE_MS))
      this.windows.change(window)
      this.#see()
    }
  }

  #see(): void {
    const { window } = this.windows
    this.lines.push({ t: this.clock.now(), mono: this.clock.mono(), ...window, idleMs: this.idle.idle, locked: false })
  }

  async leave(): Promise<void> {
    await this.agent?.stop()
    await rm(this.directory, { recursive: true, force: true })
  }
}

/** Waits for a condition. Fails after two minutes with its name. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 120_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** @param user left out: a code that names nobody */
export async function enrollCode(endpoint: { url: string; adminToken: string }, user?: string): Promise<string> {
  const { body } = await ask<{ code: string }>(endpoint, '/v1/enrollment-codes', { method: 'POST', json: { user } })
  return body.code
}

export const claimStatus = (reference: string): ActiveWindow => ({
  app: 'msedge',
  title: `Claim Status - Claim #${reference}`,
  url: `https://essentials.availity.com/enhanced-claim-status-ui/#/${reference}`,
})
export const account = (reference: string): ActiveWindow => ({
  app: 'hyperspace',
  title: `Chart - Account #${reference}`,
  url: null,
})
export const notes: ActiveWindow = { app: 'excel', title: 'Follow-up log.xlsx', url: null }
export const uhcLogin: ActiveWindow = { app: 'msedge', title: 'Sign in', url: 'https://secure.uhcprovider.com/login' }
