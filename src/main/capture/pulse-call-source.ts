import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'
import { applicationName } from './application-name.ts'
import type { CallSource } from './ports.ts'

const streams = z.array(
  z.object({
    source: z.number(),
    corked: z.boolean(),
    properties: z.record(z.string(), z.string()),
  }),
)
const sources = z.array(z.object({ index: z.number(), monitor_source: z.string().optional(), name: z.string() }))

/**
 * The programs that record from a microphone, by the answers of `pactl -f json list source-outputs` and `list sources`. A paused stream and
 * one that records what a loudspeaker plays (a monitor) use no microphone.
 */
export const recordingPrograms = (outputs: unknown, known: unknown): ReadonlySet<string> => {
  const monitors = new Set(
    sources.parse(known).flatMap(({ index, name }) => (name.endsWith('.monitor') ? [index] : [])),
  )
  const apps = streams.parse(outputs).flatMap(({ corked, source, properties }) => {
    if (corked || monitors.has(source)) return []
    const app = applicationName({
      executablePath: properties['application.process.binary'],
      windowClass: properties['application.name'],
    })
    return app === null ? [] : [app]
  })
  return new Set(apps)
}

/** Programs that use the microphone, of PulseAudio or PipeWire's PulseAudio server. */
export const pulseCallSource = (environment: NodeJS.ProcessEnv = process.env): CallSource => {
  const env = { ...environment, LC_ALL: 'C' }
  const list = async (what: string): Promise<unknown> =>
    JSON.parse((await promisify(execFile)('pactl', ['-f', 'json', 'list', what], { env, timeout: 5000 })).stdout)
  return {
    name: 'pulse',
    subscribe(onChange, onLost) {
      let ended = false
      let reading = false
      let again = false
      const events = spawn('pactl', ['subscribe'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
      const end = () => {
        ended = true
        events.kill()
      }
      const lose = (error: Error) => {
        if (ended) return
        end()
        onLost(error)
      }
      const read = async () => {
        if (reading) {
          again = true
          return
        }
        reading = true
        try {
          do {
            again = false
            const apps = recordingPrograms(await list('source-outputs'), await list('sources'))
            if (!ended) onChange(apps)
          } while (again)
        } catch {
          lose(new Error('the sound server does not say which programs use the microphone'))
        } finally {
          reading = false
        }
      }
      events.on('error', () => lose(new Error('pactl is not installed')))
      events.on('exit', () => lose(new Error('the sound server does not answer')))
      events.stdout.on('data', (text: Buffer) => {
        if (/source-output|server/.test(text.toString())) void read()
      })
      void read()
      return end
    },
  }
}
