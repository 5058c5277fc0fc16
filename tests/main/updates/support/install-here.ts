// Installs a package into a program folder, in a process of its own. Arguments: folder, package, version. Prints `begun`, then the outcome.
import { join } from 'node:path'
import { folderInstaller } from '../../../../src/main/updates/folder-installer.ts'
import { UpdateFailure } from '../../../../src/main/updates/failure.ts'

const [folder = '', file = '', version = ''] = process.argv.slice(2)
process.stdout.write('begun\n')
try {
  const release = { manifest: '', signature: '' }
  await folderInstaller({ folder, state: join(folder, 'updates') }).install({ file, version, release })
  process.stdout.write('installed\n')
} catch (error) {
  process.stdout.write(`${error instanceof UpdateFailure ? error.why : String(error)}\n`)
}
