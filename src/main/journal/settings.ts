import type Database from 'better-sqlite3'
import { z } from 'zod'
import {
  batchAckSchema,
  noticeAcknowledgmentSchema,
  noticeTermsSchema,
  outageCauses,
  rulesChangeSchema,
  ruleSetSchema,
} from '../../shared/contract/index.ts'

/** Everything the journal stores beside records. No secrets: keys are in the identity store. */
const settingSchemas = {
  /** The rules in force, so that a restart without network classifies as before. */
  rules: ruleSetSchema,
  /** The latest changes of the rules, which may not follow one another too fast. */
  rulesPace: z.object({ day: z.number(), changes: z.number(), lastAt: z.number() }),
  /** What the person sees of them, newest first. */
  rulesChanges: z.array(rulesChangeSchema),
  /** Windows that no rule names and the biller offered to the admins, oldest first. */
  offers: z.array(
    z.object({ program: z.string(), shape: z.string(), sent: z.boolean(), month: z.string().optional() }),
  ),
  /** Time in windows that no rule names, by the UTC week, oldest first: the running week and those that were not sent. */
  unclassifiedWeeks: z.array(
    z.object({
      week: z.string(),
      kinds: z.array(z.object({ program: z.string(), shape: z.string(), ms: z.number() })),
    }),
  ),
  /** Whose device records what is in the journal. */
  enrolledAs: z.object({
    deviceId: z.string(),
    userId: z.string(),
    userName: z.string(),
    email: z.string().optional(),
  }),
  /** Acknowledgments of the notice of what is recorded, oldest first. */
  notices: z.array(
    z.object({ acknowledgment: noticeAcknowledgmentSchema, terms: noticeTermsSchema, sent: z.boolean() }),
  ),
  /** Spans after this seq begin new touches: something before was taken out. */
  touchesEndAt: z.number(),
  /** When requests were sent sooner than at the quiet pace, oldest first. */
  soonerRequests: z.array(z.number()),
  lastAck: z.object({ at: z.number(), ack: batchAckSchema }),
  /** The pause that runs. */
  pause: z.object({ startedAt: z.number(), lengthMs: z.number() }),
  /** The open connectivity outage, up to its last check. */
  outage: z.object({ startedAt: z.number(), seenAt: z.number(), cause: z.enum(outageCauses) }),
  /** When records were last found missing. */
  gap: z.object({ foundAt: z.number(), message: z.string() }),
}

export type SettingKey = keyof typeof settingSchemas
export type Setting<Key extends SettingKey> = z.infer<(typeof settingSchemas)[Key]>

export interface Settings {
  /** Undefined if never set, or if the stored value no longer fits its schema (as after a downgrade). */
  get<Key extends SettingKey>(key: Key): Setting<Key> | undefined
  set<Key extends SettingKey>(key: Key, value: Setting<Key>): void
  remove(key: SettingKey): void
}

export const openSettings = (database: Database.Database, guarded: <T>(work: () => T) => T): Settings => {
  const select = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?')
  const upsert = database.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const remove = database.prepare('DELETE FROM settings WHERE key = ?')
  return {
    get<Key extends SettingKey>(key: Key) {
      const row = guarded(() => select.get(key))
      if (row === undefined) return undefined
      const parsed = settingSchemas[key].safeParse(JSON.parse(row.value))
      return parsed.success ? (parsed.data as Setting<Key>) : undefined
    },
    set(key, value) {
      guarded(() => upsert.run(key, JSON.stringify(value)))
    },
    remove(key) {
      guarded(() => remove.run(key))
    },
  }
}
