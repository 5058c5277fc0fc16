// Builds the helper program for Windows into out/windows, with its SHA-256: `node scripts/windows/helper.mjs`.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inOwnMounts, missingRight } from '../debian-root.mjs'
import { repository } from '../launch-electron.mjs'
import { say } from '../say.mjs'
import { buildHelper } from './build-helper.mjs'
import { mountFolders } from './run.mjs'
import { setUpWine } from './set-up.mjs'

const [step] = process.argv.slice(2)
if (step === 'mounted') {
  mountFolders([repository])
  say(`built ${buildHelper(join(repository, 'out', 'windows'))}`)
} else {
  const missing = missingRight()
  if (missing !== null) {
    say(`the helper program for Windows cannot be built here: ${missing}`)
    process.exitCode = 1
  } else {
    setUpWine()
    process.exitCode = inOwnMounts(fileURLToPath(import.meta.url), ['mounted'])
  }
}
