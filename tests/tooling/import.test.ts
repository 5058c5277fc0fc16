import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  endpoint = await freshEndpoint('embedded')
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

/** The endpoint runs in this process, which must not block. */
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
  it("prints each file's result, continues after a refused file, and exits 1", async () => {
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
    expect(summary.files[2]?.error).toBe('this file does not exist')
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

  it('prints a table for people, with the issues to review', async () => {
    const line = { charge: 10_000, paid: 0, adjustments: [['CO', '16', 9_000]] } as const
    const good = file('people.835', make835([{ claims: [denied('C1', { lines: [line] }), reversal('C9')] }]))
    const fine = await run(good, ...place())
    expect([fine.status, fine.stderr]).toEqual([0, ''])
    expect(fine.stdout).toMatch(/^file +status +claims +full +partial/)
    expect(fine.stdout).toMatch(/people\.835 +imported +2 +1 +0 +1 +1 +1 +0 +0 +90\.00\n/)
    expect(fine.stdout).toContain(
      'claim C1, service line 1, does not balance: the parts add up to 10.00, but 0.00 was paid',
    )
    expect(fine.stdout).toContain('claim C9: a reversal without a matching denial')
    const bad = await run(file('bad.csv', 'claim,payer,amount\nC2,Aetna,much\n'), ...place())
    expect(bad.status).toBe(1)
    expect(bad.stdout).toContain('bad.csv: refused: row 2, line 2, column amount: not an amount')
  })

  it('exits 2 for a wrong command line, and 1 if the endpoint accepts nothing', async () => {
    const good = file('good.835', make835([{ claims: [denied('D1')] }]))
    for (const [args, words] of [
      [[...place()], 'name at least one file'],
      [[good, '--token', 't'], '--endpoint is missing'],
      [[good, '--endpoint', endpoint.url], '--token is missing'],
      [[good, '--endpoint', 'here', '--token', 't'], '--endpoint must be an address'],
      [[good, ...place(), '--follow'], 'Unknown option'],
      [[...place(), '--watch', join(directory, 'nowhere')], '--watch must be a folder'],
      [[good, ...place(), '--watch', directory], '--watch cannot be combined with files or --json'],
      [[good, ...place(), '--map', file('odd.json', '{"color":"x"}')], 'odd.json'],
    ] as const) {
      const { status, stdout, stderr } = await run(...args)
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toContain(words)
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
