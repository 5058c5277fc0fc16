import { type FileParams, fileRequest, type TeamFile } from '../../shared/contract/team-calls.ts'
import type { HttpTeamClient } from './http-team-client.ts'
import { download } from './save-file.ts'

/** Loads a file of the endpoint and saves it under a name; false if the user canceled. @throws ClientProblem */
export type LoadFile = <Name extends TeamFile>(name: Name, params: FileParams<Name>, as: string) => Promise<boolean>

/** Saves to the browser's download folder. A link would not do: the endpoint wants the token in a header. */
export function browserLoadFile(http: Pick<HttpTeamClient, 'blob'>, document: Document): LoadFile {
  return async (name, params, as) => {
    const { path } = fileRequest(name, params)
    download(document, await http.blob(path), as)
    return true
  }
}
