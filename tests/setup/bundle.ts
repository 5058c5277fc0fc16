import { join } from 'node:path'
import { build } from 'vite'
import { repository } from '../../scripts/launch-electron.mjs'

/**
 * A program of Node or Electron in one file, as the product is built. Native packages are loaded, not bundled.
 * @param entry its TypeScript
 * @param outDir emptied before
 * @returns the file
 */
export const bundle = async (entry: string, outDir: string): Promise<string> => {
  await build({
    configFile: false,
    root: repository,
    logLevel: 'error',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        external: ['electron', 'better-sqlite3', '@miniben90/x-win', 'get-windows', 'x11'],
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  })
  return join(outDir, 'index.cjs')
}
