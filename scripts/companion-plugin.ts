import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { companionManifest, type CompanionTarget } from '../src/companion/manifest.ts'

/** Builds the browser companion along with the app: `out/companion/chrome` (also for Edge) and `out/companion/firefox`. */
export const companionPlugin = (root: string): Plugin => ({
  name: 'touchledger:companion',
  async closeBundle() {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    await Promise.all((['chrome', 'firefox'] as const).map((target) => buildCompanion(root, target, version)))
  },
})

const buildCompanion = async (root: string, target: CompanionTarget, version: string): Promise<void> => {
  const outDir = join(root, 'out', 'companion', target)
  const source = join(root, 'src', 'companion')
  for (const script of ['background', 'options']) {
    await build({
      configFile: false,
      root: source,
      publicDir: false,
      logLevel: 'warn',
      build: {
        outDir,
        emptyOutDir: script === 'background',
        // Oldest browsers in the manifest: Chrome 116, Firefox 142.
        target: 'chrome116',
        // Extension stores review the published code.
        minify: false,
        lib: { entry: `${script}.ts`, formats: ['iife'], name: 'companion', fileName: () => `${script}.js` },
      },
    })
  }
  await mkdir(outDir, { recursive: true })
  await writeFile(join(outDir, 'manifest.json'), `${JSON.stringify(companionManifest(target, version), null, 2)}\n`)
  for (const file of ['options.html', 'options.css']) await copyFile(join(source, file), join(outDir, file))
  await copyFile(join(root, 'assets', 'icons', 'icon.png'), join(outDir, 'icon.png'))
}
