import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startDisplay } from '../../scripts/display.mjs'

const module = fileURLToPath(new URL('../../scripts/display.mjs', import.meta.url))

function size(env: NodeJS.ProcessEnv): string | undefined {
  const geometry = execFileSync('xwininfo', ['-root'], { env, encoding: 'utf8' })
  return /-geometry (\d+x\d+)/.exec(geometry)?.[1]
}

test('displays run side by side, each with its size, a window manager and a session bus', async () => {
  const displays = await Promise.all([
    startDisplay({ width: 800, height: 600 }),
    startDisplay({ width: 1024, height: 768 }),
  ])
  try {
    expect(displays.map(({ env }) => size(env))).toEqual(['800x600', '1024x768'])
    expect(new Set(displays.map(({ env }) => env['DISPLAY'])).size).toBe(2)
    for (const { env } of displays) {
      expect(execFileSync('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'], { env, encoding: 'utf8' })).toContain(
        'window id',
      )
      expect(env['DBUS_SESSION_BUS_ADDRESS']).toMatch(/^unix:/)
    }
  } finally {
    await Promise.all(displays.map(({ stop }) => stop()))
  }
  for (const { env } of displays) {
    expect(() => execFileSync('xwininfo', ['-root'], { env, stdio: 'pipe' })).toThrow('unable to open display')
    expect(existsSync(dirname(env['XDG_RUNTIME_DIR'] ?? ''))).toBe(false)
  }
})

test('a display ends with the process that started it, however that ends', async () => {
  const script = `import { startDisplay } from ${JSON.stringify(module)}
    const { env } = await startDisplay({ width: 640, height: 480 })
    console.log(JSON.stringify(env)); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const env = JSON.parse(printed) as NodeJS.ProcessEnv
  expect(size(env)).toBe('640x480')
  const files = dirname(env['XDG_RUNTIME_DIR'] ?? '')
  expect(existsSync(files)).toBe(true)
  child.kill('SIGKILL')
  for (let waited = 0; existsSync(files) && waited < 60_000; waited += 50) await sleep(50)
  expect(existsSync(files)).toBe(false)
  expect(() => execFileSync('xwininfo', ['-root'], { env, stdio: 'pipe' })).toThrow('unable to open display')
})
