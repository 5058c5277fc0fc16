import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDisplay } from '../../../scripts/display.mjs'
import { until } from '../capture/display.ts'
import { buildApp, type BuiltApp } from './app-under-test.ts'
import { launchApp } from './electron-app.ts'

let display: Awaited<ReturnType<typeof startDisplay>>
let built: BuiltApp
let data: string
let app: ElectronApplication
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'touchledger-data-'))
  display = await startDisplay()
  built = await buildApp('fake-agent-main.ts')
  app = await launchApp(built.folder, ['--open', 'settings', '--data', data], display.env)
})
afterAll(async () => {
  await app?.close()
  await display?.stop()
  built?.remove()
  rmSync(data, { recursive: true, force: true })
})

/** Answers each question of the main process with a button, and notes the question. */
const answerWith = (response: number) =>
  app.evaluate(({ dialog }, button) => {
    const noted = globalThis as { questions?: string[] }
    noted.questions ??= []
    dialog.showMessageBox = async (...parameters: unknown[]) => {
      // A person takes a while.
      await new Promise((resolve) => setTimeout(resolve, 50))
      noted.questions?.push((parameters.at(-1) as { message: string }).message)
      return { response: button, checkboxChecked: false }
    }
  }, response)
const questions = () => app.evaluate(() => (globalThis as { questions?: string[] }).questions ?? [])
const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
const openScreen = (screen: string) =>
  app.evaluate(({ app: electron }, asked) => electron.emit('second-instance', {}, [], '', { screen: asked }), screen)

/** As a form with unsaved changes does. Chromium asks only on a page that somebody has used. */
const leaveUnsaved = async (page: Page) => {
  await page.evaluate(`addEventListener('beforeunload', (event) => event.preventDefault())`)
  await page.mouse.click(100, 100)
}

test('a window with unsaved changes asks before it is closed or shows another screen', async () => {
  const page = await app.firstWindow()
  await page.waitForURL('app://touchledger/settings')
  await leaveUnsaved(page)

  await answerWith(0)
  await close()
  await until(async () => (await questions()).length === 1)
  expect(await questions()).toEqual(['Leave without saving?'])
  await openScreen('worklist')
  await until(async () => (await questions()).length === 2)
  expect(page.url()).toBe('app://touchledger/settings')

  await answerWith(1)
  await openScreen('worklist')
  await page.waitForURL('app://touchledger/worklist')
  expect(await questions()).toHaveLength(3)

  // The new page has nothing to lose until somebody edits it.
  await leaveUnsaved(page)
  const closed = page.waitForEvent('close')
  await close()
  await closed
  expect(await questions()).toHaveLength(4)
})
