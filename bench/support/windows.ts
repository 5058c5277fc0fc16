import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Real windows on a display, whose titles the starter rules know. */
export interface Desk {
  /** Gives the next window the focus, round and round. */
  switchWindow(): Promise<void>
  stop(): Promise<void>
}

const titles = [
  'Hyperspace - Denial follow-up work queue',
  'SPOT - Claim status - Claim #PCN-20418',
  'Online banking - accounts',
]

/** Three terminals. Needs the programs xterm and xdotool. */
export const openDesk = async (env: NodeJS.ProcessEnv): Promise<Desk> => {
  const terminals = titles.map((title) =>
    // Reads nothing and prints nothing: a shell would set a title of its own.
    spawn('xterm', ['-T', title, '-e', 'sleep', 'infinity'], { env, stdio: 'ignore' }),
  )
  const windows: string[] = []
  for (const title of titles) windows.push(await windowCalled(title, env))
  let next = 0
  return {
    async switchWindow() {
      const window = windows[next++ % windows.length] ?? ''
      await run('xdotool', ['windowactivate', '--sync', window], { env })
    },
    async stop() {
      for (const terminal of terminals) {
        if (terminal.exitCode !== null || terminal.signalCode !== null) continue
        const gone = once(terminal, 'exit')
        terminal.kill('SIGTERM')
        await gone
      }
    },
  }
}

const windowCalled = async (title: string, env: NodeJS.ProcessEnv): Promise<string> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--name', title], { env }).catch(() => ({
      stdout: '',
    }))
    const [window] = stdout.trim().split('\n')
    if (window) return window
    await sleep(100)
  }
  throw new Error(`the window "${title}" did not appear`)
}
