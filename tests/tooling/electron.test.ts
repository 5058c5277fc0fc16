import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDisplay } from '../../scripts/display.mjs'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { exitCodeOf, launchElectron, repository } from '../../scripts/launch-electron.mjs'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'touchledger-electron-test-')))

// Like bundled code: CommonJS that requires better-sqlite3.
const application = `
const { app, BrowserWindow } = require('electron')
const Database = require('better-sqlite3')
app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: true })
  await window.loadURL('data:text/html,<title>shown</title>')
  const database = new Database(':memory:')
  const { two } = database.prepare('select 1 + 1 as two').get()
  process.stdout.write('REPORT ' + JSON.stringify({
    two, title: window.getTitle(), packaged: app.isPackaged, name: app.getName(), version: app.getVersion(),
    path: app.getAppPath(), data: app.getPath('userData'), argument: process.argv.at(-1), electron: process.versions.electron,
  }) + '\\n')
  app.exit(7)
})`

beforeAll(() => {
  mkdirSync(join(folder, 'app'))
  symlinkSync(join(repository, 'node_modules'), join(folder, 'app', 'node_modules'))
  writeFileSync(
    join(folder, 'app', 'package.json'),
    JSON.stringify({ name: 'tried-app', version: '3.2.1', main: 'main.cjs' }),
  )
  writeFileSync(join(folder, 'app', 'main.cjs'), application)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the installed Electron runs an app from its folder, with a window and SQLite', async () => {
  const display = await startDisplay({ width: 800, height: 600, env: { ...process.env, XDG_CONFIG_HOME: folder } })
  try {
    const child = launchElectron([join(folder, 'app'), '--own-argument'], {
      env: display.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text))
    expect(await exitCodeOf(child)).toBe(7)
    const report: unknown = JSON.parse(/^REPORT (.*)$/m.exec(said)?.[1] ?? 'null')
    expect(report).toEqual({
      two: 2,
      title: 'shown',
      packaged: false,
      name: 'tried-app',
      version: '3.2.1',
      path: join(folder, 'app'),
      data: join(folder, 'tried-app'),
      argument: '--own-argument',
      electron: electronRuntime().version,
    })
  } finally {
    await display.stop()
  }
})

test.each(['replay', 'endpoint', 'test'])('setup for `%s` keeps standard output clean', (command) => {
  const setup = join(repository, 'scripts', 'setup.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [setup, '--for', command], { encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('setup for an unknown command lists the known ones', () => {
  const setup = join(repository, 'scripts', 'setup.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [setup, '--for', 'toString'], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('--for start|')
})
