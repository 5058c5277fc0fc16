import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { _electron, type ElectronApplication } from 'playwright-core'
import { electronRuntime } from '../../../scripts/electron-runtime.mjs'
import { sandboxSwitches } from '../../../scripts/launch-electron.mjs'

type Environment = Readonly<Record<string, string | undefined>>

/** Starts the app under Playwright's control. */
export const launchApp = (
  folder: string,
  parameters: readonly string[],
  env: Environment,
): Promise<ElectronApplication> =>
  _electron.launch({
    executablePath: electronRuntime().path,
    args: [...sandboxSwitches(), folder, ...parameters],
    env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  })

export interface StartedApp {
  readonly process: ChildProcess
  /** Its standard error so far. */
  said(): string
  /** Its exit code; -1 if a signal ended it. */
  readonly ended: Promise<number>
}

/** Starts the app without Playwright, as a user does. */
export const startApp = (folder: string, parameters: readonly string[], env: Environment): StartedApp => {
  const child = spawn(electronRuntime().path, [...sandboxSwitches(), folder, ...parameters], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
  return { process: child, said: () => said, ended }
}

/** Kinds of Chromium's child processes below a process, from `/proc`: `renderer`, `utility`, `zygote` … */
export const childProcessTypes = (pid: number): readonly string[] => {
  const parents = new Map<number, number>()
  const types = new Map<number, string>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
      const type = /--type=([\w-]+)/.exec(readFileSync(`/proc/${name}/cmdline`, 'utf8'))?.[1]
      if (type) types.set(Number(name), type)
    } catch {
      // The process may end at any time.
    }
  }
  const isBelow = (process: number): boolean => {
    const parent = parents.get(process)
    return parent !== undefined && (parent === pid || isBelow(parent))
  }
  return [...types].filter(([process]) => isBelow(process)).map(([, type]) => type)
}
