import type { ImportedFile, ImportPreview, WorklistMapping } from '../../shared/contract/imports.ts'
import type { HttpTeamClient } from './http-team-client.ts'

/** Sends files to the endpoint. Browser only: a window of the desktop app has no network access. */
export class ImportClient {
  readonly #http: Pick<HttpTeamClient, 'ask'>

  constructor(http: Pick<HttpTeamClient, 'ask'>) {
    this.#http = http
  }

  /** Previews an import without saving anything. @throws ClientProblem when the file cannot be read */
  preview(file: File, mapping: WorklistMapping): Promise<ImportPreview> {
    return this.#send(file, mapping, { preview: '1' })
  }
  /**
   * @param job under which its progress can be asked for, and it can be canceled
   * @param leaveOut imports a worklist without its rows at fault
   * @throws ClientProblem when the file is refused: then nothing of it was imported
   */
  import(
    file: File,
    mapping: WorklistMapping,
    { job, leaveOut }: { readonly job: string; readonly leaveOut: boolean },
  ): Promise<ImportedFile> {
    return this.#send(file, mapping, { job, ...(leaveOut && { leaveOutFaultyRows: '1' }) })
  }

  #send<Answer>(file: File, mapping: WorklistMapping, more: Record<string, string>): Promise<Answer> {
    const query = new URLSearchParams({ name: file.name, ...more })
    if (Object.keys(mapping).length > 0) query.set('map', JSON.stringify(mapping))
    return this.#http.ask(`/v1/denials/import?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    })
  }
}
