import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { PageSource } from '../capture/ports.ts'
import { kindOfExtension, ownExtensions, type AllowedExtensions } from './browsers.ts'
import { companionPages } from './companion-pages.ts'
import { fifoCalls } from './fifo-calls.ts'
import { hostLocations } from './host-locations.ts'
import { installHost, removeHost, windowsRegistry } from './install-host.ts'
import { pipeCalls, pipeOf } from './pipe-calls.ts'
import { relayScript } from './relay-script.ts'

const folderIn = (dataDirectory: string): string => join(dataDirectory, 'companion')
/** The publisher's own extensions from the last `--companion on`. */
const extensionsIn = (dataDirectory: string): string => join(folderIn(dataDirectory), 'extensions.json')

/** Companions of this computer's browsers, installed or not. */
export const openCompanions = (dataDirectory: string, warn: (message: string) => void): PageSource => {
  const calls =
    process.platform === 'win32'
      ? pipeCalls(pipeOf(userInfo().username), () => warn('browsers cannot connect to this agent: its pipe is in use'))
      : fifoCalls(folderIn(dataDirectory))
  return companionPages({ calls, allowed: allowedIn(dataDirectory), warn })
}

/**
 * Registers the agent with this user's browsers, or removes it.
 * @param setting.extensions the publisher's own ids, in addition to the one in this repository
 * @param helper on Windows the program that browsers start
 */
export const setCompanion = async (
  setting: { readonly state: 'on' | 'off'; readonly extensions: readonly string[] },
  dataDirectory: string,
  helper: string,
): Promise<void> => {
  const locations = hostLocations({
    platform: process.platform,
    home: homedir(),
    configHome: process.env['XDG_CONFIG_HOME'],
    dataDirectory,
  })
  if (setting.state === 'off') return removeHost(locations, windowsRegistry)
  mkdirSync(folderIn(dataDirectory), { recursive: true, mode: 0o700 })
  writeFileSync(extensionsIn(dataDirectory), JSON.stringify(setting.extensions))
  await installHost(locations, hostProgram(dataDirectory, helper), allowedIn(dataDirectory), windowsRegistry)
}

const hostProgram = (dataDirectory: string, helper: string): string => {
  if (process.platform === 'win32') return helper
  const script = join(folderIn(dataDirectory), 'relay')
  writeFileSync(script, relayScript, { mode: 0o700 })
  return script
}

const allowedIn = (dataDirectory: string): AllowedExtensions => {
  const more = readExtensions(extensionsIn(dataDirectory))
  const ofKind = (kind: keyof AllowedExtensions) => more.filter((id) => kindOfExtension(id) === kind)
  return {
    chromium: [...ownExtensions.chromium, ...ofKind('chromium')],
    firefox: [...ownExtensions.firefox, ...ofKind('firefox')],
  }
}

const readExtensions = (file: string): readonly string[] => {
  try {
    return z.array(z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // The file does not exist before the first `--companion on`.
    return []
  }
}
