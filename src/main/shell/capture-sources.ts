import { net, powerMonitor, safeStorage, shell, systemPreferences } from 'electron'
import type { Log } from '../agent.ts'
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
import { uiohookInputSource } from '../input-activity/uiohook-input-source.ts'
import type { HelperSources } from '../windows-helper/index.ts'
import { osSealer } from './os-sealer.ts'
import { electronIdleSource, electronScreenLock } from './system-presence.ts'

/** Sources of windows, idle time and input on this machine. */
export const captureSources = async (power: PowerSource, helper: HelperSources | null, log: Log) => {
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
