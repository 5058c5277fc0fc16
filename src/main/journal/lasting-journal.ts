import type { SpanRecord } from '../../shared/contract/index.ts'
import { JournalCorrupt } from './errors.ts'
import type { Journal } from './journal.ts'

/**
 * Keeps a journal usable after file damage: the damaged file is moved aside and a new generation starts. The failed call still
 * throws; the recorder keeps its data and writes it with the next observation.
 * @param open as at the start
 * @param onReplaced called before the error reaches the caller
 */
export const lastingJournal = (open: () => Journal, onReplaced: (journal: Journal) => void): Journal => {
  let current = open()
  /** The journal could not be reopened, for example on a full disk. The next call tries again. */
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
    get removals() {
      return current.removals
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
    annotationRecords: () => on((journal) => journal.annotationRecords()),
    newest: (query) => on((journal) => journal.newest(query)),
    waiting: (limit) => on((journal) => journal.waiting(limit)),
    oldestHeld: () => on((journal) => journal.oldestHeld()),
    beginsAt: () => on((journal) => journal.beginsAt()),
    deliveredEarlier: (seqs) => on((journal) => journal.deliveredEarlier(seqs)),
    counts: () => on((journal) => journal.counts()),
    acknowledge: (acknowledgment) => on((journal) => journal.acknowledge(acknowledgment)),
    newGeneration: () => on((journal) => journal.newGeneration()),
    prune: (now) => on((journal) => journal.prune(now)),
    syncToDisk: () => on((journal) => journal.syncToDisk()),
    close() {
      closed = true
      current.close()
    },
  }
}
