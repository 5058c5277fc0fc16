import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { companionPlugin } from './scripts/companion-plugin.ts'

// The oldest runtime that must run the result: the fallback Electron 33 (Node 20.18, Chromium 130). Stated here because
// electron-vite would take it from the installed electron package, which is newer.
const nodeTarget = 'node20'
const chromeTarget = 'chrome130'

/**
 * What main loads at run time: packages with native parts, and `x11`, which composes the names of its own modules.
 * electron-builder.yml packs exactly these; everything else is bundled. better-sqlite3 stays a `require`, which the
 * fallback runtime redirects.
 */
const nativePackages = ['better-sqlite3', '@miniben90/x-win', 'get-windows', 'uiohook-napi', 'x11']

/** electron-vite asks for './', but a page at a deep address, as the endpoint serves them, needs '/'. */
const absoluteBase: Plugin = {
  name: 'touchledger:absolute-base',
  config: { order: 'post', handler: () => ({ base: '/' }) },
}

export default defineConfig({
  main: {
    plugins: [companionPlugin(import.meta.dirname)],
    build: {
      outDir: 'out/main',
      target: nodeTarget,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { index: resolve(import.meta.dirname, 'src/main/shell/main.ts') },
        external: ['electron', ...nativePackages],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: nodeTarget,
      // A sandboxed preload may load nothing but `electron`: all else is bundled, in one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(import.meta.dirname, 'src/preload/index.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), absoluteBase],
    build: {
      outDir: 'out/renderer',
      target: chromeTarget,
      minify: true,
      // The content security policy allows neither inline scripts nor data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: resolve(import.meta.dirname, 'src/renderer/index.html') } },
    },
  },
})
