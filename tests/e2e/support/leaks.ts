import { readFile } from 'node:fs/promises'
import { filesBelow, holds } from '../../integration/support/canary-search.ts'

/**
 * Searches all files below some folders, and what an agent said.
 * @returns `known`: how many files hold a text that is known to be stored; `leaks`: each secret with its place
 */
export async function searchForLeaks(
  folders: readonly string[],
  agentSaid: string,
  { known, secrets }: { readonly known: string; readonly secrets: readonly string[] },
): Promise<{ readonly known: number; readonly leaks: readonly string[] }> {
  const files = (await Promise.all(folders.map(filesBelow))).flat()
  const places = await Promise.all(files.map(async (file) => ({ file, bytes: await readFile(file) })))
  const said = { file: 'the agent said', bytes: Buffer.from(agentSaid) }
  return {
    known: places.filter(({ bytes }) => holds(bytes, known)).length,
    leaks: [...places, said].flatMap(({ file, bytes }) =>
      secrets.filter((secret) => holds(bytes, secret)).map((secret) => `${secret} in ${file}`),
    ),
  }
}
