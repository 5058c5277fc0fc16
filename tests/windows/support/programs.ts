import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startInWine } from '../../../scripts/windows/run.mjs'
import { helperLineReader, type HelperLine } from '../../../src/main/windows-helper/helper-lines.ts'

/** A file that `npm run test:windows` built. */
export const builtProgram = (name: string): string => {
  const folder = process.env['TOUCHLEDGER_WINDOWS_PROGRAMS']
  if (folder === undefined) throw new Error('these tests are run by npm run test:windows')
  return join(folder, `${name}.exe`)
}

/** What a scripted window did, and when. */
export interface Done {
  readonly at: number
  readonly command: string
}

/** A window that does what it is told (tests/windows/native/scripted-window.c). */
export class ScriptedWindow {
  readonly done: Done[] = []
  readonly #child: ChildProcess

  constructor(name: string, title: string) {
    this.#child = startInWine([builtProgram(name), title], { stdio: ['pipe', 'pipe', 'ignore'] })
    if (!this.#child.stdout) throw new Error('its answers are piped')
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const [at, command] = line.split(' ')
      this.done.push({ at: Number(at), command: command ?? '' })
    })
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** Ends it as when its computer loses power. */
  end(): void {
    this.#child.stdin?.end()
    this.#child.kill('SIGKILL')
  }
}

/** The helper program, and all it has said. */
export class RunningHelper {
  readonly lines: (HelperLine & { readonly at: number })[] = []
  readonly raw: string[] = []
  exitCode: number | null | undefined
  readonly #child: ChildProcess

  constructor() {
    this.#child = startInWine([builtProgram('touchledger-windows'), 'watch'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const read = helperLineReader()
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.raw.push(chunk)
      for (const line of read(chunk)) this.lines.push({ ...line, at: Date.now() })
    })
    this.#child.once('exit', (code) => (this.exitCode = code))
  }

  /** What was in front, in order. */
  windows() {
    return this.lines.flatMap((line) => (line.event === 'window' ? [line] : []))
  }

  lastWindow() {
    return this.windows().at(-1)
  }

  /** As when the agent ends: its end of the pipe is gone. */
  leave(): void {
    this.#child.stdin?.end()
  }
}
