import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

export interface TestDisplay {
  /** As in `$DISPLAY`. */
  readonly name: string
  /** Starts a program on it, which ends with the display. */
  run(command: string, ...parameters: readonly string[]): ChildProcess
  /** Stops and continues the window manager. */
  signalManager(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends all programs started on it. */
  clear(): Promise<void>
  stop(): Promise<void>
}

/**
 * A virtual X display with a window manager. Requires Xvfb and openbox.
 * @param options.name a unique name, for a display that will return; default: the first free one
 */
export const startDisplay = async (
  options: { readonly windowManager?: boolean; readonly name?: string } = {},
): Promise<TestDisplay> => {
  const place = options.name === undefined ? [] : [options.name]
  // `-noreset`: otherwise the server resets when its last client leaves and disconnects new clients.
  const settings = ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp', '-noreset']
  const server = spawn('Xvfb', [...place, ...settings], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const numbers = server.stdio[3] as Readable
  const failed = once(server, 'exit').then(() => {
    throw new Error('Xvfb did not start')
  })
  const [number] = await Promise.race([once(numbers, 'data'), failed])
  failed.catch(() => {})
  const name = `:${String(number).trim()}`
  const start = (command: string, ...parameters: readonly string[]) =>
    spawn(command, parameters, { stdio: 'ignore', env: { ...process.env, DISPLAY: name } })
  const programs: ChildProcess[] = []
  const managers: ChildProcess[] = []
  if (options.windowManager !== false) {
    managers.push(start('openbox', '--sm-disable'))
    await until(async () =>
      (await output('xprop', ['-display', name, '-root', '_NET_SUPPORTING_WM_CHECK'])).includes('#'),
    )
  }
  return {
    name,
    run(command, ...parameters) {
      const program = start(command, ...parameters)
      programs.push(program)
      return program
    },
    signalManager(signal) {
      for (const manager of managers) manager.kill(signal)
    },
    clear: () => endAll(programs.splice(0)),
    async stop() {
      await endAll([...programs, ...managers])
      // So that it removes its lock file and socket.
      await ended(server, 'SIGTERM')
    },
  }
}

/** Ends a process and waits for its end. */
export const ended = async (child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** Waits for a condition, a minute at most. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 60_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`never held: ${holds.toString()}`)
    await sleep(20)
  }
}

const endAll = async (children: readonly ChildProcess[]): Promise<void> => {
  for (const child of children) await ended(child)
}

const output = async (command: string, parameters: readonly string[]): Promise<string> => {
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [chunks] = await Promise.all([child.stdout.toArray(), once(child, 'exit')])
  return Buffer.concat(chunks).toString()
}
