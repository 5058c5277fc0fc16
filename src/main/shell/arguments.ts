import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { HTTPS_NEEDED, isPrivateTransport } from '../../shared/contract/addresses.ts'
import { kindOfExtension } from '../companion/browsers.ts'

/** Screens that the tray, the command line and a second start can open. */
export const screens = [
  'my-day',
  'team',
  'worklist',
  'root-causes',
  'imports',
  'rules',
  'settings',
  'devices',
  'my-day/health',
] as const
export type Screen = (typeof screens)[number]

export interface ShellArguments {
  readonly endpointUrl?: string
  readonly enrollCode?: string
  /** Absolute. Absent: the user's own folder for this app. */
  readonly dataDirectory?: string
  /** Acknowledges the notice of what is recorded without showing it. */
  readonly acceptNotice: boolean
  readonly hidden: boolean
  readonly syncEveryMs?: number
  readonly supervisorToken?: string
  readonly open?: Screen
  readonly autostart?: 'on' | 'off'
  /** Whether to register the agent with this user's browsers. */
  readonly companion?: { readonly state: 'on' | 'off'; readonly extensions: readonly string[] }
}

/** The command line is invalid. The message never repeats a secret. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments'
}

export const usage = `usage: touchledger [--endpoint URL] [--enroll CODE] [--data DIR] [--accept-notice] [--hidden]
                   [--open ${screens.join('|')}] [--sync-every MS] [--supervisor-token T] [--autostart on|off]
                   [--companion on|off] [--companion-id EXTENSION]…`

/**
 * @param own the app's own arguments, see `ownArguments`
 * @throws BadArguments
 */
export const parseArguments = (
  own: readonly string[],
  environment: { readonly token?: string | undefined; readonly directory: string },
): ShellArguments => {
  const values = readValues(own)
  const endpoint = values.endpoint
  if (endpoint !== undefined && !isPrivateTransport(endpoint)) throw new BadArguments(`--endpoint ${HTTPS_NEEDED}`)
  if (values.enroll !== undefined && endpoint === undefined) throw new BadArguments('--enroll needs --endpoint')
  const syncEvery = values['sync-every']
  if (syncEvery !== undefined && !(/^\d+$/.test(syncEvery) && Number(syncEvery) >= 500)) {
    throw new BadArguments('--sync-every must be at least 500 milliseconds')
  }
  const open = values.open
  if (open !== undefined && !isOneOf(screens, open))
    throw new BadArguments(`--open must be one of ${screens.join(', ')}`)
  const autostart = values.autostart
  if (autostart !== undefined && !isOneOf(['on', 'off'], autostart))
    throw new BadArguments('--autostart must be on or off')
  const companion = readCompanion(values.companion, values['companion-id'] ?? [])
  if (open !== undefined && values.hidden) throw new BadArguments('--open and --hidden cannot be combined')
  for (const name of ['enroll', 'data', 'supervisor-token'] as const) {
    if (values[name] === '') throw new BadArguments(`--${name} must not be empty`)
  }
  const token = values['supervisor-token'] ?? environment.token
  return {
    acceptNotice: values['accept-notice'] ?? false,
    // The Windows installer says `updated` after an update, while the person works in something else.
    hidden: (values.hidden ?? false) || (values.updated ?? false),
    ...(endpoint !== undefined && { endpointUrl: endpoint }),
    ...(values.enroll !== undefined && { enrollCode: values.enroll }),
    ...(values.data !== undefined && { dataDirectory: resolve(environment.directory, values.data) }),
    ...(syncEvery !== undefined && { syncEveryMs: Number(syncEvery) }),
    ...(token && { supervisorToken: token }),
    ...(open !== undefined && { open }),
    ...(autostart !== undefined && { autostart }),
    ...(companion !== undefined && { companion }),
  }
}

/**
 * The arguments meant for the app: those after the app's folder when Electron itself was started, else all but the first. Switches
 * for Electron and Chromium are removed.
 */
export const ownArguments = (argv: readonly string[], startedByElectron: boolean): readonly string[] => {
  const all = argv.slice(1)
  const folder = all.findIndex((argument) => !argument.startsWith('-'))
  const after = startedByElectron ? all.slice(folder < 0 ? all.length : folder + 1) : all
  return after.filter((argument) => !runtimeSwitch.test(argument))
}

/** The same command line, without opening a window. */
export const hiddenArguments = (given: readonly string[]): string[] => [
  ...withoutOptions(given, ['--open']).filter((argument) => argument !== '--hidden'),
  '--hidden',
]

/** The same command line with another endpoint and code. */
export const enrollingArguments = (
  given: readonly string[],
  { endpointUrl, code }: { readonly endpointUrl: string; readonly code: string },
): string[] => [...withoutOptions(given, ['--endpoint', '--enroll']), '--endpoint', endpointUrl, '--enroll', code]

/** @param names of options with a value */
const withoutOptions = (given: readonly string[], names: readonly string[]): string[] =>
  given.filter(
    (argument, index) =>
      !names.some((name) => argument === name || argument.startsWith(`${name}=`) || given[index - 1] === name),
  )

/** Switches that an administrator, a session manager or a second start may add. All others are ours or a mistake. */
const runtimeSwitch =
  /^(--(no-sandbox|inspect|remote-debugging|enable-logging|log-|v=|vmodule|disable-|enable-features|force-|ozone-|password-store|proxy-|user-data-dir|lang|class|gtk-version|original-process-start-time|allow-file-access-from-files)|-psn_)/

const readValues = (own: readonly string[]) => {
  try {
    return parseArgs({
      args: [...own],
      strict: true,
      options: {
        endpoint: { type: 'string' },
        enroll: { type: 'string' },
        data: { type: 'string' },
        'accept-notice': { type: 'boolean' },
        hidden: { type: 'boolean' },
        updated: { type: 'boolean' },
        'sync-every': { type: 'string' },
        'supervisor-token': { type: 'string' },
        open: { type: 'string' },
        autostart: { type: 'string' },
        companion: { type: 'string' },
        'companion-id': { type: 'string', multiple: true },
      },
    }).values
  } catch (error) {
    // Node quotes the invalid argument; a value without its option could be a code or a token.
    const unknown = error instanceof Error ? /Unknown option '(--?[\w-]+)'/.exec(error.message)?.[1] : undefined
    const incomplete = error instanceof Error ? /^Option '(--[\w-]+)/.exec(error.message)?.[1] : undefined
    if (unknown) throw new BadArguments(`unknown option ${unknown}`)
    throw new BadArguments(
      incomplete ? `${incomplete} has a missing or unexpected value` : 'a value has no option before it',
    )
  }
}

const readCompanion = (state: string | undefined, extensions: readonly string[]): ShellArguments['companion'] => {
  if (state !== undefined && !isOneOf(['on', 'off'], state)) throw new BadArguments('--companion must be on or off')
  if (extensions.length > 0 && state !== 'on') throw new BadArguments('--companion-id needs --companion on')
  if (extensions.some((id) => kindOfExtension(id) === null)) {
    throw new BadArguments('--companion-id must be the id of a Chrome, Edge or Firefox extension')
  }
  return state === undefined ? undefined : { state, extensions }
}

const isOneOf = <Word extends string>(words: readonly Word[], text: string): text is Word =>
  (words as readonly string[]).includes(text)
