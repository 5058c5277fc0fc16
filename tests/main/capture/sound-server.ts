import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { programCalled } from './program-called.ts'

/** A sound server of one's own, with a `microphone` and a loudspeaker, `speaker`. */
export interface SoundServer {
  /** Where it is, for programs that use it. */
  readonly env: Readonly<Record<string, string>>
  /** A program of this name that records from a device. */
  record(name: string, device: string): ChildProcess
}

/** @param folder for its socket and programs @param later is told what ends it */
export function startSoundServer(folder: string, later: (undo: () => unknown) => void): SoundServer {
  const socket = join(folder, 'native')
  const env = { XDG_RUNTIME_DIR: folder, PULSE_SERVER: `unix:${socket}` }
  const run = (program: string, ...parameters: readonly string[]): ChildProcess => {
    const child = spawn(program, parameters, { env: { ...process.env, ...env, HOME: folder }, stdio: 'ignore' })
    later(() => child.kill('SIGKILL'))
    return child
  }
  const modules = [`module-native-protocol-unix socket=${socket}`, 'module-null-sink sink_name=speaker']
  run(
    'pulseaudio',
    ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disallow-exit'],
    ...[...modules, 'module-null-source source_name=microphone'].flatMap((module) => ['-L', module]),
  )
  return {
    env,
    record: (name, device) => run(programCalled(name, '/usr/bin/pacat', folder), '--record', `--device=${device}`),
  }
}
