import { dirname, join } from 'node:path'
import { Menu, Notification, app, net, powerMonitor, systemPreferences } from 'electron'
import { assertWritable } from '../../host/directory-lock.ts'
import type { Agent, Log, startAgent } from '../agent.ts'
import { systemClock } from '../capture/index.ts'
import { openCompanions, setCompanion } from '../companion/companions.ts'
import { openLogFile } from '../support/log-file.ts'
import { firstPages, openHelper } from '../windows-helper/index.ts'
import { optionSources, thisMachine } from '../roll-out/read-options.ts'
import { mergeOptions } from '../roll-out/roll-out-options.ts'
import { systemAccount } from '../sync/system-account.ts'
import { restartOnFailure } from './after-crash.ts'
import {
  BadArguments,
  enrollingArguments,
  hiddenArguments,
  ownArguments,
  parseArguments,
  usage,
  type Screen,
  type ShellArguments,
} from './arguments.ts'
import { setAutostart } from './autostart.ts'
import { captureSources } from './capture-sources.ts'
import { thisProgram, updatesHere } from './own-version.ts'
import { localDataFolder } from './data-folder.ts'
import { findDebuggingSwitch } from './debugging-switches.ts'
import { endpointTeamClient } from './endpoint-team-client.ts'
import { windowHandlers } from './handlers.ts'
import type { Leaving } from '../../shared/contract/index.ts'
import { hardenBeforeReady, hardenWhenReady } from './hardening.ts'
import { serveWindows, tellWindows } from './ipc.ts'
import { onReplaced, startAfterThis } from './new-version.ts'
import { notifyOverdue } from './notify-overdue.ts'
import { saveAndShow, saveFile, savePdf, saveZip } from './save-file.ts'
import { answerOfRunning, handOverOf, notHandedOver, readHandOver, toldOf, type HandOver } from './second-start.ts'
import { electronPowerSource, powerSources } from './system-presence.ts'
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
  const stated = readArguments()
  if (stated === null) return
  const settings = withRollOut(stated)
  const commandLine = { next: process.argv.slice(1) }
  restartOnFailure(log, () => hiddenArguments(commandLine.next))
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
  const events = openLogFile(app.getPath('userData'))
  const before = events.read()
  const handedOver = handOverOf(stated, screen)
  if (!app.requestSingleInstanceLock(handedOver)) {
    log('info', `already running with this data directory${screen === null ? '' : ': its window was opened'}`)
    for (const option of notHandedOver(stated)) log('warn', `${option} counts once the running agent has ended`)
    const answer = handedOver.asking && toldOf(await answerOfRunning(events.read, before))
    if (answer) log(answer.exitCode === 0 ? 'info' : 'error', answer.message)
    app.exit(answer?.exitCode ?? 0)
    return
  }
  const secondStarts = hearSecondStarts()
  // The default is to quit; this app stays in the tray.
  app.on('window-all-closed', () => {})
  await app.whenReady()
  await runApp(start, settings, { screen, commandLine, secondStarts })
}

/** How the app was started, and what later starts hand over to it. */
interface Starts {
  /** Null: without a window. */
  readonly screen: Screen | null
  /** With `next` the app starts again by itself. */
  readonly commandLine: { next: readonly string[] }
  readonly secondStarts: ReturnType<typeof hearSecondStarts>
}

/** A second start while the agent is still starting waits until it runs. */
const hearSecondStarts = () => {
  const waiting: HandOver[] = []
  let handle = (handOver: HandOver): void => void waiting.push(handOver)
  app.on('second-instance', (_event, _argv, _directory, data) => {
    const handOver = readHandOver(data)
    if (handOver) handle(handOver)
    else log('warn', 'a second start handed over what this version does not know')
  })
  return {
    handleBy: (handler: typeof handle) => {
      handle = handler
      for (const handOver of waiting.splice(0)) handle(handOver)
    },
  }
}

/** Start with the session, and browsers, of this user. */
const register = async ({ autostart, companion }: Pick<ShellArguments, 'autostart' | 'companion'>): Promise<void> => {
  const dataDirectory = app.getPath('userData')
  if (autostart) await setAutostart(autostart === 'on', dataDirectory)
  if (!companion) return
  await setCompanion(companion, dataDirectory, helperProgram()).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
    log('error', `the agent could not be registered with this user's browsers: ${code}`)
  })
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
    return parseArguments(own, { token: process.env['TOUCHLEDGER_TOKEN'], directory: process.cwd() })
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

const runApp = async (start: typeof startAgent, settings: ShellArguments, starts: Starts): Promise<void> => {
  const folder = app.getAppPath()
  hardenWhenReady(join(folder, 'out', 'renderer'))
  Menu.setApplicationMenu(appMenu())
  const dataDirectory = app.getPath('userData')
  await register(settings)

  const ending = endOnce()
  const helper = process.platform === 'win32' ? openHelper(helperProgram(), systemClock) : null
  const power = powerSources([electronPowerSource(powerMonitor), ...(helper ? [helper.power] : [])])
  const companions = openCompanions(dataDirectory, (message) => log('warn', message))
  const pages = firstPages([companions, ...(helper ? [helper.pages] : [])])
  const agent = await start({
    ...(await captureSources(power, helper, log)),
    ...agentSettings(settings),
    ...(app.isPackaged && { updates: updatesHere(settings.syncEveryMs, log) }),
    dataDirectory,
    power,
    pages,
  })
  ending.before((leaving) => agent.stop(leaving))
  power.subscribe((event) => {
    if (event === 'shutdown') ending.end('shutdown')
  })
  if (app.isPackaged && process.platform === 'linux') {
    const program = thisProgram()
    onReplaced(program.installed, () => {
      log('info', 'another version was installed: it takes over')
      startAfterThis(program.start, hiddenArguments(starts.commandLine.next))
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
  starts.secondStarts.handleBy((handOver) => {
    const { asking, acceptNotice } = handOver
    if (handOver.screen) windows.open(handOver.screen)
    if (acceptNotice) attempt(() => agent.acceptNotices())
    if (asking && agent.takeCode(asking)) starts.commandLine.next = enrollingArguments(starts.commandLine.next, asking)
    register(handOver).catch(() => log('error', 'the start with the session could not be changed'))
  })
  app.on('activate', () => windows.open('my-day'))
  if (starts.screen !== null) windows.open(starts.screen)
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
