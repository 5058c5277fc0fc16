import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'

/** A program under another name, in this folder: the agent knows programs by their files. */
export function programCalled(name: string, file: string, folder: string): string {
  const program = join(folder, name)
  if (!existsSync(program)) copyFileSync(file, program)
  return program
}
