import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { newReleaseKey, publicReleaseKey } from '../host/release-signature.ts'
import { makeRelease, targetOf } from './release/make-release.ts'

// `npm run release -- key FILE` makes the publisher's key pair; `npm run release -- sign` makes a signed release of packages.

const usage = `usage: npm run release -- key FILE
       npm run release -- sign --key FILE --to DIR PACKAGE…

key    makes a publisher's key: FILE, which stays secret, and FILE.pub, which is built into packages
       (TOUCHLEDGER_UPDATE_KEY=FILE.pub npm run package …)
sign   makes DIR/VERSION of the packages of one version: copies, release.json and its signature
`

class Wrong extends Error {}

function makeKey(file: string): void {
  if (existsSync(file)) throw new Wrong(`${file} is there already. Agents know its public half: it is not replaced.`)
  const { privateKey, publicKey } = newReleaseKey()
  writeFileSync(file, privateKey, { mode: 0o600, flag: 'wx' })
  writeFileSync(`${file}.pub`, publicKey)
  process.stdout.write(`made ${file} and ${file}.pub\n`)
}

async function sign(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { key: { type: 'string' }, to: { type: 'string' } },
    allowPositionals: true,
  })
  if (values.key === undefined || values.to === undefined || positionals.length === 0) throw new Wrong(usage)
  const privateKey = readFileSync(values.key, 'utf8')
  try {
    publicReleaseKey(privateKey)
  } catch {
    throw new Wrong(`${values.key} holds no private Ed25519 key. Make one with: npm run release -- key FILE`)
  }
  const left = positionals.filter((file) => targetOf(basename(file)) === null)
  for (const file of left) process.stderr.write(`left out ${file}: no agent updates from such a file\n`)
  const files = positionals.filter((file) => !left.includes(file))
  const [first] = files
  const version = first === undefined ? undefined : targetOf(basename(first))?.version
  if (version === undefined) throw new Wrong('There is no package that agents update from: deb, tar.gz or exe.')
  const folder = await makeRelease({ version, files, privateKey, to: resolve(values.to), released: new Date() })
  process.stdout.write(`made ${folder}\n`)
}

try {
  const [command, ...args] = process.argv.slice(2)
  if (command === 'key' && args[0] !== undefined && args.length === 1) makeKey(args[0])
  else if (command === 'sign') await sign(args)
  else throw new Wrong(usage)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = error instanceof Wrong ? 2 : 1
}
