// `npm run agent`: starts the desktop agent of this checkout in the tray, with the arguments after `--`.
import { buildIfStale } from './build.mjs'
import { withDisplay } from './display.mjs'
import { exitCodeOf, launchElectron } from './launch-electron.mjs'

buildIfStale()
process.exitCode = await withDisplay((env) =>
  exitCodeOf(launchElectron(['.', '--hidden', ...process.argv.slice(2)], { env })),
)
