import { chmod, copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MANIFEST_NAME, SIGNATURE_NAME } from '../../shared/contract/releases.ts'
import { fileFault, unlessWritable } from './failure.ts'
import type { Installer } from './installer.ts'

/**
 * Leaves a release in the inbox of root's service, which checks the signature again and installs the package (build/linux/install-update.sh). There is
 * an inbox once an administrator has turned the service on.
 */
export const debInstaller = ({ state }: { readonly state: string }): Installer => {
  const inbox = join(state, 'inbox')
  return {
    obstacle: () => unlessWritable('no_service', inbox),
    async install({ file, version, release: { manifest, signature } }) {
      let making: string | null = null
      try {
        making = await mkdtemp(join(inbox, '.making-'))
        await copyFile(file, join(making, 'package.deb'))
        await writeFile(join(making, MANIFEST_NAME), manifest)
        await writeFile(join(making, SIGNATURE_NAME), Buffer.from(signature, 'base64url'))
        await chmod(making, 0o755)
        // The service looks for this name: what it finds is whole.
        await rename(making, making.replace('.making-', `release-${version}-`))
      } catch (error) {
        if (making !== null) await rm(making, { recursive: true, force: true }).catch(() => {})
        throw fileFault(error)
      }
    },
  }
}
