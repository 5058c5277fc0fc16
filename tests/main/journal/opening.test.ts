import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DirectoryInUse } from '../../../src/host/directory-lock.ts'
import { JournalTooNew } from '../../../src/main/journal/errors.ts'
import { openJournal } from '../../../src/main/journal/journal.ts'
import { migrate, migrations, withKinds } from '../../../src/main/journal/migrations.ts'
import { reads } from '../../../src/main/journal/statements.ts'
import { temporaryDirectory } from './support/directory.ts'
import { openTestJournal } from './support/open.ts'
import { spanAt } from './support/records.ts'

describe('one process at a time', () => {
  const holder = async (directory: string) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'support/holder.ts'), directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    return child
  }

  test('a second process is refused with directory and holder, and accepted once the holder is killed', async () => {
    const directory = temporaryDirectory()
    const child = await holder(directory)
    let refusal: unknown
    try {
      openJournal(directory)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(DirectoryInUse)
    expect(refusal).toMatchObject({ directory, pid: child.pid })
    expect(String(refusal)).toContain(`the directory ${directory} is in use by process ${child.pid}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(openTestJournal(directory).waiting(9)).toHaveLength(1)
  })

  test('the same process cannot open it twice, and the first one stays usable', () => {
    const directory = temporaryDirectory()
    const journal = openTestJournal(directory)
    expect(() => openJournal(directory)).toThrow(DirectoryInUse)
    expect(() => openJournal(directory)).toThrow(DirectoryInUse)
    expect(journal.write((tx) => tx.append(spanAt(0)))).toBe(1)
    journal.close()
    journal.close()
    expect(openTestJournal(directory).waiting(9)).toHaveLength(1)
  })
})

describe('a damaged database', () => {
  const filled = (directory: string) => {
    const journal = openTestJournal(directory)
    journal.write((tx) => {
      for (let i = 0; i < 500; i++) tx.append(spanAt(i * 1000))
    })
    journal.close()
    return journal.generation
  }
  const damages: Record<string, (file: string) => void> = {
    'not a database at all': (file) => writeFileSync(file, 'x'.repeat(20_000)),
    'cut off': (file) => truncateSync(file, 20_480),
    'overwritten in the middle': (file) => {
      const bytes = readFileSync(file)
      bytes.fill(0xa5, 8192, 40_960)
      writeFileSync(file, bytes)
    },
  }
  for (const [name, damage] of Object.entries(damages)) {
    test(`${name}: moved aside, reported, and a new generation starts`, () => {
      const directory = temporaryDirectory()
      const generation = filled(directory)
      damage(join(directory, 'journal.db'))
      const damaged = readFileSync(join(directory, 'journal.db'))
      const journal = openTestJournal(directory, { clock: { now: () => Date.UTC(2026, 10, 23, 9) } })
      expect(journal.generation).not.toBe(generation)
      expect(journal.recovered?.file).toBe(join(directory, 'journal.damaged-2026-11-23T09-00-00.000Z.db'))
      expect(journal.recovered?.message).toContain('was damaged and was moved to')
      expect(readFileSync(journal.recovered?.file ?? '').equals(damaged)).toBe(true)
      expect(journal.write((tx) => tx.append(spanAt(0)))).toBe(1)
      journal.close()
      expect(openTestJournal(directory).recovered).toBeNull()
    })
  }

  test('a damaged log loses its own content, not the database', () => {
    const directory = temporaryDirectory()
    const generation = filled(directory)
    writeFileSync(join(directory, 'journal.db-wal'), 'y'.repeat(9000))
    const journal = openTestJournal(directory)
    expect(journal).toMatchObject({ generation, recovered: null })
    expect(journal.counts().waiting).toBe(500)
  })
})

describe('migrations', () => {
  test('a database of a newer agent that this one cannot use is refused and left untouched', () => {
    const directory = temporaryDirectory()
    const journal = openTestJournal(directory)
    journal.write((tx) => tx.append(spanAt(0)))
    journal.close()
    const file = join(directory, 'journal.db')
    const newer = new Database(file)
    newer.pragma(`user_version = ${migrations.length + 1}`)
    newer.pragma(`application_id = ${migrations.length + 1}`)
    newer.close()
    expect(() => openJournal(directory)).toThrow(JournalTooNew)
    const again = new Database(file)
    again.pragma(`user_version = ${migrations.length}`)
    again.close()
    expect(openTestJournal(directory).counts().waiting).toBe(1)
    expect(readdirSync(directory).filter((name) => name.includes('damaged'))).toEqual([])
  })

  test('after a roll-back an agent goes on in the journal of a newer one that only added, and the newer one finds everything', () => {
    const directory = temporaryDirectory()
    const journal = openTestJournal(directory)
    journal.write((tx) => tx.append(spanAt(0)))
    const { generation } = journal
    journal.close()
    // As a newer agent leaves it: a column more, and a record of a kind that this agent does not know.
    const newer = new Database(join(directory, 'journal.db'))
    const added = withKinds(['span', 'touch', 'hidden_tag', 'later']) + 'ALTER TABLE records ADD COLUMN later TEXT;'
    const kinds = [...migrations, added]
    migrate(newer, kinds, migrations.length)
    newer
      .prepare(`INSERT INTO records (kind, started_at, ended_at, body, later) VALUES ('later', 5, 6, ?, 'x')`)
      .run(JSON.stringify({ kind: 'later', startedAt: 5, endedAt: 6, mood: 'calm' }))
    newer.close()

    const back = openTestJournal(directory)
    expect([back.generation, back.recovered]).toEqual([generation, null])
    const seq = back.write((tx) => tx.append(spanAt(900_000)))
    expect(back.waiting(10)).toMatchObject([{ seq: 1 }, { seq: 2, kind: 'later', mood: 'calm' }, { seq, kind: 'span' }])
    back.acknowledge({ through: 2, rejected: [] })
    back.close()

    const again = new Database(join(directory, 'journal.db'))
    migrate(again, kinds, migrations.length)
    const rows = again.prepare('SELECT seq, state, later FROM records ORDER BY seq').all()
    expect(rows).toEqual([
      { seq: 1, state: 'acked', later: null },
      { seq: 2, state: 'acked', later: 'x' },
      { seq, state: 'waiting', later: null },
    ])
    again.close()
  })

  test('each migration runs once, in order; a failed one leaves the earlier version', () => {
    const database = new Database(':memory:')
    migrate(database, ['CREATE TABLE a (x)'])
    expect(() => migrate(database, ['never run again', 'CREATE TABLE b (x)', 'CREATE TABLE c (x); nonsense'])).toThrow()
    expect(database.pragma('user_version', { simple: true })).toBe(2)
    expect(database.prepare(`SELECT name FROM sqlite_schema ORDER BY name`).pluck().all()).toEqual(['a', 'b'])
    database.close()
  })

  test('1, 2: a record has one of the kinds and one of three states', () => {
    const database = new Database(':memory:')
    migrate(database)
    const insert = (kind: string, state: string) =>
      database
        .prepare('INSERT INTO records (kind, started_at, ended_at, body, state) VALUES (?, 1, 2, ?, ?)')
        .run(kind, '{}', state).lastInsertRowid
    expect(insert('span', 'waiting')).toBe(1)
    expect(['manual_time', 'input_counts', 'connectivity'].map((kind) => insert(kind, 'waiting'))).toEqual([2, 3, 4])
    expect(() => insert('title', 'waiting')).toThrow(/CHECK/)
    expect(() => insert('span', 'lost')).toThrow(/CHECK/)
    database.close()
  })

  test('2: existing records are unchanged, and no seq is reused', () => {
    const database = new Database(':memory:')
    migrate(database, migrations.slice(0, 1))
    const insert = database.prepare(
      `INSERT INTO records (kind, started_at, ended_at, body, state, acked_at, detail) VALUES ('span', 1, 2, ?, 'acked', 3, 'x')`,
    )
    for (const body of ['a', 'b', 'c']) insert.run(body)
    const rows = () => database.prepare('SELECT * FROM records ORDER BY seq').all()
    // The last one was delivered and pruned; its seq must never be reused.
    database.exec('DELETE FROM records WHERE seq = 3')
    const before = rows()
    migrate(database)
    expect(rows()).toEqual(before)
    expect(insert.run('d').lastInsertRowid).toBe(4)
    database.close()

    const empty = new Database(':memory:')
    migrate(empty, migrations.slice(0, 1))
    empty.exec(`INSERT INTO records (kind, started_at, ended_at, body) VALUES ('span', 1, 2, ''); DELETE FROM records`)
    migrate(empty)
    empty.exec(`INSERT INTO records (kind, started_at, ended_at, body) VALUES ('manual_time', 1, 2, '')`)
    expect(empty.prepare('SELECT seq FROM records').pluck().all()).toEqual([2])
    empty.close()
  })

  test('queries that run every minute use their index', () => {
    const database = new Database(':memory:')
    migrate(database)
    const plan = (sql: string) =>
      database
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...[...sql.matchAll(/\?/g)].map(() => 1))
        .map((step) => step.detail)
        .join('; ')
    expect(Object.fromEntries(Object.entries(reads).map(([name, sql]) => [name, plan(sql)]))).toEqual({
      waiting: 'SCAN records USING INDEX records_waiting',
      waitingCount: 'SCAN records USING COVERING INDEX records_waiting',
      quarantinedCount: 'SCAN records USING COVERING INDEX records_quarantined',
      between: 'SEARCH records USING INDEX records_by_end (ended_at>?); USE TEMP B-TREE FOR ORDER BY',
      annotations: 'SCAN records USING INDEX records_annotation',
      manualTime: 'SCAN records USING INDEX records_manual_time',
      newest: 'SEARCH records USING INTEGER PRIMARY KEY (rowid<?)',
    })
    database.close()
  })
})
