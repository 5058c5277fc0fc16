import { readFileSync, readdirSync } from 'node:fs'

// Linux only, like the display of these tests.

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every running process, without those that end meanwhile or wait for their parent. */
export function allProcesses(): ProcessInfo[] {
  const found: ProcessInfo[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z' || state === 'X') continue
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      found.push({ pid: Number(name), parent: Number(parent), command })
    } catch {
      // The process may end at any time.
    }
  }
  return found
}

/** A process and all its descendants. */
export function familyOf(pid: number): ProcessInfo[] {
  const all = allProcesses()
  const family = all.filter((process) => process.pid === pid)
  for (const member of family) family.push(...all.filter((process) => process.parent === member.pid))
  return family
}

/** An environment variable that marks everything a program starts, because children inherit it. */
export const MARK = 'TOUCHLEDGER_E2E_MARK'

/** Processes with this mark, whoever their parent is now. Chromium's own child processes overwrite theirs. */
export function processesMarked(mark: string): ProcessInfo[] {
  const entry = `${MARK}=${mark}`
  return allProcesses().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(entry)
    } catch {
      return false
    }
  })
}

/** Kinds of Chromium processes below a process: `renderer`, `utility`, `zygote` … */
export const chromiumProcessTypes = (pid: number): string[] =>
  familyOf(pid).flatMap(({ command }) => /--type=([\w-]+)/.exec(command)?.[1] ?? [])

/** Kills processes. Missing ones are not an error. */
export function kill(processes: readonly ProcessInfo[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // The process may end at any time.
    }
  }
}
