import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { repository } from '../../scripts/launch-electron.mjs'
import { endpointOptions, secretVariables, variableOf } from '../../src/server/option-list.ts'
import { readOptions } from '../../src/server/options.ts'

// What an operator starts the server package with.

const fileOf = (name: string) => readFileSync(join(repository, 'deploy', name), 'utf8')
/** Every variable that the endpoint reads. */
const known = new Set([...endpointOptions.map(variableOf), ...Object.keys(secretVariables)])

const systemd = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' })

test.skipIf(systemd.status !== 0)(
  'the unit is one that systemd takes, and closes what the endpoint does not need',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'touchledger-unit-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    // The program is where the package was unpacked; here it only has to be executable.
    const program = join(folder, 'touchledger-server')
    writeFileSync(program, '#!/bin/sh\n')
    chmodSync(program, 0o755)
    const unit = join(folder, 'touchledger-server.service')
    writeFileSync(
      unit,
      fileOf('touchledger-server.service').replace(
        'ExecStart=/opt/touchledger-server/touchledger-server',
        `ExecStart=${program}`,
      ),
    )
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' })
    expect([verified.status, verified.stderr]).toEqual([0, ''])
    // In tenths: 0 is closed, 100 is open.
    const args = ['security', '--offline=true', '--threshold=25', unit]
    expect(spawnSync('systemd-analyze', args, { encoding: 'utf8' }).status).toBe(0)
  },
)

test('unit, Compose file and container file set variables that the endpoint has', () => {
  for (const name of ['touchledger-server.service', 'compose.yaml', 'Dockerfile']) {
    const variables = [...fileOf(name).matchAll(/\b(TOUCHLEDGER_[A-Z_]+|DATABASE_URL[A-Z_]*)(?=[=:])/g)].map(
      ([, variable]) => variable ?? '',
    )
    expect(variables.length, name).toBeGreaterThan(0)
    expect(variables.filter((variable) => !known.has(variable))).toEqual([])
  }
})

test('the example of a configuration file is one, and the unit starts with it', () => {
  const example = join(repository, 'deploy', 'server.example.json')
  expect(readOptions(['--config', example], {})?.options).toMatchObject({
    ...{ dataFolder: '/var/lib/touchledger', port: 4780, host: '127.0.0.1', trustProxy: ['127.0.0.1'] },
  })
  expect(fileOf('touchledger-server.service')).toContain('start --config /etc/touchledger/server.json')
})

test('each secret and volume that the Compose file uses is declared in it', () => {
  const text = fileOf('compose.yaml')
  const used = [...text.matchAll(/\/run\/secrets\/([a-z-]+)/g)].map(([, name]) => name ?? '')
  expect(used.toSorted()).toEqual(['database-password', 'database-url'])
  for (const name of used) {
    expect(text).toContain(`secrets: [${name}]`)
    expect(text).toContain(`  ${name}: { file: ./secrets/${name} }`)
  }
  for (const [, volume] of text.matchAll(/volumes: \['([a-z]+):/g)) expect(text).toContain(`\n  ${volume}: {}`)
})
