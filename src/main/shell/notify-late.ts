import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { TeamClient } from '../../shared/contract/index.ts'
import { lateNotice, type LateNotice } from './late-notices.ts'

const everyMs = 60_000
const toldSchema = z.array(z.string().max(200)).max(5_000)

/**
 * Looks for late alerts every minute and tells of new ones in one notice. Which were told is kept in a file of ids, so that a restart
 * tells none twice. @returns how to stop
 */
export const notifyLate = (options: {
  readonly team: TeamClient
  readonly file: string
  readonly show: (notice: LateNotice) => void
  /** Told by error name only. */
  readonly onFailure: (errorName: string) => void
}): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  let failed = ''
  const poll = async () => {
    try {
      const told = await readTold(options.file)
      const { rows } = await options.team.read('alerts', { state: 'open', limit: 500 })
      if (ended) return
      const { notice, told: next } = lateNotice(rows, told)
      if (notice) {
        // Written first: better one notice too few than the same again after a crash.
        await writeFile(options.file, JSON.stringify(next), { mode: 0o600 })
        options.show(notice)
      }
      failed = ''
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error
      // An endpoint that is away for a night is one line, not six hundred.
      if (name !== failed) options.onFailure(name)
      failed = name
    }
    if (!ended) timer = setTimeout(() => void poll(), everyMs)
  }
  void poll()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}

const readTold = async (file: string): Promise<readonly string[]> => {
  try {
    return toldSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return []
  }
}
