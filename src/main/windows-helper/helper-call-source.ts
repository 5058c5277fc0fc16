import { applicationName } from '../capture/application-name.ts'
import type { CallSource } from '../capture/ports.ts'
import type { HelperLine } from './helper-lines.ts'
import type { WindowsHelper } from './helper-process.ts'
import { helperSourceName } from './helper-sources.ts'
import { subscribeToHelper } from './helper-subscription.ts'

/** A name of Windows' consent store: a path with # for \, or a packaged program's family name (`MSTeams_8wekyb3d8bbwe`). */
const appOf = (name: string): string | null =>
  name.includes('#')
    ? applicationName({ executablePath: name.replaceAll('#', '\\') })
    : applicationName({ windowClass: name.replace(/_[0-9a-z]+$/i, '') })

/** The programs that use the microphone, by Windows' consent store. */
export const helperCallSource = (helper: WindowsHelper): CallSource => {
  let using: ReadonlySet<string> | null = null
  helper.listen({
    onLine: (line) => {
      if (line.event === 'microphone') using = new Set(line.programs.flatMap((name) => appOf(name) ?? []))
    },
    onLost: () => (using = null),
  })
  return {
    name: helperSourceName,
    subscribe(onChange, onLost) {
      const tell = () => {
        if (using !== null) onChange(using)
      }
      const onLine = (line: HelperLine) => {
        if (line.event === 'microphone') tell()
      }
      return subscribeToHelper(helper, { now: tell, onLine, onLost })
    },
  }
}
