import { spawnSync } from 'node:child_process'

/**
 * Prints a message for the person at the terminal, always to standard error.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`touchledger: ${text}\n`)
}

/**
 * Runs a program and waits for it, with its output on standard error.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @throws if it cannot be started or its exit code is not 0
 */
export function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, { ...options, stdio: ['ignore', 2, 2] })
  if (error) throw new Error(`${program} could not be started: ${error.message}`)
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${signal ?? `code ${status}`}`)
}

/**
 * Runs npm, preferably the one that runs this script.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function runNpm(args, options = {}) {
  const cli = process.env['npm_execpath'] ?? ''
  if (cli.endsWith('npm-cli.js')) run(process.execPath, [cli, ...args], options)
  // On Windows npm is a .cmd file, which only a shell starts. The arguments are fixed words without blanks.
  else if (process.platform === 'win32') run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options)
  else run('npm', args, options)
}
