import { openSync, readSync, writeSync } from 'node:fs'
import { companionHost } from '../../shared/companion.ts'
import { readLength } from './protocol.ts'

// Native messaging host on Windows: the agent's own executable. It copies with blocking reads in the first lines of the program, so
// that Chromium never starts, and ends with the process.

/** File descriptors that a relay copies between. */
export interface RelayEnds {
  readonly fromBrowser: number
  readonly toBrowser: number
  readonly fromAgent: number
  readonly toAgent: number
}

/** The arguments that a browser passes to a native messaging host; null if no browser started this process. */
export const browserCall = (argv: readonly string[]): readonly string[] | null => {
  const words = argv.slice(1)
  const [first = '', second = ''] = words
  const chromium = /^chrome-extension:\/\/[a-p]{32}\/$/.test(first)
  const firefox = first.endsWith(`${companionHost}.json`) && second !== ''
  return chromium || firefox ? words : null
}

/** @throws if no agent is running */
export const pipeEnds = (pipe: string): RelayEnds => {
  const agent = openSync(pipe, 'r+')
  return { fromBrowser: 0, toBrowser: 1, fromAgent: agent, toAgent: agent }
}

/** Copies until either side ends. Blocks the whole process. */
export const relay = (ends: RelayEnds, words: readonly string[]): void => {
  try {
    writeSync(ends.toAgent, `${words.join('\n')}\n\n`)
    const first = readMessage(ends.fromAgent)
    if (first === null) return
    writeAll(ends.toBrowser, first)
    const buffer = Buffer.alloc(65_536)
    for (let length = read(ends.fromBrowser, buffer); length > 0; length = read(ends.fromBrowser, buffer)) {
      writeAll(ends.toAgent, buffer.subarray(0, length))
    }
  } catch {
    // The agent or the browser disconnected.
  }
}

/** One message with its length; null if the other side ends first. */
const readMessage = (from: number): Buffer | null => {
  const length = readExactly(from, 4)
  if (length === null) return null
  const body = readExactly(from, readLength(length))
  return body && Buffer.concat([length, body])
}

const readExactly = (from: number, size: number): Buffer | null => {
  const bytes = Buffer.alloc(size)
  for (let done = 0; done < size;) {
    const length = read(from, bytes.subarray(done))
    if (length === 0) return null
    done += length
  }
  return bytes
}

/** Windows reports the end of a pipe as an error. */
const read = (from: number, into: Uint8Array): number => {
  try {
    return readSync(from, into)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EOF') return 0
    throw error
  }
}

const writeAll = (to: number, bytes: Uint8Array): void => {
  for (let done = 0; done < bytes.length;) done += writeSync(to, bytes.subarray(done))
}
