import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { CaptureUnavailable, type Clock } from '../capture/ports.ts'
import { retryWaitMs } from '../capture/retry-wait.ts'
import { helperLineReader, type HelperLine } from './helper-lines.ts'

/** A running helper. Its end is told once. */
export interface HelperProcess {
  readonly output: Readable
  readonly onEnd: (told: (how: string) => void) => void
  /** Ends it. */
  readonly end: () => void
}

export interface HelperListener {
  onLine(line: HelperLine): void
  /** It ended, or says nothing any more. It is started again. */
  onLost(error: CaptureUnavailable): void
}

/** The helper program, started again whenever it ends. */
export interface WindowsHelper {
  /** @throws CaptureUnavailable with how it ended, while it does not run */
  assertRunning(): void
  /** Returns the function that ends listening. */
  listen(listener: Partial<HelperListener>): () => void
  /** It runs, and has said what is in front. */
  isReady(): boolean
  /** Resolves when it has said what is in front. @throws CaptureUnavailable if it ends before, or does not say it in time */
  ready(): Promise<void>
  close(): void
}

const readyWithinMs = 10_000
/** It prints a line each second. One that prints none for this long sees nothing any more. */
const silentAfterMs = 10_000
const firstRestartMs = 500
/** A helper that ran for this long was well: the next end is the first one again. */
const wellAfterMs = 60_000

const startProgram = (program: string) => (): HelperProcess => {
  // It ends when its standard input does: no helper outlives its agent.
  const child = spawn(program, ['watch'], { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  child.stdin.on('error', () => {})
  return {
    output: child.stdout,
    onEnd: (told) => {
      let ended = false
      const once = (how: string) => {
        if (!ended) told(how)
        ended = true
      }
      child.once('error', (error) => once(`cannot be started (${'code' in error ? String(error.code) : 'failed'})`))
      child.once('close', (code, signal) => once(`ended with ${signal ?? `code ${code}`}`))
    },
    end: () => child.kill(),
  }
}

/**
 * Runs the helper program of native/windows/ and starts it again after 0.5 s, 1 s, 2 s … 30 s when it ends.
 * @param options.program its path
 */
export const windowsHelper = (options: {
  readonly program: string
  readonly clock: Clock
  readonly start?: () => HelperProcess
}): WindowsHelper => {
  const { clock, start = startProgram(options.program) } = options
  const listeners = new Set<Partial<HelperListener>>()
  let process: HelperProcess | undefined
  /** Why it does not run; null while it does. */
  let missing: string | null = 'has not started yet'
  /** Whether it has said what is in front. */
  let seen = false
  let lastLineAt = clock.mono()
  let startedAt = clock.mono()
  let failures = 0
  let closed = false
  let restart: ReturnType<typeof setTimeout> | undefined

  const unavailable = () =>
    new CaptureUnavailable(`the program that sees windows ${missing ?? 'says nothing any more'}`)

  const lose = (ended: HelperProcess, how: string) => {
    if (process !== ended) return
    process = undefined
    missing = how
    ended.end()
    for (const listener of listeners) listener.onLost?.(unavailable())
    if (closed) return
    if (clock.mono() - startedAt > wellAfterMs) failures = 0
    restart = setTimeout(run, retryWaitMs(failures, firstRestartMs))
    restart.unref()
    failures += 1
  }

  const run = () => {
    const started = start()
    process = started
    startedAt = lastLineAt = clock.mono()
    seen = false
    const read = helperLineReader()
    started.onEnd((how) => lose(started, how))
    started.output.setEncoding('utf8')
    started.output.on('data', (chunk: string) => {
      if (process !== started) return
      for (const line of read(chunk)) {
        lastLineAt = clock.mono()
        if (line.event === 'ready') missing = null
        if (line.event === 'window') seen = true
        for (const listener of listeners) listener.onLine?.(line)
      }
    })
  }

  /** Asked each second by who records: needs no timer of its own. */
  const noticeSilence = () => {
    if (process && missing === null && clock.mono() - lastLineAt > silentAfterMs) lose(process, 'said nothing any more')
  }

  const isReady = () => missing === null && seen

  const listen = (listener: Partial<HelperListener>) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  run()
  return {
    assertRunning() {
      noticeSilence()
      if (missing !== null) throw unavailable()
    },
    listen,
    isReady,
    ready: () =>
      new Promise((resolve, reject) => {
        if (isReady()) return resolve()
        const end = (settle: () => void) => {
          clearTimeout(timer)
          stop()
          settle()
        }
        const timer = setTimeout(() => end(() => reject(unavailable())), readyWithinMs)
        const stop = listen({
          onLine: (line) => {
            if (line.event === 'window' && isReady()) end(resolve)
          },
          onLost: (error) => end(() => reject(error)),
        })
      }),
    close() {
      closed = true
      clearTimeout(restart)
      const running = process
      process = undefined
      missing = 'was ended'
      running?.end()
    },
  }
}
