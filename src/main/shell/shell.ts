import { dirname, join } from 'node:path'
import { Menu, Notification, app, net, powerMonitor, safeStorage, shell, systemPreferences } from 'electron'
import { assertWritable } from '../../host/directory-lock.ts'
import type { Agent, Log, startAgent } from '../agent.ts'
import {
  chooseIdleSource,
  chooseWindowSource,
  macAccess,
  macAddresses,
  macCallSource,
  pulseCallSource,
  systemClock,
  type CallSource,
  type PowerSource,
} from '../capture/index.ts'
import { openCompanions, setCompanion } from '../companion/companions.ts'
import { uiohookInputSource } from '../input-activity/uiohook-input-source.ts'
import { firstPages, openHelper, type HelperSources } from '../windows-helper/index.ts'
import { optionSources, thisMachine } from '../roll-out/read-options.ts'
import { mergeOptions } from '../roll-out/roll-out-options.ts'
import { systemAccount } from '../sync/system-account.ts'
import { restartOnFailure } from './after-crash.ts'
import {
  BadArguments,
  hiddenArguments,
  ownArguments,
  parseArguments,
  usage,
  type Screen,
  type ShellArguments,
} from './arguments.ts'
import { setAutostart } from './autostart.ts'
import { endTrialSoon, thisProgram, updatesHere } from './own-version.ts'
import { localDataFolder } from './data-folder.ts'
import { findDebuggingSwitch } from './debugging-switches.ts'
import { endpointTeamClient } from './endpoint-team-client.ts'
import { windowHandlers } from './handlers.ts'
import type { Leaving } from '../../shared/contract/index.ts'
import { hardenBeforeReady, hardenWhenReady } from './hardening.ts'
import { serveWindows, tellWindows } from './ipc.ts'
import { onReplaced, startAfterThis } from './new-version.ts'
import { notifyOverdue } from './notify-overdue.ts'
import { osSealer } from './os-sealer.ts'
import { saveAndShow, saveFile, savePdf, saveZip } from './save-file.ts'
import { electronIdleSource, electronPowerSource, electronScreenLock, powerSources } from './system-presence.ts'
import { appTray } from './tray.ts'
import type { TrayAction } from './tray-menu.ts'
import { appWindows } from './windows.ts'

/** The open span must be closed and the process ended within a second. */
const stopWithinMs = 900

/** As in electron-builder.yml. */
const appId = 'app.touchledger.desktop'

/** A title that changes 100 times a second must not redraw the tray and the windows as often. */
const tellEveryMs = 250

/** Runs the desktop app. @param start creates the agent; tests may pass another */
export const runShell = async (start: typeof startAgent): Promise<void> => {
  const settings = readArguments()
  if (settings === null) return
  restartOnFailure(log)
  hardenBeforeReady()
  // The endpoint's answers must not be cached on disk.
  app.commandLine.appendSwitch('disable-http-cache')
  // Ribbons and tables need no GPU, and a tray agent should not keep a GPU driver loaded.
  app.disableHardwareAcceleration()
  // Without the software renderer, Chromium's GPU process is 10 MB smaller.
  for (const name of ['disable-gpu', 'disable-software-rasterizer']) app.commandLine.appendSwitch(name)
  const dataFolder =
    settings.dataDirectory ?? localDataFolder({ platform: process.platform, localAppData: process.env['LOCALAPPDATA'] })
  if (dataFolder !== null) app.setPath('userData', dataFolder)
  // Notifications and the taskbar know the app by it; the installer gives its shortcut the same.
  if (process.platform === 'win32') app.setAppUserModelId(appId)
  // Electron cannot create its lock in a read-only directory either, and would report a running agent.
  assertWritable(app.getPath('userData'))
  const screen: Screen | null = settings.hidden ? null : (settings.open ?? 'my-day')
  if (!app.requestSingleInstanceLock({ screen })) {
    log('info', 'already running with this data directory: its window was opened')
    app.exit(0)
    return
  }
  // The default is to quit; this app stays in the tray.
  app.on('window-all-closed', () => {})
  await app.whenReady()
  await runApp(start, settings, screen)
}

const readArguments = (): ShellArguments | null => {
  // Before the app is ready, so that nothing listens yet.
  const debugging = app.isPackaged ? findDebuggingSwitch(process.argv.slice(1)) : null
  if (debugging !== null) {
    process.stderr.write(
      `touchledger: the installed app does not start with --${debugging}: it would open what it records\n`,
    )
    app.exit(2)
    return null
  }
  const own = ownArguments(process.argv, !app.isPackaged)
  if (own.includes('--help')) {
    process.stdout.write(`${usage}\n`)
    app.exit(0)
    return null
  }
  try {
    return withRollOut(
      parseArguments(own, {
        token: process.env['TOUCHLEDGER_TOKEN'],
        directory: process.cwd(),
      }),
    )
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error
    process.stderr.write(`touchledger: ${error.message}\n${usage}\n`)
    app.exit(2)
    return null
  }
}

