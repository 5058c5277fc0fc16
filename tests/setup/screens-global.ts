import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { serveMadeOnce } from './made-once.ts'

/** One build of the screens and one Chromium a run. Each test has a context of its own in it, as a person has a profile. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const screens = await serveMadeOnce(makeScreens, (folder) => folder)
  const browser = await serveMadeOnce(startBrowser, (server) => server.wsEndpoint())
  project.provide('builtScreens', screens.url)
  project.provide('browserServer', browser.url)
  return async () => {
    screens.close()
    browser.close()
    await (await browser.made())?.close()
    const folder = await screens.made()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

// Both are loaded only when a file of the run asks for them.
const makeScreens = async () => (await import('../renderer/build-screens.ts')).buildScreens()
const startBrowser = async () => (await import('../renderer/browser.ts')).launchBrowserServer()
