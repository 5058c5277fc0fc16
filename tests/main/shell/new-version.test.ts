import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { onReplaced } from '../../../src/main/shell/new-version.ts'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const each of cleanUp.splice(0).toReversed()) each()
})

const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-version-'))
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('another version is noticed once its last file is there, and once only; a removal is none', async () => {
  const file = join(freshFolder(), 'installed')
  writeFileSync(file, '1')
  const replaced = vi.fn<() => void>()
  cleanUp.push(onReplaced(file, replaced, 20))
  const looked = () => new Promise((resolve) => setTimeout(resolve, 100))
  await looked()
  rmSync(file)
  await looked()
  expect(replaced).not.toHaveBeenCalled()
  writeFileSync(file, '2')
  await vi.waitFor(() => expect(replaced).toHaveBeenCalledOnce(), { timeout: 60_000 })
  writeFileSync(file, '3')
  await looked()
  expect(replaced).toHaveBeenCalledOnce()
})

// Linux alone has packages that are swapped under a running agent.
test.skipIf(process.platform === 'win32')(
  'the version that takes over starts after this process has ended, with its words as they are',
  async () => {
    const folder = freshFolder()
    const [out, ended] = [join(folder, 'out'), join(folder, 'ended')]
    const module = new URL('../../../src/main/shell/new-version.ts', import.meta.url).href
    const script = `
    import { writeFileSync } from 'node:fs'
    import { startAfterThis } from ${JSON.stringify(module)}
    startAfterThis('/bin/sh', ['-c', 'test -e "$1" && printf "%s" "$2" > "$3"', 'sh', ${JSON.stringify(ended)}, 'a "b" $c', ${JSON.stringify(out)}])
    setTimeout(() => writeFileSync(${JSON.stringify(ended)}, ''), 300)`
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
    await vi.waitFor(() => expect(existsSync(out) && readFileSync(out, 'utf8')).toBe('a "b" $c'), { timeout: 60_000 })
  },
)
