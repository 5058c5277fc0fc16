import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { TeamClient } from '../../shared/contract/index.ts'
import { overdueNotice, type OverdueNotice } from './overdue-notices.ts'

const everyMs = 60_000
const announcedSchema = z.array(z.string().max(200)).max(5_000)

/**
 * Polls for overdue alerts every minute and announces new ones in one notice. A file keeps the announced ids across restarts.
 * @returns the function that stops it
 */
export const notifyOverdue = (options: {
  readonly team: TeamClient
  readonly file: string
  readonly show: (notice: OverdueNotice) => void
  /** Gets the error name only. */
  readonly onFailure: (errorName: string) => void
}): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  let failed = ''
  const poll = async () => {
    try {
      const announced = await readAnnounced(options.file)
      const { rows } = await options.team.read('alerts', { state: 'open', limit: 500 })
      if (ended) return
      const { notice, announced: next } = overdueNotice(rows, announced)
      if (notice) {
        // Written first: a missed notice is better than a repeated one after a crash.
        await writeFile(options.file, JSON.stringify(next), { mode: 0o600 })
        options.show(notice)
      }
      failed = ''
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error
      // Logs a repeated failure once.
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

const readAnnounced = async (file: string): Promise<readonly string[]> => {
  try {
    return announcedSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return []
  }
}
