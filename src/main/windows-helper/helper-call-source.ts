import { applicationName } from '../capture/application-name.ts'
import type { CallSource } from '../capture/ports.ts'
import type { HelperListener, WindowsHelper } from './helper-process.ts'
import { helperSourceName } from './helper-sources.ts'

/** A name of Windows' consent store: a path with # for \, or a packaged program's family name (`MSTeams_8wekyb3d8bbwe`). */
const appOf = (name: string): string | null =>
  name.includes('#')
    ? applicationName({ executablePath: name.replaceAll('#', '\\') })
    : applicationName({ windowClass: name.replace(/_[0-9a-z]+$/i, '') })

/** The programs that use the microphone, by Windows' consent store. */
export const helperCallSource = (helper: WindowsHelper): CallSource => {
  let using: ReadonlySet<string> | null = null
  const known: HelperListener = {
    onLine: (line) => {
      if (line.event === 'microphone') using = new Set(line.programs.flatMap((name) => appOf(name) ?? []))
    },
    onLost: () => (using = null),
  }
  helper.listen(known)
  return {
    name: helperSourceName,
    subscribe(onChange, onLost) {
      let ended = false
      const stop = helper.listen({
        onLine: (line) => {
          if (line.event === 'microphone' && using !== null) onChange(using)
        },
        onLost: (error) => {
          end()
          onLost(error)
        },
      })
      const end = () => {
        ended = true
        stop()
      }
      queueMicrotask(() => {
        if (ended) return
        try {
          helper.assertRunning()
          if (using !== null) onChange(using)
        } catch (error) {
          if (ended) return
          end()
          onLost(error instanceof Error ? error : new Error('failed'))
        }
      })
      return end
    },
  }
}
