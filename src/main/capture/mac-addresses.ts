import { execFile } from 'node:child_process'
import type { MonoMs } from '../../shared/contract/index.ts'
import { urlWithoutQuery } from './window-text.ts'

/** How long a browser may take to answer, ms. */
const ANSWER_WITHIN_MS = 1000
/** When what failed is asked again, ms: the first question waits for the person, whom macOS asks for leave. */
const AGAIN_AFTER_MS = 10_000
/** errAEEventNotPermitted. macOS shows its question once. */
const NOT_PERMITTED = '-1743'

/** Chromium browsers say whether their window in front is private; nothing is read of a private one. */
const chromium = (name: string): string =>
  `tell application "${name}" to return (mode of front window) & linefeed & (URL of active tab of front window)`
/** By application name. Safari does not say whether a window is private. Firefox tells no addresses: it needs the browser companion. */
const questions: ReadonlyMap<string, string> = new Map([
  ['google chrome', chromium('Google Chrome')],
  ['chromium', chromium('Chromium')],
  ['microsoft edge', chromium('Microsoft Edge')],
  ['brave browser', chromium('Brave Browser')],
  ['safari', 'tell application "Safari" to return "normal" & linefeed & (URL of front document)'],
])

export interface MacWindow {
  readonly id: number
  readonly app: string
  readonly title: string | null
}

/** Addresses of the browser window in front, by AppleScript. Each window and title is asked once, in a process of its own. */
export interface MacAddresses {
  /** Null while it is not known, and where nothing is told. Asks, and does not wait for the answer. */
  of(window: MacWindow): string | null
  /** Browsers that macOS does not let this program ask, by application name. */
  refused(): readonly string[]
}

/** Runs a script and resolves with what it prints. @throws with the message of `osascript` */
export type RunScript = (script: string) => Promise<string>

export function macAddresses(mono: () => MonoMs, run: RunScript = runScript): MacAddresses {
  let asked: MacWindow | null = null
  let known: string | null = null
  let isAsking = false
  let isPassed = false
  let nextAt = Number.NEGATIVE_INFINITY
  const refused = new Set<string>()

  const ask = async (window: MacWindow, question: string): Promise<void> => {
    asked = window
    known = null
    isAsking = true
    isPassed = false
    try {
      const [mode, url] = (await run(question)).trim().split('\n')
      refused.delete(window.app)
      // The answer may be about the window that came meanwhile.
      if (isPassed) asked = null
      else known = mode === 'normal' ? urlWithoutQuery(url) : null
    } catch (error) {
      asked = null
      nextAt = mono() + AGAIN_AFTER_MS
      if (error instanceof Error && error.message.includes(NOT_PERMITTED)) refused.add(window.app)
    } finally {
      isAsking = false
    }
  }
  return {
    of(window) {
      const isAsked = isSame(asked, window)
      if (isAsking && !isAsked) isPassed = true
      const question = questions.get(window.app)
      if (question !== undefined && !isAsked && !isAsking && mono() >= nextAt) void ask(window, question)
      return isAsked && !isAsking ? known : null
    },
    refused: () => [...refused],
  }
}

const isSame = (one: MacWindow | null, other: MacWindow): boolean =>
  one !== null && one.id === other.id && one.app === other.app && one.title === other.title

const runScript: RunScript = (script) =>
  new Promise((resolve, reject) => {
    execFile('/usr/bin/osascript', ['-e', script], { timeout: ANSWER_WITHIN_MS }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr))
      else resolve(stdout)
    })
  })
