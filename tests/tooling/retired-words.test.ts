import { execFileSync } from 'node:child_process'
import { matchesGlob } from 'node:path'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const listed = z.object({ instead: z.string(), allowed: z.array(z.string()) })
const schema = z.object({
  words: z.array(z.union([listed.extend({ identifier: z.string() }), listed.extend({ phrase: z.string() })])),
  notListed: z.array(z.object({ row: z.string(), reason: z.string().min(10) })),
})

const root = new URL('../../', import.meta.url)
const retired = schema.parse(JSON.parse(readFileSync(new URL('docs/retired-words.json', root), 'utf8')))

/** Where the words are named on purpose. */
const ofTheList = ['docs/retired-words.json', 'docs/glossary.md', 'tests/tooling/retired-words.test.ts']

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => /\.(ts|tsx|mjs|css|html|md|json|yml|sh)$/.test(file))
  .filter(
    (file) =>
      !ofTheList.includes(file) && !/^(package-lock\.json|tests\/fixtures\/|scripts\/electron-fallback\/)/.test(file),
  )

function hasIdentifier(identifier: string): (line: string) => boolean {
  const pattern = new RegExp(`(?<![A-Za-z0-9_])${identifier}(?![A-Za-z0-9_])`)
  return (line) => pattern.test(line)
}

/** In any case, unless the phrase begins with a capital letter. */
function hasPhrase(phrase: string): (line: string) => boolean {
  return /^[A-Z]/.test(phrase)
    ? (line) => line.includes(phrase)
    : (line) => line.toLowerCase().includes(phrase.toLowerCase())
}

test('no retired identifier or phrase stands outside its allowed places', () => {
  const searched = retired.words.map((word) => ({
    ...word,
    text: 'identifier' in word ? word.identifier : word.phrase,
    isIn: 'identifier' in word ? hasIdentifier(word.identifier) : hasPhrase(word.phrase),
  }))
  const found = files.flatMap((file) => {
    let lines: string[]
    try {
      lines = readFileSync(new URL(file, root), 'utf8').split('\n')
    } catch {
      // A file that git still lists and that was deleted.
      return []
    }
    return searched
      .filter(({ allowed }) => !allowed.some((glob) => matchesGlob(file, glob)))
      .flatMap(({ text, instead, isIn }) =>
        lines.flatMap((line, index) => (isIn(line) ? [`${file}:${index + 1}: ${text} (say: ${instead})`] : [])),
      )
  })
  expect(found).toEqual([])
})

test('every allowed place is one: a file or folder that is there', () => {
  const places = new Set(retired.words.flatMap(({ allowed }) => allowed))
  const known = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\n')
  expect([...places].filter((glob) => !known.some((file) => matchesGlob(file, glob)))).toEqual([])
})
