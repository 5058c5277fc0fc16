/// <reference types="node" />
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../src/renderer', import.meta.url))

/** Builds the screens as they are shipped. @returns a new folder with them */
export async function buildScreens(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-renderer-'))
  const { NODE_ENV } = process.env
  // Vitest says `test`, which would build React's development version.
  process.env['NODE_ENV'] = 'production'
  try {
    await build({
      configFile: false,
      root,
      base: '/',
      logLevel: 'warn',
      plugins: [react()],
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: 'chrome130',
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
      },
    })
  } finally {
    process.env['NODE_ENV'] = NODE_ENV
  }
  return folder
}
