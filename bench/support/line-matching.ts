import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

const startWithinMs = 60_000

/**
 * What the pattern's first group finds in what the program says; then on, nobody listens but all is read.
 * @throws when the program ends before, or says nothing of the kind within a minute
 */
export const lineMatching = async (
  child: ChildProcess,
  name: 'stdout' | 'stderr',
  pattern: RegExp,
): Promise<string> => {
  const stream = child[name]
  if (stream === null) throw new Error('this program cannot be heard')
  const said: string[] = []
  return new Promise<string>((resolve, reject) => {
    const fail = (how: string) => {
      clearTimeout(impatience)
      reject(new Error(`${child.spawnfile} ${how}:\n${said.join('\n')}`))
    }
    const impatience = setTimeout(() => {
      child.kill('SIGKILL')
      fail('did not come up')
    }, startWithinMs)
    child.once('error', (error) => fail(`could not be started (${error.message})`))
    child.once('exit', () => fail('ended'))
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line)
      const found = pattern.exec(line)?.[1]
      if (found === undefined) return
      clearTimeout(impatience)
      resolve(found)
    })
  })
}
