import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { applicationName } from './application-name.ts'
import type { CallSource } from './ports.ts'

/** How often macOS is asked, ms. One question is a process of about 10 ms. */
const ASK_EVERY_MS = 5000

/**
 * The processes that record, by the answer of `pmset -g assertions`: while a process uses a microphone, macOS' sound server keeps the
 * computer awake on its behalf (`Created for PID: 2032.`, then `Resources: audio-in … BuiltInMicrophoneDevice`). A process that only
 * plays has `audio-out` alone.
 */
export const recordingProcesses = (assertions: string): readonly number[] => {
  const pids = new Set<number>()
  let pid: number | null = null
  for (const line of assertions.split('\n')) {
    if (/^\s*pid \d+\(/.test(line)) pid = null
    const createdFor = /^\s*Created for PID: (\d+)/.exec(line)?.[1]
    if (createdFor !== undefined) pid = Number(createdFor)
    if (pid !== null && /^\s*Resources:(?: \S+)* audio-in\b/.test(line)) pids.add(pid)
  }
  return [...pids]
}

/**
 * The application that a process belongs to, by its path: a browser and Teams record in a helper inside of their bundle. Null for what
 * is no application; macOS' own listener for "Hey Siri" is none.
 */
export const applicationOfProcess = (path: string): string | null =>
  applicationName({ executablePath: /^.*?\/[^/]+\.app(?=\/)/.exec(path.trim())?.[0] })

/** Runs a program of macOS and resolves with what it prints. */
export type RunProgram = (file: string, args: readonly string[]) => Promise<string>

/** Programs that use the microphone on macOS. Needs no permission. */
export const macCallSource = (run: RunProgram = runProgram): CallSource => ({
  name: 'macos',
  subscribe(onChange, onLost) {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let told: string | null = null
    const ask = async () => {
      try {
        const pids = recordingProcesses(await run('/usr/bin/pmset', ['-g', 'assertions']))
        const apps = new Set((await pathsOf(pids, run)).flatMap((path) => applicationOfProcess(path) ?? []))
        const now = [...apps].toSorted().join('\n')
        if (ended) return
        if (now !== told) onChange(apps)
        told = now
        timer = setTimeout(() => void ask(), ASK_EVERY_MS)
        timer.unref()
      } catch {
        if (!ended) onLost(new Error('macOS does not say which programs use the microphone'))
      }
    }
    void ask()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  },
})

/** `ps` fails where none of the processes is left. */
const pathsOf = async (pids: readonly number[], run: RunProgram): Promise<readonly string[]> => {
  if (pids.length === 0) return []
  const answer = await run('/bin/ps', ['-o', 'comm=', '-p', pids.join(',')]).catch(() => '')
  return answer.split('\n')
}

const runProgram: RunProgram = async (file, args) => (await promisify(execFile)(file, args, { timeout: 5000 })).stdout
