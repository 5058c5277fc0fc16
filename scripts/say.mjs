import { spawnSync } from 'node:child_process'

/**
 * Tells the person at the terminal what happens. Always on standard error.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`touchledger: ${text}\n`)
}

/**
 * Runs a program to its end with its output on standard error.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @throws when it cannot be started or ends with another code than 0
 */
export function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, { ...options, stdio: ['ignore', 2, 2] })
  if (error) throw new Error(`${program} could not be started: ${error.message}`)
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${signal ?? `code ${status}`}`)
}

/**
 * Runs npm, the one that runs this script if there is one.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function runNpm(args, options = {}) {
  const cli = process.env['npm_execpath'] ?? ''
  if (cli.endsWith('npm-cli.js')) run(process.execPath, [cli, ...args], options)
  // On Windows npm is a .cmd file, which only a shell starts; the arguments are fixed words without blanks.
  else if (process.platform === 'win32') run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options)
  else run('npm', args, options)
}
