/// <reference types="node" />
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Starts the Chromium that CHROMIUM names, or the one installed on this machine. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = [
    process.env['CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== undefined && existsSync(path))
  if (!executablePath) throw new Error('no Chromium found: install one, or name it in CHROMIUM')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--no-first-run',
      '--disable-sync',
      '--disable-component-update',
      '--disable-quic',
    ],
  })
}
