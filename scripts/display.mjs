import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Display
 * @property {NodeJS.ProcessEnv} env environment of programs that should appear on it
 * @property {() => Promise<void>} stop ends the display with its processes
 */

/**
 * Starts a virtual X display with a window manager and a session bus. Several may run at once. It also ends
 * when this process ends without calling `stop`, however that happens.
 * @param {{ width?: number, height?: number, env?: NodeJS.ProcessEnv }} [options] size in pixels; `env` is the
 * environment to build on, this process's by default
 * @returns {Promise<Display>}
 * @throws when Xvfb, openbox or xprop is missing or does not start within 20 s, with their error output
 */
export async function startDisplay({ width = 1600, height = 1000, env = process.env } = {}) {
  if (process.platform !== 'linux') throw new Error('A virtual display can be started on Linux only.')
  const supervisor = fileURLToPath(new URL('display-supervisor.sh', import.meta.url))
  const child = spawn('sh', [supervisor, String(width), String(height)], {
    // Its own session: Ctrl-C reaches the programs on the display first, and the display ends after them.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...env, TMPDIR: tmpdir() },
  })
  child.stdin.on('error', () => {})
  const exited = new Promise((resolve) => {
    child.once('exit', resolve)
    child.once('error', resolve)
  })
  let complaints = ''
  child.stderr
    .setEncoding('utf8')
    .on('data', (/** @type {string} */ text) => (complaints = (complaints + text).slice(-4_000)))

  /** @type {Record<string, string>} */
  const own = {}
  let ready = false
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    const split = line.indexOf('=')
    if (split > 0) own[line.slice(0, split)] = line.slice(split + 1)
    ready = line === 'ready'
    if (ready) break
  }
  const stop = async () => {
    child.ref()
    child.stdin.end()
    await exited
  }
  if (!ready) {
    await stop()
    throw new Error(`The virtual display did not start. ${complaints.trim()}`)
  }
  // A display must not keep a finished program alive.
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
  }
  const inherited = { ...env }
  // These variables would lead programs to another display.
  for (const name of ['WAYLAND_DISPLAY', 'XAUTHORITY', 'SESSION_MANAGER', 'DBUS_SESSION_BUS_ADDRESS'])
    delete inherited[name]
  return {
    env: {
      ...inherited,
      XDG_SESSION_TYPE: 'x11',
      XDG_CURRENT_DESKTOP: 'openbox',
      GDK_BACKEND: 'x11',
      NO_AT_BRIDGE: '1',
      ...own,
    },
    stop,
  }
}

/** Whether this session has a display; other platforms always do. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/**
 * Calls `use` with this session's display, or with a virtual one that ends with the call.
 * @template Result
 * @param {(env: NodeJS.ProcessEnv) => Promise<Result>} use
 * @param {{ width?: number, height?: number }} [size]
 * @returns {Promise<Result>}
 */
export async function withDisplay(use, size) {
  if (hasDisplay()) return use(process.env)
  const display = await startDisplay(size)
  try {
    return await use(display.env)
  } finally {
    await display.stop()
  }
}
