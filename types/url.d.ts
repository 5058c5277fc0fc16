/** The one global that Node, Electron and browsers share and src/shared uses: the WHATWG URL parser. */
declare class URL {
  static canParse(url: string): boolean
  constructor(url: string)
  readonly protocol: string
  readonly hostname: string
  readonly pathname: string
  readonly hash: string
}
