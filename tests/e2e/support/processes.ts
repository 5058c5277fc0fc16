import { readFileSync, readdirSync } from 'node:fs'

// Linux only, as the display these tests need.

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process there is; one that ends meanwhile is left out, and so are those that have ended and only wait for their parent. */
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
      // Gone meanwhile.
    }
  }
  return found
}

/** A process and all that descend from it. */
export function familyOf(pid: number): ProcessInfo[] {
  const all = allProcesses()
  const family = all.filter((process) => process.pid === pid)
  for (const member of family) family.push(...all.filter((process) => process.parent === member.pid))
  return family
}

/** The variable that marks all that a program starts, and what they start: it is inherited. */
export const MARK = 'TOUCHLEDGER_E2E_MARK'

/** Processes with this mark, whoever is their parent by now. Chromium's own child processes write over theirs. */
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

/** The kinds of Chromium's processes below a process: `renderer`, `utility`, `zygote` … */
export const chromiumProcessTypes = (pid: number): string[] =>
  familyOf(pid).flatMap(({ command }) => /--type=([\w-]+)/.exec(command)?.[1] ?? [])

/** Ends processes at once. Those that are gone already are no error. */
export function kill(processes: readonly ProcessInfo[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone meanwhile.
    }
  }
}
