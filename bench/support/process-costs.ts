import { readFileSync, readdirSync } from 'node:fs'
import { cpuOfTree, memoryOfTree, pidsOfTree } from './process-tree.ts'

/** What a process and all below it have cost since they began. Of children that came and went only the CPU time is known. */
export interface Costs {
  readonly cpuMs: number
  /** Times a thread was given the processor anew. */
  readonly contextSwitches: number
  /** Handed to `write` and its like: files, sockets and pipes between the processes. */
  readonly bytesWritten: number
  /** Sent to a disk. */
  readonly bytesToDisk: number
}

export const costsOf = (root: number): Costs => {
  const pids = pidsOfTree(root)
  return {
    cpuMs: cpuOfTree(root),
    contextSwitches: sum(pids.flatMap(switchesOfThreads)),
    bytesWritten: sum(pids.map((pid) => figure(`/proc/${pid}/io`, /^wchar: (\d+)$/m))),
    bytesToDisk: sum(pids.map((pid) => figure(`/proc/${pid}/io`, /^write_bytes: (\d+)$/m))),
  }
}

export const lessCosts = (after: Costs, before: Costs): Costs => ({
  cpuMs: after.cpuMs - before.cpuMs,
  contextSwitches: after.contextSwitches - before.contextSwitches,
  bytesWritten: after.bytesWritten - before.bytesWritten,
  bytesToDisk: after.bytesToDisk - before.bytesToDisk,
})

export { memoryOfTree }

/** `/proc/PID/status` tells of the first thread only. */
const switchesOfThreads = (pid: number): readonly number[] =>
  namesIn(`/proc/${pid}/task`).map((thread) => {
    const file = `/proc/${pid}/task/${thread}/status`
    return figure(file, /^voluntary_ctxt_switches:\s+(\d+)$/m) + figure(file, /^nonvoluntary_ctxt_switches:\s+(\d+)$/m)
  })

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** 0 when the process has gone. */
const figure = (file: string, pattern: RegExp): number => {
  try {
    return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
