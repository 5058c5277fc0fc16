import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import {
  fileSource,
  type OptionSource,
  registrySource,
  textSource,
  policyName,
  variableName,
} from './roll-out-options.ts'

const FILE = 'touchledger.json'
const REGISTRY_WITHIN_MS = 3000
/** Policies, then what an installer was given: for everybody at this computer, for this user. */
const registryKeys = [
  'HKLM\\Software\\Policies\\TouchLedger',
  'HKCU\\Software\\Policies\\TouchLedger',
  'HKLM\\Software\\TouchLedger',
  'HKCU\\Software\\TouchLedger',
]

/** Where options are read from on this machine. */
export interface Machine {
  readonly platform: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Folder of the program. */
  readonly programFolder: string
  /** What `reg query KEY` prints; null: there is no such key. */
  readonly registry: (key: string) => string | null
  /** A managed preference of macOS; empty: there is none. */
  readonly managed: (name: string) => string
  /** Null: there is no such file. @throws where it cannot be read */
  readonly file: (path: string) => string | null
}

/** The sources beside the command line, the one that wins first. */
export function optionSources(machine: Machine): readonly OptionSource[] {
  const { platform, environment, programFolder } = machine
  const isWindows = platform === 'win32'
  const inFolder = (folder: string) => (isWindows ? win32 : posix).join(folder, FILE)
  return [
    textSource('environment', (name) => environment[variableName(name)]),
    ...(isWindows ? registryKeys.map((key) => registrySource(key, machine.registry(key))) : []),
    ...(platform === 'darwin' ? [textSource('managed preferences', (name) => machine.managed(policyName(name)))] : []),
    ...[inFolder(machineFolder(machine)), inFolder(programFolder)].map((path) => readFile(path, machine)),
  ]
}

/** Where the machine's configuration lies. */
function machineFolder({ platform, environment }: Machine): string {
  if (platform === 'win32') return win32.join(environment['ProgramData'] ?? 'C:\\ProgramData', 'TouchLedger')
  return platform === 'darwin' ? '/Library/Application Support/TouchLedger' : '/etc/touchledger'
}

function readFile(path: string, { file }: Machine): OptionSource {
  try {
    return fileSource(path, file(path))
  } catch {
    return { place: path, values: {}, fault: 'cannot be read; let this user read it, or remove it.' }
  }
}

/** This machine. */
export const thisMachine = (programFolder: string, managed: Machine['managed']): Machine => ({
  ...{ platform: process.platform, environment: process.env, programFolder, managed },
  registry: (key) => {
    try {
      return execFileSync('reg', ['query', key], {
        ...{ encoding: 'utf8', timeout: REGISTRY_WITHIN_MS, windowsHide: true, stdio: ['ignore', 'pipe', 'ignore'] },
      })
    } catch {
      return null
    }
  },
  file: (path) => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) return null
      throw error
    }
  },
})
