import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'

/** A process as `/proc/PID/stat` tells of it. */
interface ProcessStat {
  readonly pid: number
  readonly parent: number
  /** Its own CPU time and that of the children it has waited for, in clock ticks. */
  readonly ticks: number
}

/**
 * CPU time of a process and all below it, ms, with that of the children that came and went. Read twice, the difference is
 * what the tree used in between; each process in it is exact to a clock tick (10 ms).
 */
export const cpuOfTree = (root: number): number =>
  tree(root).reduce((sum, { ticks }) => sum + ticks, 0) * (1000 / ticksPerSecond())

/** Proportional set size of a process and all below it, MB: memory shared with n processes counts one n-th in each. */
export const memoryOfTree = (root: number): number =>
  tree(root).reduce((sum, { pid }) => sum + proportionalKilobytes(pid), 0) / 1024

/** A process and all below it that live now. */
export const pidsOfTree = (root: number): readonly number[] => tree(root).map(({ pid }) => pid)

/** The processes from `root` down that live now. */
const tree = (root: number): readonly ProcessStat[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
  const below = (parent: number): readonly ProcessStat[] =>
    all.filter((process) => process.parent === parent).flatMap((process) => [process, ...below(process.pid)])
  return [...all.filter((process) => process.pid === root), ...below(root)]
}

const statOf = (pid: number): ProcessStat | null => {
  const text = readOrNull(`/proc/${pid}/stat`)
  if (text === null) return null
  // The name, in parentheses, may hold blanks. After it: state, parent, … and from the 12th on utime, stime, cutime, cstime.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { pid, parent: Number(fields[1]), ticks }
}

const proportionalKilobytes = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB$/m.exec(readOrNull(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0)

/** Null when the process has gone. */
const readOrNull = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

const ticksPerSecond = (): number => Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
