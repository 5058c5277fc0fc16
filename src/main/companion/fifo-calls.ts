import { closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, rmSync, watch } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import type { Call, Calls } from './calls.ts'
import { callParts, isCall } from './relay-script.ts'

/** Poll interval and timeout for the other end of a connection. A relay opens its second FIFO right after it created the first. */
const answerEveryMs = 20
const answerWithinMs = 5000

/** Connections over FIFOs that relays create in a folder (Linux, macOS). @param folder is created for this user alone */
export const fifoCalls = (folder: string): Calls => ({
  listen(onCall) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    /** Connections being accepted, or not removable afterwards. */
    const waiting = new Map<string, ReturnType<typeof setTimeout> | undefined>()
    let listening = true

    const answer = (name: string, until: number) => {
      const call = openCall(join(folder, name))
      if (call === 'not yet' && performance.now() < until) {
        const again = setTimeout(() => answer(name, until), answerEveryMs)
        waiting.set(name, again)
        return
      }
      // An open FIFO needs no name. Without a reader it is left over from a killed relay.
      if (remove(join(folder, name))) waiting.delete(name)
      if (typeof call === 'object') onCall(call)
    }
    const scan = () => {
      if (!listening) return
      for (const name of namesIn(folder)) {
        if (!isCall(name) || waiting.has(name)) continue
        waiting.set(name, undefined)
        answer(name, performance.now() + answerWithinMs)
      }
    }
    const watcher = watch(folder, { persistent: false }, scan)
    // If the folder is removed, browsers can no longer connect, and everything else goes on.
    watcher.on('error', () => watcher.close())
    scan()
    return () => {
      listening = false
      watcher.close()
      for (const timer of waiting.values()) clearTimeout(timer)
    }
  },
})

/** Opens both FIFOs of a connection without waiting for the other side. */
const openCall = (call: string): Call | 'not yet' | 'gone' => {
  const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants
  const up = open(join(call, callParts.up), O_RDONLY | O_NONBLOCK)
  if (typeof up !== 'number') return 'gone'
  const down = open(join(call, callParts.down), O_WRONLY | O_NONBLOCK)
  if (typeof down !== 'number') {
    closeSync(up)
    // ENXIO: no process has it open for reading.
    return down === 'ENXIO' ? 'not yet' : 'gone'
  }
  const incoming = new Socket({ fd: up, readable: true, writable: false })
  const outgoing = new Socket({ fd: down, readable: false, writable: true })
  const close = () => {
    incoming.destroy()
    outgoing.destroy()
  }
  return { incoming, outgoing, close }
}

/** Returns the file descriptor of a FIFO, or the error code. */
const open = (path: string, flags: number): number | string => {
  try {
    const descriptor = openSync(path, flags)
    if (fstatSync(descriptor).isFIFO()) return descriptor
    closeSync(descriptor)
    return 'no FIFO'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed'
  }
}

const remove = (path: string): boolean => {
  try {
    rmSync(path, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    // The folder may be removed at any time.
    return []
  }
}
