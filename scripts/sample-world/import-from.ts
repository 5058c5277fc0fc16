import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A module of another checkout. @param source its root @param path of the module in it */
export async function importFrom<Module>(source: string, path: string): Promise<Module> {
  return (await import(pathToFileURL(join(source, path)).href)) as Module
}
