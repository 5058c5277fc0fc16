import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { microphonePrograms, MICROPHONE_KEY } from './consent-store.ts'
import type { CallSource } from './ports.ts'
import { pulseCallSource } from './pulse-call-source.ts'

/** How often Windows is asked, ms. */
const ASK_EVERY_MS = 5000

/** The source of calls on this platform; undefined where they cannot be observed. */
export const chooseCallSource = (platform: string): CallSource | undefined => {
  if (platform === 'win32') return windowsCallSource()
  // macOS tells only native code which programs use the microphone.
  return platform === 'linux' ? pulseCallSource() : undefined
}

/** Programs that use the microphone, of Windows' consent store. It sends no events, so it is asked. */
const windowsCallSource = (): CallSource => ({
  name: 'consent-store',
  subscribe(onChange, onLost) {
    const ask = async () => {
      try {
        const { stdout } = await promisify(execFile)('reg.exe', ['query', MICROPHONE_KEY, '/s'], { timeout: 4000 })
        if (timer) onChange(microphonePrograms(stdout))
      } catch {
        if (!timer) return
        end()
        onLost(new Error('Windows does not say which programs use the microphone'))
      }
    }
    let timer: ReturnType<typeof setInterval> | undefined = setInterval(() => void ask(), ASK_EVERY_MS)
    const end = () => {
      clearInterval(timer)
      timer = undefined
    }
    void ask()
    return end
  },
})
