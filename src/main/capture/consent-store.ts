import { applicationName } from './application-name.ts'

/** Where Windows keeps which programs use the microphone. */
export const MICROPHONE_KEY = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\microphone`

/**
 * The programs that use the microphone, by the output of `reg query KEY /s`: a program's LastUsedTimeStop is 0 meanwhile. A packaged program
 * is a key of its own, named by its package family; another one is below NonPackaged, named by its path with # for \.
 */
export const microphonePrograms = (output: string): ReadonlySet<string> => {
  const apps = new Set<string>()
  let key = ''
  let hasStarted = false
  for (const line of output.split(/\r?\n/)) {
    if (line.startsWith('HK')) {
      key = line.slice(line.lastIndexOf('\\') + 1)
      hasStarted = false
      continue
    }
    const [, name, hex = '0'] = /^\s+(LastUsedTimeSt\w+)\s+REG_QWORD\s+0x([0-9a-f]+)/i.exec(line) ?? []
    if (name === 'LastUsedTimeStart') hasStarted = BigInt(`0x${hex}`) > 0n
    if (name !== 'LastUsedTimeStop' || BigInt(`0x${hex}`) > 0n || !hasStarted) continue
    const app = key.includes('#')
      ? applicationName({ executablePath: key.replaceAll('#', '\\') })
      : applicationName({ windowClass: key.replace(/_[0-9a-z]+$/i, '') })
    if (app !== null) apps.add(app)
  }
  return apps
}
