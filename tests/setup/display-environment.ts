import { afterAll } from 'vitest'
import { startDisplay } from '../../scripts/display.mjs'

// A display of its own for each file, whether or not the session has one: focus is global to a display, so several files
// can use their windows at once. Programs that a test starts inherit these variables and appear there.
if (process.platform === 'linux') {
  const { env, stop } = await startDisplay()
  for (const name of ['WAYLAND_DISPLAY', 'XAUTHORITY', 'SESSION_MANAGER']) delete process.env[name]
  Object.assign(process.env, env)
  afterAll(stop)
}
