import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isRunning } from './is-running.mjs'
import { say } from './say.mjs'

/** Five seconds. */
const PATIENT_TRIES = 25
/** Two seconds: where nothing is to be installed, setting up takes less. */
const TRIES_IN_SILENCE = 10

/**
 * Takes turns with other commands that set up the same checkout: two at once would delete each other's files.
 * @param {string} file names the process whose turn it is. One that a killed process left is taken over.
 * @param {() => void} work
 */
export function takingTurns(file, work) {
  const mine = waitForTurn(file)
  try {
    work()
  } finally {
    if (mine) rmSync(file, { force: true })
  }
}

/**
 * @param {string} file
 * @returns {boolean} false in a checkout that this user cannot write to, where there is nothing to set up either
 */
function waitForTurn(file) {
  let told = false
  for (let tries = 1; ; tries += 1, pause()) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return true
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false
    }
    const pid = ownerOf(file)
    // A process that was killed before it had written its number left an empty file.
    if (pid === null ? tries % PATIENT_TRIES === 0 : !isRunning(pid)) {
      rmSync(file, { force: true })
      continue
    }
    if (pid === null || told || tries < TRIES_IN_SILENCE) continue
    say(`waiting for process ${pid}, which sets up this checkout. If it does not, delete ${file}.`)
    told = true
  }
}

/**
 * @param {string} file
 * @returns {number | null} null while it is being written, and when it has just gone
 */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null
  }
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
}
