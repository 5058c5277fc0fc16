import type { ImportJob, ImportPreview } from '../../shared/contract/clients.ts'
import type { ImportedFile, WorklistMapping } from '../../shared/contract/denials.ts'
import type { HttpTeamClient } from './http-team-client.ts'

/** What the endpoint answers to a file: what became of it, or the job that is still at it. */
export type ImportAnswer = ImportedFile | { readonly job: ImportJob }

/** Sends files to the endpoint. Only in a browser: a window of the desktop app has no network. */
export class ImportClient {
  readonly #http: Pick<HttpTeamClient, 'ask'>

  constructor(http: Pick<HttpTeamClient, 'ask'>) {
    this.#http = http
  }

  /** How the file would be read; nothing is imported. @throws ClientProblem when it cannot be read at all */
  preview(file: File, mapping: WorklistMapping | null): Promise<ImportPreview> {
    return this.#send(file, mapping, { preview: '1' })
  }
  /** @throws ClientProblem when the file is refused: then nothing of it was imported */
  import(file: File, mapping: WorklistMapping | null): Promise<ImportAnswer> {
    return this.#send(file, mapping, {})
  }

  #send<Answer>(file: File, mapping: WorklistMapping | null, more: Record<string, string>): Promise<Answer> {
    const query = new URLSearchParams({ name: file.name, ...more })
    if (mapping) query.set('mapping', JSON.stringify(mapping))
    return this.#http.ask(`/v1/denials/import?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    })
  }
}
