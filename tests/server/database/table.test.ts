import { expect, expectTypeOf, test } from 'vitest'
import { columnName, createTable, sqlType, table, type RowOf } from '../../../src/server/database/table.ts'

const facts = table(
  'facts',
  {
    id: { type: 'int', sql: 'generated always as identity' },
    claimToken: 'token?',
    startedAt: 'bigint',
    bucket15min: 'int',
    names: 'text[]',
    state: { type: 'text', sql: `default 'open'` },
  },
  {
    primaryKey: ['id', 'startedAt'],
    include: ['state'],
    byMonth: true,
    indexes: { facts_token: 'unique (claim_token) where claim_token is not null', facts_time: '(started_at)' },
  },
)

test('a declaration gives the statements that make the table, the widest numbers first', () => {
  expect(createTable(facts)).toEqual([
    'create table facts (started_at bigint not null, id int not null generated always as identity, bucket15min int not null, ' +
      `claim_token bytea, names text[] not null, state text not null default 'open', primary key (id, started_at) include (state)) ` +
      'partition by range (started_at)',
    'create unique index facts_token on facts (claim_token) where claim_token is not null',
    'create index facts_time on facts (started_at)',
  ])
})

test('names of columns are snake case, and types have PostgreSQL’s names', () => {
  expect(['startedAt', 'id', 'firstTouchAt', 'bucket15min'].map(columnName)).toEqual([
    'started_at',
    'id',
    'first_touch_at',
    'bucket15min',
  ])
  expect((['token', 'token?', 'token[]', 'text[]?', 'bigint'] as const).map(sqlType)).toEqual([
    'bytea',
    'bytea',
    'bytea[]',
    'text[]',
    'bigint',
  ])
})

test('a row has the types of its columns', () => {
  expectTypeOf<RowOf<typeof facts, 'claimToken' | 'names' | 'startedAt' | 'state'>>().toEqualTypeOf<{
    readonly claimToken: string | null
    readonly names: readonly string[]
    readonly startedAt: number
    readonly state: string
  }>()
})
