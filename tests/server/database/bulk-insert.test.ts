import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textArray } from '../../../src/server/database/arrays.ts'
import { bulkInsert, bulkRows } from '../../../src/server/database/bulk-insert.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { sql, statement, token, tokens } from '../../../src/server/database/sql.ts'
import { createTable, table } from '../../../src/server/database/table.ts'
import { stores } from '../support/store-names.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const things = table(
  'things',
  {
    id: 'int',
    word: 'text',
    maybe: 'text?',
    at: 'bigint',
    no: 'int?',
    yes: 'boolean',
    uuid: 'uuid?',
    claimToken: 'token?',
    words: 'text[]',
    numbers: 'int[]?',
    times: 'bigint[]',
    claimTokens: 'token[]',
    source: 'text',
  },
  { primaryKey: ['id'] },
)
const columns = [
  'id',
  'word',
  'maybe',
  'at',
  'no',
  'yes',
  'uuid',
  'claimToken',
  'words',
  'numbers',
  'times',
  'claimTokens',
] as const

const [a, b] = ['ab'.repeat(32), '0f'.repeat(32)]
const awkward = ['', ' ', 'NULL', 'null', `it's`, 'a "quoted" word', 'back\\slash', '\\"', '{}', ',', 'é€😀', '\n\t']
const plain = { yes: true, words: [], numbers: null, times: [], claimTokens: [], maybe: null, no: null, uuid: null }
const rows = [
  {
    ...plain,
    id: 1,
    word: 'first',
    at: 2 ** 53 - 1,
    no: -(2 ** 31),
    uuid: '00112233445566778899aabbccddeeff',
    claimToken: a,
    words: awkward,
    numbers: [1, -2],
    times: [0, 2 ** 52],
    claimTokens: [a, b],
  },
  ...awkward.map((word, index) => ({
    ...plain,
    id: index + 2,
    word,
    maybe: word,
    at: 0,
    yes: false,
    claimToken: null,
  })),
]

describe.each(stores)('rows in bulk in the %s store', (store) => {
  let tenant: TestTenant
  let database: Database
  beforeAll(async () => {
    tenant = await freshTenant(store)
    ;({ database } = tenant)
    for (const text of createTable(things)) await database.query(statement(text))
  })
  afterAll(() => tenant.close())

  const stored = () =>
    database.query(
      sql`select id, word, maybe, at, no, yes, replace(uuid::text, '-', '') as uuid, encode(claim_token, 'hex') as "claimToken", words,
          numbers, times, array(select encode(t, 'hex') from unnest(claim_tokens) t) as "claimTokens", source
        from things order by id`,
    )

  test('come back as they were, whatever their texts are', async () => {
    await database.query(bulkInsert(things, columns, rows, { source: `the 'same' in all` }))
    expect(await stored()).toEqual(rows.map((row) => ({ ...row, source: `the 'same' in all` })))
  })

  test('are updated where they conflict, and answered', async () => {
    const insert = bulkInsert(things, columns, rows.slice(0, 2), { source: 'again' })
    const answered = await database.query(
      sql`${insert} on conflict (id) do update set source = excluded.source returning id, source`,
    )
    expect(answered).toEqual([
      { id: 1, source: 'again' },
      { id: 2, source: 'again' },
    ])
  })

  test('can be joined, and are found by tokens and texts', async () => {
    const found = await database.query(
      sql`select t.id from things t join ${bulkRows(things, ['id', 'word'], rows)} on r.id = t.id and r.word = t.word
        where t.claim_token = ${token(a)} and t.claim_token = any(${tokens([a, b])}) and ${textArray(awkward)}::text[] = t.words`,
    )
    expect(found).toEqual([{ id: 1 }])
  })

  test('of a column that the table does not have are an error of the program', () => {
    expect(() => bulkInsert(things, ['nothing' as 'word'], [{ word: 'a' }])).toThrow('has no column nothing')
  })
})
