import { expect, test } from 'vitest'
import {
  all,
  hexOf,
  join,
  literal,
  name,
  nothing,
  sql,
  statement,
  token,
  tokens,
  where,
  type Sql,
} from '../../../src/server/database/sql.ts'

const compiled = (fragment: Sql) => fragment.compile()

test('values become parameters in the order in which they stand, and fragments bring theirs along', () => {
  const people = sql`team = ${'North'} and sample = ${false}`
  const rows = sql`select ${1}::int as one from users where ${people} limit ${10}`
  expect(compiled(sql`select * from (${rows}) r where r.one > ${2}`)).toEqual({
    text: 'select * from (select $1::int as one from users where team = $2 and sample = $3 limit $4) r where r.one > $5',
    values: [1, 'North', false, 10, 2],
  })
})

test('a fragment that is used twice sends its values twice', () => {
  const at = sql`${7}::bigint`
  expect(compiled(sql`${at} < x and x < ${at}`)).toEqual({ text: '$1::bigint < x and x < $2::bigint', values: [7, 7] })
})

test('a fragment at the beginning, at the end and next to another leaves the text as it is', () => {
  const [a, b] = [sql`a`, sql`${1}`]
  expect(compiled(sql`${a}${b}${a}`)).toEqual({ text: 'a$1a', values: [1] })
  expect(compiled(sql`${b}`)).toEqual({ text: '$1', values: [1] })
  expect(compiled(nothing)).toEqual({ text: '', values: [] })
})

test('text from outside never becomes SQL', () => {
  const evil = `'; drop table users; --`
  expect(compiled(sql`select ${evil}`)).toEqual({ text: 'select $1', values: [evil] })
  for (const text of ['users; drop', 'Users', 'a.b.c', '1a', '', 'a b', 'a"b']) {
    expect(() => name(text), text).toThrow('not a name of SQL')
  }
  expect(compiled(name('activity_15min')).text).toBe('activity_15min')
  expect(compiled(name('d.claim_token')).text).toBe('d.claim_token')
  expect(compiled(literal(`it's`)).text).toBe(`'it''s'`)
  expect(compiled(literal(15)).text).toBe('15')
})

test('conditions that are absent leave no trace', () => {
  expect(compiled(where([null, null])).text).toBe('')
  expect(compiled(all([null])).text).toBe('true')
  expect(compiled(where([null, sql`a = ${1}`, null, sql`b = ${2}`]))).toEqual({
    text: 'where a = $1 and b = $2',
    values: [1, 2],
  })
})

test('joined fragments are separated, and a single one is not', () => {
  expect(compiled(join([sql`a`, sql`${1}`, sql`c`]))).toEqual({ text: 'a, $1, c', values: [1] })
  expect(compiled(join([sql`a`, sql`b`], ' union all ')).text).toBe('a union all b')
  expect(compiled(join([sql`a`])).text).toBe('a')
  expect(compiled(join([])).text).toBe('')
})

test('a statement of the program takes its text as it is', () => {
  expect(compiled(statement('create table t (a text)'))).toEqual({ text: 'create table t (a text)', values: [] })
})

test('claim tokens are bytes in the database and hex digits in the program', () => {
  expect(compiled(token('ab01'))).toEqual({ text: `decode($1, 'hex')`, values: ['ab01'] })
  expect(compiled(tokens(['ab', 'cd']))).toEqual({ text: '$1::bytea[]', values: ['{"\\\\xab","\\\\xcd"}'] })
  expect(compiled(hexOf(sql`t.claim_token`)).text).toBe(`encode(t.claim_token, 'hex')`)
})
