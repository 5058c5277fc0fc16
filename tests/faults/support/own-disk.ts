import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Runs a command after `mounting` (shell, `$1` is the directory), in a mount name space of its own. */
const mounted = (mounting: string, directory: string, command: readonly string[]) =>
  spawnSync(
    'unshare',
    ['--map-root-user', '--mount', 'sh', '-c', `${mounting} && shift && exec "$@"`, 'sh', directory, ...command],
    { encoding: 'utf8' },
  )

/** With a file system of 1.5 MB on `directory`. */
export const onSmallDisk = (directory: string, ...command: string[]) =>
  mounted('mount -t tmpfs -o size=1500k none "$1"', directory, command)

/** With `directory` as it is, but read-only. */
export const onReadOnlyDisk = (directory: string, ...command: string[]) =>
  mounted('mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"', directory, command)

/** Whether name spaces are allowed here; containers often deny them. */
export const mountable = existsSync('/mnt') && onSmallDisk('/mnt', 'true').status === 0
