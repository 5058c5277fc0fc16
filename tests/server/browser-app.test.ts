import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { serveBrowserApp } from '../../src/server/http/browser-app.ts'

test('only a file of the app that is there may be kept for ever', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-app-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'assets', 'main-abc.js'), 'export {}')
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  const app = Fastify()
  await serveBrowserApp(app, folder)
  const asked = async (url: string) => {
    const { statusCode, headers } = await app.inject(url)
    return [statusCode, headers['cache-control']]
  }
  expect(await asked('/assets/main-abc.js')).toEqual([200, 'public, max-age=31536000, immutable'])
  expect(await asked('/assets/main-old.js')).toEqual([404, 'no-store'])
  expect(await asked('/assets/..%2f..%2fsecret.js')).toEqual([403, undefined])
  expect(await asked('/missing.js')).toEqual([404, 'no-store'])
  expect(await asked('/team')).toEqual([200, 'no-cache'])
  await app.close()
  await rm(folder, { recursive: true, force: true })
})
