import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../scripts/sample-world/columns.ts'
import { differencesOf, kindOf } from '../../scripts/sample-world/differences.ts'
import { createRenames, parseTable, type RenameTable } from '../../scripts/sample-world/renames.ts'

const why = 'a test'
const renamesOf = (table: Partial<RenameTable>) =>
  createRenames({
    requests: [],
    keys: [],
    values: [],
    spellings: [],
    byId: [],
    added: [],
    excluded: [],
    ...table,
  })

describe('differences of two dumps', () => {
  it('are none of the same answers, whatever the order of their keys', () => {
    expect(differencesOf({ a: { one: 1, two: [{ x: null }] } }, { a: { two: [{ x: null }], one: 1 } })).toEqual([])
  })

  it('are every value, key, row and request that only one of them has', () => {
    const older = { 'GET /a?x=1': { rows: [{ id: 1, was: true }, { id: 2 }] }, 'GET /gone': null }
    const newer = { 'GET /a?x=1': { rows: [{ id: 2 }], is: null } }
    expect(differencesOf(older, newer)).toEqual([
      { request: 'GET /a?x=1', path: 'rows.length', older: 2, newer: 1 },
      { request: 'GET /a?x=1', path: 'rows.0.id', older: 1, newer: 2 },
      { request: 'GET /a?x=1', path: 'rows.0.was', older: true, newer: undefined },
      { request: 'GET /a?x=1', path: 'is', older: undefined, newer: null },
      { request: 'GET /gone', path: '', older: null, newer: undefined },
    ])
  })

  it('are whole numbers to the last digit, and sums to the twelfth', () => {
    const older = { 'GET /a': { at: 1_795_197_600_000, sum: 11870.592499999997, share: 0.1 } }
    const newer = { 'GET /a': { at: 1_795_197_600_001, sum: 11870.5925, share: 0.100000000001 } }
    expect(differencesOf(older, newer).map(({ path }) => path)).toEqual(['at', 'share'])
  })

  it('are of one kind in all rows of a route', () => {
    const kinds = ['GET /v1/denials/7', 'GET /v1/denials/12'].map((request, index) =>
      kindOf({ request, path: `rows.${index}.sum`, older: 1, newer: 2 }),
    )
    expect(new Set(kinds)).toEqual(new Set(['/v1/denials/* rows.*.sum']))
  })
})

