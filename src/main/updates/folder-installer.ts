import { execFile } from 'node:child_process'
import { access, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import PQueue from 'p-queue'
import { fileFault, unlessWritable, UpdateFailure } from './failure.ts'
import type { CheckedUpdate, Installer } from './installer.ts'
import { oldestOf, type UpdatableProgram } from './program.ts'

// The folder of a tar.gz: `touchledger`, the starter; `versions/VERSION`, the programs; `current`, a link to one of them; `updates`, the state of
// updates, which the starter (build/linux/start.sh) reads too.

/** The archive's own folder. */
const TOP = 'touchledger'

type FolderProgram = Pick<UpdatableProgram, 'folder' | 'state'>

/** An installer that also ends the trial of the version that runs. One agent uses one of them: what it does is done one after the other. */
export interface FolderInstaller extends Installer {
  /**
   * This version works: it is not on trial any more, and says from now on which versions may come back. What is neither this one nor the one before it
   * is deleted. Without a trial nothing changes but that.
   */
  endTrial(resources: string, version: string): Promise<void>
}

/**
 * Unpacks a version beside the one that runs, and turns the link `current` to it: the rename of a link is one step, so there is a whole version at any
 * moment. The new one is on trial until {@link FolderInstaller.endTrial}.
 */
export function folderInstaller(program: FolderProgram): FolderInstaller {
  // Else the end of a trial would delete a version that is being installed.
  const oneAtATime = new PQueue({ concurrency: 1 })
  return {
    obstacle: () => unlessWritable('read_only', program.folder, join(program.folder, 'versions')),
    install: (update) => oneAtATime.add(() => install(program, update)),
    endTrial: (resources, version) => oneAtATime.add(() => endTrial(program, resources, version)),
  }
}

async function install({ folder, state }: FolderProgram, { file, version }: CheckedUpdate): Promise<void> {
  const unpacked = join(state, 'unpacked')
  try {
    const before = basename(await readlink(join(folder, 'current')))
    // Unpacked by hand meanwhile.
    if (before === version) return
    await removeFolder(unpacked)
    await mkdir(unpacked, { recursive: true })
    await unpack(file, unpacked)
    const next = join(unpacked, TOP, 'versions', version)
    for (const name of ['touchledger', 'resources/installed']) {
      await access(join(next, name)).catch(() => Promise.reject(new UpdateFailure('damaged')))
    }
    const place = join(folder, 'versions', version)
    await removeFolder(place)
    await rename(next, place)
    const others = (await readdir(join(unpacked, TOP))).filter((name) => name !== 'versions' && name !== 'current')
    for (const name of others) await rename(join(unpacked, TOP, name), join(folder, name))
    await rm(join(state, 'tries'), { force: true })
    await replaceFile(join(state, 'trial'), before)
    await turnCurrent(folder, version)
  } catch (error) {
    throw fileFault(error)
  } finally {
    await removeFolder(unpacked).catch(() => {})
  }
}

async function endTrial(program: FolderProgram, resources: string, version: string): Promise<void> {
  const { folder, state } = program
  const current = basename(await readlink(join(folder, 'current')).catch(() => ''))
  // Another version has taken its place meanwhile, and has its own trial.
  if (current !== version) return
  await mkdir(state, { recursive: true })
  await replaceFile(join(state, 'oldest'), oldestOf(resources, program, version))
  await rename(join(state, 'trial'), join(state, 'before')).catch(() => {})
  await rm(join(state, 'tries'), { force: true })
  const before = (await readFile(join(state, 'before'), 'utf8').catch(() => '')).trim()
  for (const name of await readdir(join(folder, 'versions'))) {
    if (name !== current && name !== before) await removeFolder(join(folder, 'versions', name))
  }
}

/** Not by `fs`: in Electron that takes app.asar for a folder, and cannot delete what it finds there. */
const removeFolder = async (path: string): Promise<void> => void (await promisify(execFile)('rm', ['-rf', '--', path]))

async function unpack(file: string, folder: string): Promise<void> {
  try {
    await promisify(execFile)('tar', ['-xzf', file, '-C', folder], { env: { ...process.env, LC_ALL: 'C' } })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
    throw /no space left|quota exceeded/i.test(said) ? new UpdateFailure('disk_full', error) : fileFault(error)
  }
}

async function turnCurrent(folder: string, version: string): Promise<void> {
  const next = join(folder, 'current.next')
  await rm(next, { force: true })
  await symlink(join('versions', version), next)
  await rename(next, join(folder, 'current'))
}

/** The file has what it had or the new text, at any moment. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.next`, `${text}\n`)
  await rename(`${path}.next`, path)
}
