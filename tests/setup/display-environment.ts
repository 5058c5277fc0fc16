import { inject } from 'vitest'

// Programs that a test starts inherit these, so they appear on the display of the run.
for (const name of ['WAYLAND_DISPLAY', 'XAUTHORITY', 'SESSION_MANAGER']) delete process.env[name]
Object.assign(process.env, inject('displayEnvironment'))