describe('renames', () => {
  it('move routes and parameters, whole', () => {
    const { renamed } = renamesOf({
      requests: [
        { from: '/v1/old', to: '/v1/new', why },
        { from: 'due=late', to: 'due=overdue', why },
      ],
    })
    const requests = [
      'GET /v1/old',
      'GET /v1/old/x?due=late (all)',
      'GET /v1/older?a=1&due=late&b=',
      'GET /v1/w?due=later',
    ]
    expect(Object.keys(renamed(Object.fromEntries(requests.map((request) => [request, null]))))).toEqual([
      'GET /v1/new',
      'GET /v1/new/x?due=overdue (all)',
      'GET /v1/older?a=1&due=overdue&b=',
      'GET /v1/w?due=later',
    ])
  })

  it('change keys, where the table says', () => {
    const { renamed } = renamesOf({
      keys: [
        { from: 'plan', to: 'filing', path: '**', why },
        { from: 'late', to: 'overdue', request: '/v1/worklist/summary', path: '', why },
      ],
    })
    const dump = { 'GET /v1/worklist/summary?team=x': { late: { late: 1 } }, 'GET /v1/x': { late: [{ plan: 'MB' }] } }
    expect(renamed(dump)).toEqual({
      'GET /v1/worklist/summary?team=x': { overdue: { late: 1 } },
      'GET /v1/x': { late: [{ filing: 'MB' }] },
    })
    expect(() => renamed({ 'GET /v1/x': { plan: 1, filing: 2 } })).toThrow('two keys get one name')
  })

  it('change values at a path, whole or in part', () => {
    const { renamed, unused } = renamesOf({
      values: [
        { request: '/v1/worklist', path: 'rows.*.due.status', from: 'late', to: 'overdue', why },
        { path: '**.to', part: true, from: 'due=late', to: 'due=overdue', why },
        { path: '**', from: 'nowhere', to: 'somewhere', why },
      ],
    })
    const rows = [{ due: { status: 'late', name: 'late' }, link: { to: '/worklist?due=late&x=1' } }]
    expect(renamed({ 'GET /v1/worklist': { rows }, 'GET /v1/alerts': { rows } })).toEqual({
      'GET /v1/worklist': {
        rows: [{ due: { status: 'overdue', name: 'late' }, link: { to: '/worklist?due=overdue&x=1' } }],
      },
      'GET /v1/alerts': {
        rows: [{ due: { status: 'late', name: 'late' }, link: { to: '/worklist?due=overdue&x=1' } }],
      },
    })
    expect(unused()).toEqual([{ path: '**', from: 'nowhere', to: 'somewhere', why }])
  })

  it('leave out what is excluded, and nothing else', () => {
    const { compared } = renamesOf({ excluded: [{ request: '/v1/metrics', path: 'rows.*.name', why }] })
    const answer = { name: 'kept', rows: [{ id: 'a', name: 'left out', more: { name: 'kept' } }] }
    expect(compared({ 'GET /v1/metrics': answer, 'GET /v1/metrics/a': answer })).toEqual({
      'GET /v1/metrics': { name: 'kept', rows: [{ id: 'a', more: { name: 'kept' } }] },
      'GET /v1/metrics/a': answer,
    })
  })

  it('leave a key out of the questions that have a parameter', () => {
    const { compared } = renamesOf({ excluded: [{ request: '/v1/m', parameter: 'payer=*', path: 'rows', why }] })
    const answer = { id: 'm', rows: [1] }
    expect(
      compared({ 'GET /v1/m?payer=': answer, 'GET /v1/m?by=user&payer=Aetna': answer, 'GET /v1/m?by=payer': answer }),
    ).toEqual({
      'GET /v1/m?payer=': { id: 'm' },
      'GET /v1/m?by=user&payer=Aetna': { id: 'm' },
      'GET /v1/m?by=payer': answer,
    })
  })

  it('spell texts alike in both dumps', () => {
    const { compared, unused } = renamesOf({
      spellings: [
        { path: 'rows.*.id', pattern: '^endpoint (\\w+) (?:device of .+|\\d+) (\\d+)$', to: 'endpoint $1 $2', why },
      ],
    })
    const dumpOf = (id: string) => compared({ 'GET /v1/x': { rows: [{ id, name: id }] } })
    expect(dumpOf('endpoint rework device of J. Kim 7')).toEqual({
      'GET /v1/x': { rows: [{ id: 'endpoint rework 7', name: 'endpoint rework device of J. Kim 7' }] },
    })
    expect(dumpOf('endpoint rework 4 7')).toEqual({
      'GET /v1/x': { rows: [{ id: 'endpoint rework 7', name: 'endpoint rework 4 7' }] },
    })
    expect(unused()).toEqual([])
  })

  it('compare rows by id, whatever stands between them', () => {
    const { compared, isAdded } = renamesOf({
      byId: [{ request: '/v1/metrics', path: 'rows', why }],
      added: [{ request: '/v1/metrics', path: 'rows.b', why }],
      excluded: [{ request: '/v1/metrics', path: 'rows.text:*', why }],
    })
    const older = compared({ 'GET /v1/metrics': { rows: [{ id: 'a', n: 1 }, { id: 'text:1' }, { id: 'c', n: 3 }] } })
    const newer = compared({ 'GET /v1/metrics': { rows: [{ id: 'a', n: 1 }, { id: 'b' }, { id: 'c', n: 4 }] } })
    const found = differencesOf(older, newer)
    expect(found.filter((each) => !isAdded(each)).map(({ path }) => path)).toEqual(['rows.c.n'])
    expect(
      differencesOf(newer, older)
        .filter((each) => !isAdded(each))
        .map(({ path }) => path),
    ).toContain('rows.b')
    expect(() => compared({ 'GET /v1/metrics': { rows: [{ id: 'a' }, { id: 'a' }] } })).toThrow('id of their own')
  })

  it('let the newer version answer more keys and questions, and none that the table does not name', () => {
    const { isAdded } = renamesOf({
      added: [
        { request: '/v1/denials', path: 'rows.*.practice', why },
        { request: '/v1/metrics/*', parameter: 'by=day', path: '', why },
      ],
    })
    const older = { 'GET /v1/denials': { rows: [{ practice: 1 }, {}] }, 'GET /v1/metrics/b?by=day': 1 }
    const newer = {
      'GET /v1/denials': { rows: [{ practice: 2 }, { practice: 2, other: 2 }] },
      'GET /v1/metrics/a?from=x&by=day': 1,
      'GET /v1/metrics/a?from=x&by=user': 1,
      'GET /v1/metrics/b?by=day': 2,
    }
    expect(
      differencesOf(older, newer)
        .filter((each) => !isAdded(each))
        .map(({ request, path }) => `${request} ${path}`),
    ).toEqual([
      'GET /v1/denials rows.0.practice',
      'GET /v1/denials rows.1.other',
      'GET /v1/metrics/a?from=x&by=user ',
      'GET /v1/metrics/b?by=day ',
    ])
  })

  it('are a table that can be read', async () => {
    const text = await readFile(new URL('../../docs/renamed-keys.json', import.meta.url), 'utf8')
    expect(() => parseTable(text)).not.toThrow()
    expect(() => parseTable('{"requests": [], "keys": [], "values": [], "excluded": [{ "path": "a" }]}')).toThrow('why')
  })
})

describe('a long list in short', () => {
  const rows = [
    { id: 'a', kind: 'x' },
    { id: 'b', kind: 'y' },
    { id: 'c', kind: 'x' },
  ]

  it('keeps its hashes when keys and values are renamed', () => {
    const before = columnsOf(rows)
    const after = columnsOf(rows.map(({ id, kind }) => ({ id, sort: kind === 'x' ? 'first' : 'second' })))
    const { renamed } = renamesOf({
      keys: [{ from: 'kind', to: 'sort', path: '**', why }],
      values: [
        { path: '**', from: 'x', to: 'first', why },
        { path: '**', from: 'y', to: 'second', why },
      ],
    })
    expect(renamed({ list: before })).toEqual({ list: after })
  })

  it('has other hashes when rows change places', () => {
    expect(differencesOf({ list: columnsOf(rows) }, { list: columnsOf(rows.toReversed()) })).not.toEqual([])
  })
})
