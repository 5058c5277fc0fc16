import { expect, test } from 'vitest'
import { asFailure, DatabaseFailure } from '../../../src/server/database/database.ts'
import { isLost, isUnreachable } from '../../../src/server/database/unreachable.ts'

const withCode = (code: string, message = 'of a test') => Object.assign(new Error(message), { code })

test.each([
  // As PostgreSQL says it: connection, resources, shutting down, starting, ended, restored.
  ...['08000', '08001', '08003', '08006', '53100', '53200', '53300', '57P01', '57P02', '57P03', '57P05', '3D000'],
  // As the system says it.
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ENOENT',
  ],
])('%s: the database cannot be reached', (code) => {
  expect(isUnreachable(asFailure(withCode(code)))).toBe(true)
})

test.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
])('"%s", which has no code: the database cannot be reached, and the connection is lost', (message) => {
  expect(isUnreachable(asFailure(new Error(message)))).toBe(true)
  expect(isLost(asFailure(new Error(message)))).toBe(true)
})

test.each([
  // A fault of a statement, of data, of a lock, of rights: nothing that passes by itself, or not by waiting for the server.
  ...['22003', '23505', '25P02', '40001', '40P01', '42601', '42P01', '42501', '55P03', '57014', '28P01', 'XX000'],
  ...['EACCES', 'EINVAL'],
])('%s is another failure', (code) => {
  expect(isUnreachable(asFailure(withCode(code)))).toBe(false)
})

test('what is no failure of the database is none of its unreachability, whatever its code or words', () => {
  expect(isUnreachable(withCode('ECONNREFUSED'))).toBe(false)
  expect(isUnreachable(new Error('Connection terminated unexpectedly'))).toBe(false)
  expect(isUnreachable(new DatabaseFailure('unknown', 'a value is not a number'))).toBe(false)
  expect(isUnreachable(null)).toBe(false)
})

test('a connection is lost by what the connection tells, also where its code looks like one of PostgreSQL', () => {
  for (const code of ['08006', '57P01', 'EPIPE', 'ECONNRESET'])
    expect(isLost(asFailure(withCode(code))), code).toBe(true)
  for (const code of ['22003', '40001', '53200', '42P01']) expect(isLost(asFailure(withCode(code))), code).toBe(false)
})
