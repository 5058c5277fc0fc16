import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DenialRow, ImportSummary } from '../../src/shared/contract/denials.ts'
import type { Page } from '../../src/shared/contract/reports.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { denied, paid, reversal } from '../server/denials/support.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { make835 } from '../server/x835/make835.ts'

let directory: string
let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'touchledger-import-'))
  endpoint = await freshEndpoint('postgres')
})
afterAll(async () => {
  await endpoint.close()
  rmSync(directory, { recursive: true, force: true })
})

function file(name: string, content: string): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

/** The endpoint answers from this process, which must not be held up. */
async function run(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['src/tools/import.ts', ...args])
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => (output.stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()))
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { status, ...output }
}

const place = () => ['--endpoint', endpoint.url, '--token', endpoint.adminToken]

describe('npm run import', () => {
  it('prints the result of each file, continues after a refused one, and then exits 1', async () => {
    const line = { charge: 500, paid: 0, adjustments: [['CO', '16', 400]] } as const
    const one = make835([{ claims: [denied('A1'), denied('A2', { lines: [line] }), paid('A3'), reversal('A9')] }])
    const first = file('one.835', one)
    const cut = file('cut.835', one.slice(0, -60))
    const missing = join(directory, 'missing.835')
    const list = file('list.csv', 'Acct,Plan,Short,Desk\nA1,ACME HEALTH,,Ana\nB1,Aetna,12.34,Ben\n')
    const map = file('map.json', JSON.stringify({ claim: 'Acct', payer: 'Plan', amount: 'Short', owner: 'Desk' }))
    const twin = file('twin.835', one)
    const files = [first, cut, missing, list, twin]
    const { status, stdout, stderr } = await run(...files, ...place(), '--map', map, '--json')
    expect([status, stderr]).toEqual([1, ''])
    const summary: ImportSummary = JSON.parse(stdout)
    expect(summary.files.map((row) => [row.name, row.status])).toEqual([
      ['one.835', 'imported'],
      ['cut.835', 'refused'],
      ['missing.835', 'refused'],
      ['list.csv', 'imported'],
      ['twin.835', 'duplicate'],
    ])
    const counts = { claims: 4, full: 2, partial: 0, reversals: 1, imbalances: 1 }
    expect(summary.files[0]).toMatchObject({ ...counts, error: null, added: 2, unmatchedReversals: 1 })
    expect(summary.files[1]).toMatchObject({
      claims: 0,
      full: 0,
      error: expect.stringMatching(/segment \d+, line \d+/),
    })
    expect(summary.files[2]?.error).toBe('there is no such file')
    expect(summary.files[4]).toMatchObject({ claims: 0, error: null })
    expect(summary.totals).toMatchObject({ claims: 6, full: 3, partial: 0, reversals: 1, imbalances: 1, updated: 1 })

    const { body } = await ask<Page<DenialRow>>(endpoint, '/v1/denials')
    expect(body.rows.map(({ claimRef, owner }) => [claimRef, owner])).toEqual([
      ['A1', 'Ana'],
      ['A2', null],
      ['B1', 'Ben'],
    ])
    const sum = body.rows.reduce((total, { deniedCents }) => total + deniedCents, 0)
    expect(summary.totals.deniedCents).toBe(sum)
  })

  it('prints a table for people, with warnings', async () => {
    const line = { charge: 10_000, paid: 0, adjustments: [['CO', '16', 9_000]] } as const
    const good = file('people.835', make835([{ claims: [denied('C1', { lines: [line] }), reversal('C9')] }]))
    const fine = await run(good, ...place())
    expect([fine.status, fine.stderr]).toEqual([0, ''])
    expect(fine.stdout).toMatch(/^file +status +claims +full +partial/)
    expect(fine.stdout).toMatch(/people\.835 +imported +2 +1 +0 +1 +1 +1 +0 +0 +90\.00\n/)
    expect(fine.stdout).toContain('claim C1, service line 1, does not balance: the parts add up to 10.00, paid is 0.00')
    expect(fine.stdout).toContain('claim C9: a reversal without a denial on file')
    const bad = await run(file('bad.csv', 'claim,payer,amount\nC2,Aetna,much\n'), ...place())
    expect(bad.status).toBe(1)
    expect(bad.stdout).toContain('bad.csv: refused: row 2, line 2, column amount: not an amount')
  })

  it('imports test data only with --allow-test, and unpacks a file', async () => {
    const made = file('test.835', make835([{ claims: [denied('T1')] }], { test: true }))
    const refused = await run(made, ...place(), '--json')
    expect([refused.status, refused.stdout]).toEqual([1, expect.stringContaining('The file is test data (ISA15 is T)')])
    const packed = join(directory, 'test.835.gz')
    writeFileSync(packed, gzipSync(readFileSync(made)))
    const allowed = await run(packed, ...place(), '--allow-test')
    expect([allowed.status, allowed.stderr]).toEqual([0, ''])
    expect(allowed.stdout).toContain('test.835.gz: the file was unpacked (gzip)')
    const { body } = await ask<Page<DenialRow>>(endpoint, '/v1/denials?claimRef=T1')
    expect(body.rows).toMatchObject([{ claimRef: 'T1', test: true }])
  })

  it('imports a worklist without its rows at fault when asked to, and lists them', async () => {
    const list = file('some.dat', 'Claim,Payer,Amount\nL1,Aetna,5\n1.23457E+11,Aetna,6\nTotal,,11\n')
    expect((await run(list, ...place())).stdout).toContain('some.dat: refused: row 3, line 3, column Claim: Excel has')
    const { status, stdout } = await run(list, ...place(), '--leave-out-faulty-rows')
    expect(status).toBe(0)
    expect(stdout).toMatch(/some\.dat +imported +1 /)
    expect(stdout).toContain('some.dat: left out: row 3, column Claim: Excel has shortened this number')
    expect(stdout).toContain('some.dat: row 4: a total, heading or footer; not imported')
  })

  it('exits 2 for an error in the command line, and 1 when the endpoint rejects the request', async () => {
    const good = file('good.835', make835([{ claims: [denied('D1')] }]))
    for (const [args, message] of [
      [[...place()], 'no files given'],
      [[good, '--token', 't'], '--endpoint is missing'],
      [[good, '--endpoint', endpoint.url], '--token is missing'],
      [[good, '--endpoint', 'here', '--token', 't'], '--endpoint must begin with https://'],
      [[good, ...place(), '--follow'], 'Unknown option'],
      [[...place(), '--watch', join(directory, 'nowhere')], '--watch is not a folder'],
      [[good, ...place(), '--watch', directory], '--watch takes neither files nor --json'],
      [[good, ...place(), '--map', file('odd.json', '{"color":"x"}')], 'odd.json'],
    ] as const) {
      const { status, stdout, stderr } = await run(...args)
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toContain(message)
      expect(stderr).toContain('usage: npm run import')
    }
    const stranger = await run(good, '--endpoint', endpoint.url, '--token', 'wrong-token')
    expect([stranger.status, stranger.stderr]).toEqual([1, 'import: good.835: This bearer token is not known here.\n'])
    const nobody = await run(good, '--endpoint', 'http://127.0.0.1:9', '--token', 'secret-token')
    expect(nobody.status).toBe(1)
    expect(nobody.stderr).toMatch(/^import: good\.835: http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)\n$/)
    const { body } = await ask<Page<DenialRow>>(endpoint, '/v1/denials?claimRef=D1')
    expect(body.rows).toEqual([])
  })
})
