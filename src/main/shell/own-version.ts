import { spawn } from 'node:child_process'
import { app } from 'electron'
import type { AgentOptions, Log } from '../agent.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { debInstaller } from '../updates/deb-installer.ts'
import { folderInstaller } from '../updates/folder-installer.ts'
import { nsisInstaller } from '../updates/nsis-installer.ts'
import { oldestOf, type Program, readProgram, type UpdatableProgram } from '../updates/program.ts'
import type { Installer } from '../updates/installer.ts'

/** An agent that has worked for this long is no failed update. */
const TRIAL_MS = MINUTE_MS

/** This agent's program on the disk. */
export const thisProgram = (): Program => readProgram(process.resourcesPath, app.getPath('exe'))

/** How this agent becomes another version. Ends its trial, where it has just become this one, once it has worked for a minute. */
export const updatesHere = (syncEveryMs: number | undefined, log: Log): AgentOptions['updates'] => {
  const program = thisProgram().updates
  const version = app.getVersion()
  return {
    ...{ platform: process.platform, arch: process.arch, program },
    // An agent that is told to send often, as in a trial, asks often too.
    ...(syncEveryMs !== undefined && { askEveryMs: 10 * syncEveryMs, firstAfterMs: 10 * syncEveryMs }),
    oldest: () => (program === null ? version : oldestOf(process.resourcesPath, program, version)),
    installer: program === null ? null : installerOf(program, log),
  }
}

const installerOf = (program: UpdatableProgram, log: Log): Installer => {
  if (program.kind === 'deb') return debInstaller(program)
  if (program.kind === 'nsis') {
    return nsisInstaller(program, (file, parameters) =>
      spawn(file, parameters, { detached: true, stdio: 'ignore' })
        .on('error', () => {})
        .unref(),
    )
  }
  const installer = folderInstaller(program)
  setTimeout(() => {
    installer
      .endTrial(process.resourcesPath, app.getVersion())
      .catch(() => log('warn', 'the folder of the program cannot be written: an update stays on trial'))
  }, TRIAL_MS).unref()
  return installer
}
