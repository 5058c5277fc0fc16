import type { SpanRecord } from '../../shared/contract/index.ts'
import { JournalCorrupt } from './errors.ts'
import type { Journal } from './journal.ts'

/**
 * A journal that outlives the damage of its file: found damaged while in use it is closed and opened again, which moves the file aside and begins a
 * new generation. What was asked fails all the same, once; the recorder keeps what it could not write and writes it with the next observation.
 * @param open as at the start
 * @param onReplaced told of the new one, before the failure reaches whoever asked
 */
export const lastingJournal = (open: () => Journal, onReplaced: (journal: Journal) => void): Journal => {
  let current = open()
  /** It could not be opened again, as on a full disk: tried with the next question. */
  let missing = false
  let closed = false

  const replace = (): void => {
    missing = true
    current.close()
    current = open()
    missing = false
    onReplaced(current)
  }
  const on = <T>(work: (journal: Journal) => T): T => {
    if (missing && !closed) replace()
    try {
      return work(current)
    } catch (error) {
      if (error instanceof JournalCorrupt && !closed) replace()
      throw error
    }
  }

  return {
    get generation() {
      return current.generation
    },
    get recovered() {
      return current.recovered
    },
    get encrypted() {
      return current.encrypted
    },
    settings: {
      get: (key) => on(({ settings }) => settings.get(key)),
      set: (key, value) => on(({ settings }) => settings.set(key, value)),
      remove: (key) => on(({ settings }) => settings.remove(key)),
    },
    write: (work) => on((journal) => journal.write(work)),
    openSpans: () => on((journal) => journal.openSpans()),
    *spansSince(since): IterableIterator<SpanRecord> {
      const spans = on((journal) => journal.spansSince(since))
      for (;;) {
        const next = on(() => spans.next())
        if (next.done) return
        yield next.value
      }
    },
    recordsBetween: (from, to) => on((journal) => journal.recordsBetween(from, to)),
    manualTimeRecords: () => on((journal) => journal.manualTimeRecords()),
    newest: (query) => on((journal) => journal.newest(query)),
    waiting: (limit) => on((journal) => journal.waiting(limit)),
    oldestSeq: () => on((journal) => journal.oldestSeq()),
    counts: () => on((journal) => journal.counts()),
    acknowledge: (acknowledgement) => on((journal) => journal.acknowledge(acknowledgement)),
    newGeneration: () => on((journal) => journal.newGeneration()),
    prune: (now) => on((journal) => journal.prune(now)),
    syncToDisk: () => on((journal) => journal.syncToDisk()),
    close() {
      closed = true
      current.close()
    },
  }
}
