import { unlessWritable } from './failure.ts'
import type { Installer } from './installer.ts'

/** Without a question, over the version before, and the agent starts again (electron-builder's installer). */
const SILENT_UPDATE = ['/S', '--updated', '--force-run']

/**
 * Windows: starts the installer that was loaded. It ends the agents of its folder (build/installer.nsh), and starts the new one. A folder that this
 * person may not write is IT's, who installs for everybody. It has never run on a real Windows.
 * @param start starts a program that outlives this one
 */
export const nsisInstaller = (
  { folder }: { readonly folder: string },
  start: (program: string, parameters: readonly string[]) => void,
): Installer => ({
  obstacle: () => unlessWritable('read_only', folder),
  async install({ file }) {
    start(file, SILENT_UPDATE)
  },
})
