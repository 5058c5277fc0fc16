import { readFileSync, readdirSync } from 'node:fs'

/** The process that runs this file, as Wine shows it on this machine; null: none does. */
export const pidOfProgram = (name: string): number | null => {
  const runs = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]?.endsWith(name) === true
    } catch {
      // It has gone.
      return false
    }
  }
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && runs(entry))
  return pid === undefined ? null : Number(pid)
}
