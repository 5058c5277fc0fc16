/** The used part of the `x11` package, which has no types. */
declare module 'x11' {
  export type Callback<Answer> = (error: Error | null | undefined, answer: Answer) => boolean | void

  export interface XEvent {
    readonly name: string
    readonly wid: number
    readonly atom?: number
  }
  export interface XProperty {
    /** 0: the window has no such property. */
    readonly type: number
    /** Bits per element: 8, 16 or 32. */
    readonly format: number
    readonly data: Uint8Array
  }
  export interface XScreenSaver {
    QueryInfo(drawable: number, callback: Callback<{ readonly idle: number }>): void
  }
  export interface XClient {
    readonly stream?: { on(event: 'close' | 'error', listener: () => void): void; destroy(): void }
    on(event: 'event', listener: (event: XEvent) => void): void
    on(event: 'error', listener: (error: Error) => void): void
    on(event: 'end', listener: () => void): void
    InternAtom(onlyIfExists: boolean, name: string, callback: Callback<number>): void
    GetProperty(
      remove: 0 | 1,
      window: number,
      property: number,
      type: number,
      offset: number,
      length: number,
      callback: Callback<XProperty>,
    ): void
    GetInputFocus(callback: Callback<{ readonly focus: number }>): void
    SetInputFocus(window: number, revertTo: 0 | 1 | 2): void
    AllocID(): number
    CreateWindow(window: number, parent: number, x: number, y: number, width: number, height: number): void
    MapWindow(window: number): void
    DestroyWindow(window: number): void
    ChangeProperty(mode: 0, window: number, property: number, type: number, format: 8 | 32, data: Uint8Array): void
    SendClientMessage(destination: number, window: number, type: number, format: 32, data: readonly number[]): void
    ChangeWindowAttributes(window: number, values: { eventMask: number }, callback: Callback<unknown>): void
    QueryExtension(name: string, callback: Callback<{ readonly present: number }>): void
    require(extension: 'screen-saver', callback: Callback<XScreenSaver>): void
    terminate(): void
  }
  export interface XDisplay {
    readonly client: XClient
    readonly screen: readonly { readonly root: number }[]
  }
  const x11: {
    createClient(
      options: { display: string; shm?: false; disableBigRequests?: boolean },
      callback: (error: Error | null | undefined, display: XDisplay) => void,
    ): XClient
    readonly eventMask: { readonly PropertyChange: number; readonly StructureNotify: number }
  }
  export default x11
}
