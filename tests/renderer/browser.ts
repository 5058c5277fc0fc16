/// <reference types="node" />
import { existsSync } from 'node:fs'
import { type Browser, type BrowserServer, chromium } from 'playwright-core'

/** Starts the Chromium that CHROMIUM names, or the one installed on this machine. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(launchOptions())
}

/** The same for several processes, each of which connects to it and has its own contexts in it. */
export async function launchBrowserServer(): Promise<BrowserServer> {
  return chromium.launchServer({ ...launchOptions(), host: '127.0.0.1' })
}

function launchOptions() {
  const executablePath = [
    process.env['CHROMIUM'],
    // Without windows and menus it draws the same pages for half the computing.
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== undefined && existsSync(path))
  if (!executablePath) throw new Error('no Chromium found: install one, or name it in CHROMIUM')
  return {
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--no-first-run',
      '--disable-sync',
      '--disable-component-update',
      '--disable-quic',
      // There is none, and a process that draws in its place costs a tenth of the computing.
      '--disable-gpu',
    ],
  }
}
