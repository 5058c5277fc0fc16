// Electron's default app for the fallback distribution, which has none: `electron path/to/app` starts that app.
// Like the original it takes the first argument that is no switch, takes over name, version and paths from the app's
// package.json, and runs its main file. It knows nothing of TouchLedger.
'use strict'

const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { app } = require('electron')

// better-sqlite3 13 needs Node-API 10, which this Electron lacks: loading it ends the process. The version beside this
// file was built for this Electron.
const sqlite = path.join(__dirname, 'node_modules', 'better-sqlite3')
const resolveFilename = Module._resolveFilename
Module._resolveFilename = function (request, ...rest) {
  const redirected = request === 'better-sqlite3' || request === 'better-sqlite3-multiple-ciphers' ? sqlite : request
  return resolveFilename.call(this, redirected, ...rest)
}

function readArguments(argv) {
  const preload = []
  for (let index = 1; index < argv.length; index += 1) {
    const argument = argv[index]
    if (argument === '-r' || argument === '--require') preload.push(argv[(index += 1)])
    else if (!argument.startsWith('-')) return { preload, target: path.resolve(argument) }
  }
  return { preload, target: undefined }
}

async function runApplication(target) {
  const manifest = path.join(target, 'package.json')
  const description = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : undefined
  if (description) {
    if (description.version) app.setVersion(description.version)
    const name = description.productName || description.name
    if (name) app.setName(name)
    app.setDesktopName(description.desktopName || `${app.getName()}.desktop`)
    if (!app.commandLine.hasSwitch('user-data-dir')) {
      app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
    }
  }
  const main = Module._resolveFilename(target, null, true)
  app.setAppPath(description ? target : path.dirname(main))
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  // CommonJS at once: Electron becomes ready while a promise is waited for, and what an app must do before (its own scheme,
  // its switches) would come too late.
  if (main.endsWith('.cjs') || (main.endsWith('.js') && description?.type !== 'module')) Module._load(main, null, true)
  else await import(pathToFileURL(main).href)
}

const { preload, target } = readArguments(process.argv)
for (const file of preload) require(path.resolve(file))
if (!target) {
  process.stderr.write('usage: electron path/to/app\n')
  process.exit(1)
}
runApplication(target).catch((error) => {
  process.stderr.write(`${error && error.stack ? error.stack : error}\n`)
  process.exit(1)
})
