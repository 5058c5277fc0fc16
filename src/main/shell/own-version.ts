import { spawn } from 'node:child_process'
import { app } from 'electron'
import type { AgentOptions, Log } from '../agent.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { debInstaller } from '../updates/deb-installer.ts'
import { endTrial, folderInstaller } from '../updates/folder-installer.ts'
import { nsisInstaller } from '../updates/nsis-installer.ts'
import { oldestOf, type Program, readProgram, type UpdatableProgram } from '../updates/program.ts'
import type { Installer } from '../updates/installer.ts'

/** An agent that has worked for this long is no failed update. */
const TRIAL_MS = MINUTE_MS

/** This agent's program on the disk. */
export const thisProgram = (): Program => readProgram(process.resourcesPath, app.getPath('exe'))

/** How this agent becomes another version. */
export const updatesHere = (syncEveryMs: number | undefined): AgentOptions['updates'] => {
  const program = thisProgram().updates
  return {
    ...{ platform: process.platform, arch: process.arch, program },
    // An agent that is told to send often, as in a trial, asks often too.
    ...(syncEveryMs !== undefined && { askEveryMs: 10 * syncEveryMs, firstAfterMs: 10 * syncEveryMs }),
    oldest: () => (program === null ? app.getVersion() : oldestOf(process.resourcesPath, program, app.getVersion())),
    installer: program === null ? null : installerOf(program),
  }
}

const installerOf = (program: UpdatableProgram): Installer => {
  if (program.kind === 'tar.gz') return folderInstaller(program)
  if (program.kind === 'deb') return debInstaller(program)
  return nsisInstaller(program, (file, parameters) =>
    spawn(file, parameters, { detached: true, stdio: 'ignore' })
      .on('error', () => {})
      .unref(),
  )
}

/** Ends the trial of a version that an update has brought, once it has worked for a minute. */
export const endTrialSoon = (log: Log): void => {
  const program = thisProgram().updates
  if (program?.kind !== 'tar.gz') return
  setTimeout(() => {
    endTrial(program, process.resourcesPath, app.getVersion()).catch(() =>
      log('warn', 'the folder of the program cannot be written: an update stays on trial'),
    )
  }, TRIAL_MS).unref()
}
