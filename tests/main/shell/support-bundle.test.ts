import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDisplay } from '../../../scripts/display.mjs'
import { supportBundleSchema } from '../../../src/shared/contract/index.ts'
import { buildApp, type BuiltApp } from './app-under-test.ts'
import { launchApp } from './electron-app.ts'

// From the page to the file. The test answers only the two desktop dialogs: the location, and the folder that is shown.

let display: Awaited<ReturnType<typeof startDisplay>>
let built: BuiltApp
let data: string
let app: ElectronApplication
let page: Page

beforeAll(async () => {
  display = await startDisplay()
  built = await buildApp('fake-agent-main.ts')
  data = mkdtempSync(join(tmpdir(), 'touchledger-data-'))
  app = await launchApp(built.folder, ['--data', data, '--open', 'my-day/health'], display.env)
  page = await app.firstWindow()
  await page.waitForLoadState()
})
afterAll(async () => {
  await app?.close()
  await display?.stop()
  built?.remove()
  rmSync(data, { recursive: true, force: true })
})

/** @param folder null if the user cancels. Returns the proposed names and the shown files, which the dialogs add to. */
const answerDialogs = (folder: string | null) =>
  app.evaluate(({ dialog, shell }, place) => {
    const seen = { offered: [] as string[], shown: [] as string[] }
    Object.assign(globalThis, { seen })
    const answer = async (...all: unknown[]) => {
      const { defaultPath = '' } = all.at(-1) as { defaultPath?: string }
      seen.offered.push(defaultPath)
      const name = defaultPath.split('/').at(-1) ?? ''
      return place === null ? { canceled: true, filePath: '' } : { canceled: false, filePath: `${place}/${name}` }
    }
    Object.assign(dialog, { showSaveDialog: answer })
    Object.assign(shell, { showItemInFolder: (file: string) => seen.shown.push(file) })
  }, folder)
const seen = () => app.evaluate(() => (globalThis as unknown as { seen: { offered: string[]; shown: string[] } }).seen)
const save = () => page.evaluate('window.touchledger.invoke("support.save", null)')

test('a bundle is written where the user chooses, named by its day, and its folder is shown', async () => {
  await answerDialogs(data)
  expect(await save()).toEqual({ ok: true, value: true })
  const { offered, shown } = await seen()
  expect(offered.map((path) => basename(path))).toEqual(['touchledger-support-2026-11-18.json'])
  expect(shown).toEqual([join(data, 'touchledger-support-2026-11-18.json')])
  const text = readFileSync(shown[0] ?? '', 'utf8')
  expect(supportBundleSchema.parse(JSON.parse(text)).health.observable).toBe(true)
  expect(text).not.toContain('Test Biller')
  expect(text).not.toContain('device-1')
})

test('nothing is written when the user cancels, or for a call with an argument', async () => {
  rmSync(join(data, 'touchledger-support-2026-11-18.json'), { force: true })
  await answerDialogs(null)
  expect(await save()).toEqual({ ok: true, value: false })
  const asked = await page.evaluate('window.touchledger.invoke("support.save", { path: "/tmp/elsewhere" })')
  expect(asked).toMatchObject({ ok: false, problem: { code: 'bad_request' } })
  const { offered, shown } = await seen()
  expect([offered.length, shown]).toEqual([1, []])
  expect(readdirSync(data).filter((name) => name.startsWith('touchledger-support'))).toEqual([])
})
