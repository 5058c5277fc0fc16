import { rm } from 'node:fs/promises'
import type { UpdateStatus, UpdateWhy } from '../../shared/contract/clients.ts'
import { releaseTarget } from '../../shared/contract/releases.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { decideUpdate } from '../../shared/updates/index.ts'
import { realSleep } from '../sync/interruptible-sleep.ts'
import type { UpdateSource } from '../sync/transport.ts'
import { download } from './download.ts'
import { UpdateFailure } from './failure.ts'
import type { Installer } from './installer.ts'
import { crashedVersions, type UpdatableProgram } from './program.ts'
import { readSigned } from './read-signed.ts'

/** Between two questions, ms; a quarter more or less, so that a site does not ask at once. */
const ASK_EVERY_MS = 4 * HOUR_MS
/** Until the first one: a start is no moment for a download. */
const FIRST_AFTER_MS = 5 * MINUTE_MS

export interface UpdatesOptions {
  readonly version: string
  readonly platform: string
  readonly arch: string
  /** Null: this agent takes no updates. */
  readonly program: UpdatableProgram | null
  /** The oldest version that may come back. */
  readonly oldest: () => string
  readonly installer: Installer | null
  /** For downloads; this agent's alone. */
  readonly folder: string
  readonly askEveryMs?: number | undefined
  readonly firstAfterMs?: number | undefined
}

export interface Updates {
  status(): UpdateStatus
  /** Ends a download that runs; what it has stays for the next start. */
  stop(): Promise<void>
}

/**
 * Asks the endpoint every few hours which release this agent is to become, loads it in the background, checks it, and has it installed. Whatever fails
 * leaves the agent as it is, and is tried again with the next question.
 * @param changed called with each new status
 */
export function startUpdates(
  options: UpdatesOptions,
  source: UpdateSource,
  changed: (status: UpdateStatus) => void,
): Updates {
  const { version, program, installer } = options
  let status: UpdateStatus = { state: program === null ? 'off' : 'current', version: null, why: null }
  const become = (next: UpdateStatus) => {
    if (next.state === status.state && next.version === status.version && next.why === status.why) return
    status = next
    changed(next)
  }
  if (program === null || installer === null) return { status: () => status, stop: async () => {} }

  const ended = new AbortController()
  /** What was handed to the installer: where it has not taken over by the next question, something kept it. */
  let handedOver: string | null = null

  const stay = async (): Promise<void> => {
    become({ state: 'current', version: null, why: null })
    // Of an update that is done, or was taken back.
    await rm(options.folder, { recursive: true, force: true })
  }
  const check = async (): Promise<void> => {
    const release = await source.fetchUpdate(version)
    if (release === null) return stay()
    const manifest = readSigned(release, program.publicKey)
    if (manifest === null) return become({ state: 'failed', version: null, why: 'not_signed' })
    const failed = (why: UpdateWhy) => become({ state: 'failed', version: manifest.version, why })
    const target = releaseTarget.safeParse({ ...options, kind: program.kind })
    if (!target.success) return failed('no_file')
    const agent = { ...target.data, version, oldest: options.oldest(), crashed: crashedVersions(program) }
    const decision = decideUpdate(agent, manifest)
    if (decision.kind === 'stay') return stay()
    if (decision.kind === 'refuse') return failed(decision.why)
    const obstacle = await installer.obstacle()
    if (obstacle !== null) return failed(obstacle)
    if (handedOver === manifest.version) failed('not_installed')
    else become({ state: 'loading', version: manifest.version, why: null })
    try {
      const load = (from: number, signal: AbortSignal) =>
        source.fetchReleaseFile(manifest.version, decision.file.name, from, signal)
      const file = await download(options.folder, decision.file, load, ended.signal)
      if (ended.signal.aborted) return
      await installer.install({ file, version: manifest.version, release })
      if (handedOver !== manifest.version) become({ state: 'ready', version: manifest.version, why: null })
      handedOver = manifest.version
    } catch (error) {
      if (!ended.signal.aborted) failed(error instanceof UpdateFailure ? error.why : 'failed')
    }
  }

  const { askEveryMs = ASK_EVERY_MS, firstAfterMs = FIRST_AFTER_MS } = options
  const run = async () => {
    await realSleep(firstAfterMs * (0.5 + Math.random()), ended.signal)
    while (!ended.signal.aborted) {
      // Without an answer, or after what nothing here expects, the next question is another try.
      await check().catch(() => {})
      await realSleep(askEveryMs * (0.75 + 0.5 * Math.random()), ended.signal)
    }
  }
  const running = run()
  return {
    status: () => status,
    async stop() {
      ended.abort()
      await running
    },
  }
}
