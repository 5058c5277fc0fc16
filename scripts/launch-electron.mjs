import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { electronRuntime } from './electron-runtime.mjs'

/**
 * Starts Electron.
 * @param {string[]} args switches, then the folder of the app ('.' for this checkout), then the app's own arguments
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions, cwd?: string }} [options]
 * @returns {import('node:child_process').ChildProcess}
 * @throws when no Electron is installed
 */
export function launchElectron(args, { env = process.env, stdio = 'inherit', cwd = repository } = {}) {
  const clean = { ...env }
  // An editor that is itself an Electron may set it; it would turn the app into plain Node.
  delete clean['ELECTRON_RUN_AS_NODE']
  return spawn(electronRuntime().path, [...sandboxSwitches(), ...args], { env: clean, stdio, cwd })
}

/** This checkout's folder, which `electron` starts. */
export const repository = fileURLToPath(new URL('..', import.meta.url))

/** Chromium's sandbox refuses to run as root, as in containers and CI. */
export function sandboxSwitches() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/**
 * Waits for a child process, forwards termination signals, and returns the exit code.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} its exit code; 128 + the signal's number if a signal ended it, as in shells
 * @throws if it could not be started
 */
export function exitCodeOf(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    const release = () => {
      for (const signal of signals) process.off(signal, forward)
    }
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('close', (code, signal) => {
      release()
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}
