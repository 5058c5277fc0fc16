/** Saves a text as a file; false if the user canceled. */
export type SaveFile = (name: string, text: string) => Promise<boolean>

/** Saves to the browser's download folder. */
export function browserSaveFile(document: Document): SaveFile {
  return async (name, text) => {
    // The byte order mark tells spreadsheet programs that the file is UTF-8.
    download(document, new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }), name)
    return true
  }
}

export function download(document: Document, content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
