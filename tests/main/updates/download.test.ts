import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { download, type LoadFrom } from '../../../src/main/updates/download.ts'

const content = Buffer.from('a package '.repeat(10_000))
const file = { name: 'agent.deb', size: content.length, sha512: createHash('sha512').update(content).digest('hex') }
const never = new AbortController().signal

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'touchledger-download-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Serves a file by ranges, at most `atOnce` bytes of it. */
const server = (bytes: Uint8Array, atOnce = Number.POSITIVE_INFINITY) => {
  const asked: number[] = []
  const load: LoadFrom = async (from) => {
    asked.push(from)
    const part = bytes.slice(from, from + atOnce)
    return new Response(part, { status: from > 0 ? 206 : 200 })
  }
  return { asked, load }
}

test('a file is loaded, checked and named', async () => {
  const path = await download(folder, file, server(content).load, never)
  expect([path, readFileSync(path).equals(content)]).toEqual([join(folder, 'agent.deb'), true])
})

test('a download goes on where the one before broke off', async () => {
  const { asked, load } = server(content, 40_000)
  for (let tries = 0; tries < 2; tries++) {
    await expect(download(folder, file, load, never)).rejects.toMatchObject({ why: 'unreachable' })
  }
  const path = await download(folder, file, load, never)
  expect([asked, readFileSync(path).equals(content)]).toEqual([[0, 40_000, 80_000], true])
})

test('an endpoint that knows no ranges sends the file anew', async () => {
  await expect(download(folder, file, server(content, 40_000).load, never)).rejects.toMatchObject({
    why: 'unreachable',
  })
  const path = await download(folder, file, async () => new Response(content), never)
  expect(readFileSync(path).equals(content)).toBe(true)
})

test('other content, and too much of it, is dropped: the next try begins anew', async () => {
  const others = [Buffer.from(content).fill('x', 50_000, 50_001), Buffer.concat([content, Buffer.from('more')])]
  for (const other of others) {
    await expect(download(folder, file, server(other).load, never)).rejects.toMatchObject({ why: 'damaged' })
    const { asked, load } = server(content)
    await download(folder, file, load, never)
    expect(asked).toEqual([0])
    rmSync(join(folder, 'agent.deb'))
  }
})

test('what is there already is not loaded again, and what is left of another version is deleted', async () => {
  writeFileSync(join(folder, 'other.part'), 'of another version')
  await download(folder, file, server(content).load, never)
  const { asked, load } = server(content)
  await download(folder, file, load, never)
  expect([asked, readdirSync(folder)]).toEqual([[], ['agent.deb']])
})

test('an endpoint that falls silent is given up, and what came stays', async () => {
  const silent: LoadFrom = async (_from, signal) =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(content.subarray(0, 1000)))
          signal.addEventListener('abort', () => controller.error(new Error('aborted')))
        },
      }),
    )
  await expect(download(folder, file, silent, never, 50)).rejects.toMatchObject({ why: 'unreachable' })
  const { asked, load } = server(content)
  await download(folder, file, load, never)
  expect(asked).toEqual([1000])
})

test('refusals and failures of the network are told from a damaged file', async () => {
  const refused = async () => new Response('no', { status: 404 })
  await expect(download(folder, file, refused, never)).rejects.toMatchObject({ why: 'unreachable' })
  const unheard = () => Promise.reject(new TypeError('fetch failed'))
  await expect(download(folder, file, unheard, never)).rejects.toMatchObject({ why: 'unreachable' })
})