/** What the command line leaves out is as the administrator states it. A source with a fault is told, and does not keep the agent from recording. */
const withRollOut = (settings: ShellArguments): ShellArguments => {
  const beside = process.env['APPIMAGE'] ? dirname(process.env['APPIMAGE']) : thisProgram().folder
  const managed = (name: string) => systemPreferences.getUserDefault(name, 'string')
  const { options, faults } = mergeOptions(optionSources(thisMachine(beside, managed)))
  for (const fault of faults) log('warn', fault)
  const { endpoint, enroll, acceptNotice } = options
  return {
    ...(endpoint !== undefined && { endpointUrl: endpoint }),
    ...(enroll !== undefined && { enrollCode: enroll }),
    ...settings,
    acceptNotice: settings.acceptNotice || acceptNotice === true,
  }
}

const runApp = async (start: typeof startAgent, settings: ShellArguments, screen: Screen | null): Promise<void> => {
  const folder = app.getAppPath()
  hardenWhenReady(join(folder, 'out', 'renderer'))
  Menu.setApplicationMenu(appMenu())
  const dataDirectory = app.getPath('userData')
  if (settings.autostart) await setAutostart(settings.autostart === 'on', dataDirectory)
  if (settings.companion) {
    await setCompanion(settings.companion, dataDirectory, helperProgram()).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
      log('error', `the agent could not be registered with this user's browsers: ${code}`)
    })
  }

  const ending = endOnce()
  const helper = process.platform === 'win32' ? openHelper(helperProgram(), systemClock) : null
  const power = powerSources([electronPowerSource(powerMonitor), ...(helper ? [helper.power] : [])])
  const companions = openCompanions(dataDirectory, (message) => log('warn', message))
  const pages = firstPages([companions, ...(helper ? [helper.pages] : [])])
  const agent = await start({
    ...(await sources(power, helper)),
    ...agentSettings(settings),
    ...(app.isPackaged && { updates: updatesHere(settings.syncEveryMs) }),
    dataDirectory,
    power,
    pages,
  })
  ending.before((leaving) => agent.stop(leaving))
  if (app.isPackaged) endTrialSoon(log)
  power.subscribe((event) => {
    if (event === 'shutdown') ending.end('shutdown')
  })
  if (app.isPackaged && process.platform === 'linux') {
    const program = thisProgram()
    onReplaced(program.installed, () => {
      log('info', 'another version was installed: it takes over')
      startAfterThis(program.start, hiddenArguments(process.argv.slice(1)))
      ending.end()
    })
  }

  const team =
    settings.supervisorToken === undefined
      ? null
      : endpointTeamClient({
          endpointUrl: () => agent.status().endpointUrl,
          token: settings.supervisorToken,
          fetch: net.fetch as typeof globalThis.fetch,
        })
  serveWindows(
    windowHandlers(agent, team, { saveFile, savePdf, saveZip, saveSupportBundle: saveAndShow }),
    (channel, error) => log('error', `call ${channel} failed: ${error}`),
  )

  const icons = join(folder, 'assets', 'icons')
  const windows = appWindows({
    preload: join(folder, 'out', 'preload', 'index.cjs'),
    icon: join(icons, 'icon.png'),
    onSessionEnd: () => ending.end('shutdown'),
  })
  app.on('second-instance', (_event, _argv, _directory, data) => {
    const asked = (data as { screen?: Screen | null }).screen
    if (asked) windows.open(asked)
  })
  app.on('activate', () => windows.open('my-day'))
  if (screen !== null) windows.open(screen)
  if (team !== null && Notification.isSupported()) {
    notifyOverdue({
      team,
      file: join(dataDirectory, 'announced-alerts.json'),
      show: ({ title, body }) => {
        const notice = new Notification({ title, body, icon: join(icons, 'icon.png') })
        notice.on('click', () => windows.open('worklist'))
        notice.show()
      },
      onFailure: (error) => log('warn', `overdue alerts cannot be loaded: ${error}`),
    })
  }

  const act = (action: TrayAction) => actOn(action, { agent, open: windows.open, end: () => ending.end() })
  const tray = await appTray({ iconFolder: icons, act, log })
  tray.update(agent.status())
  const tell = atMostEvery(tellEveryMs, () => {
    tray.update(agent.status())
    tellWindows()
  })
  agent.onChange(tell)
}

/** Calls `act` right after a call; further calls within `ms` share one more. Without calls no timer runs. */
const atMostEvery = (ms: number, act: () => void): (() => void) => {
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  const run = () => {
    timer = undefined
    last = performance.now()
    // Deferred until the caller is done.
    queueMicrotask(act)
  }
  return () => {
    if (timer !== undefined) return
    const wait = last + ms - performance.now()
    if (wait <= 0) run()
    else timer = setTimeout(run, wait)
  }
}

const actOn = (
  action: TrayAction,
  on: { readonly agent: Agent; readonly open: (screen: Screen) => void; readonly end: () => void },
): void => {
  switch (action) {
    case 'resume':
      attempt(() => on.agent.resume())
      return
    case 'remedy':
      tell(on.agent.applyRemedy())
      return
    case 'quit':
      on.end()
      return
    default:
      if ('pause' in action) attempt(() => on.agent.pause(action.pause))
      else on.open(action.open)
  }
}

/** What the agent refuses is told to the person. */
const attempt = (act: () => void): void => {
  try {
    act()
  } catch (error) {
    tell(error instanceof Error ? error.message : 'That did not work. Please try again.')
  }
}

const tell = (body: string): void => {
  log('info', body)
  if (Notification.isSupported()) new Notification({ title: 'TouchLedger', body }).show()
}

/** Windows: the program of native/windows/, which sees windows for the agent and is what browsers start. */
const helperProgram = (): string =>
  join(app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'out'), 'windows', 'touchledger-windows.exe')

/** Sources of windows, idle time and input on this machine. */
const sources = async (power: PowerSource, helper: HelperSources | null) => {
  const display = process.env['DISPLAY']
  const { source: windows, reason } = await chooseWindowSource({
    platform: process.platform,
    display,
    sessionType: process.env['XDG_SESSION_TYPE'],
    ...(helper && { helper: () => helper.windows() }),
    ...(process.platform === 'darwin' && { mac: accessOfMac() }),
  })
  log('info', `window source: ${reason}`)
  const clock = systemClock
  const locked = electronScreenLock(powerMonitor, power)
  const ofElectron = electronIdleSource(powerMonitor, clock, locked)
  const idle = await chooseIdleSource({
    platform: process.platform,
    display,
    sessionType: process.env['XDG_SESSION_TYPE'],
    clock,
    locked,
    system: helper ? helper.idle(ofElectron) : ofElectron,
  })
  log('info', `idle source: ${idle.name ?? 'the system'}${idle.unknown === undefined ? '' : `: ${idle.unknown}`}`)
  const input = uiohookInputSource({
    platform: process.platform,
    display,
    sessionType: process.env['XDG_SESSION_TYPE'],
    // Does not prompt: an unexpected prompt would interrupt the person's work.
    trusted: () => systemPreferences.isTrustedAccessibilityClient(false),
  })
  const network = { online: () => net.isOnline() }
  const calls = helper?.calls ?? microphones[process.platform]?.()
  return { windows, calls, idle, clock, input, network, sealer: await osSealer(safeStorage, process.platform) }
}

/** Which programs use the microphone; Windows tells its helper. */
const microphones: Partial<Record<NodeJS.Platform, () => CallSource>> = {
  linux: pulseCallSource,
  darwin: macCallSource,
}

const accessOfMac = () =>
  macAccess({
    screenAccess: () => systemPreferences.getMediaAccessStatus('screen'),
    openSettings: (address) => void shell.openExternal(address),
    addresses: macAddresses(() => systemClock.mono()),
  })

const agentSettings = ({ acceptNotice, endpointUrl, enrollCode, syncEveryMs }: ShellArguments) => ({
  agentVersion: app.getVersion(),
  acceptNotice,
  endpointUrl,
  enrollCode,
  account: systemAccount,
  syncEveryMs,
  // Chromium's network stack: the system's proxy, PAC file and certificates.
  fetch: net.fetch as typeof globalThis.fetch,
  log,
})

/** Ends the app once, after the agent has stopped, within a second. */
const endOnce = () => {
  let work: (leaving: Leaving) => Promise<void> = async () => {}
  let ending = false
  const end = (leaving: Leaving = 'quit') => {
    if (ending) return
    ending = true
    const timer = setTimeout(() => app.exit(0), stopWithinMs)
    work(leaving)
      .catch((error: unknown) => log('error', `stopping failed: ${error instanceof Error ? error.name : 'failed'}`))
      .finally(() => {
        clearTimeout(timer)
        app.exit(0)
      })
  }
  app.on('before-quit', (event) => {
    event.preventDefault()
    end()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end())
  return {
    end,
    before: (stop: (leaving: Leaving) => Promise<void>) => {
      work = stop
    },
  }
}

const appMenu = (): Menu =>
  Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
  ])

const log: Log = (level, message) => {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`)
}
