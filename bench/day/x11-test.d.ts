import 'x11'

/** What a scripted day uses beyond what the product does: keys nobody pressed. */
declare module 'x11' {
  interface XTest {
    readonly KeyPress: number
    readonly KeyRelease: number
    FakeInput(type: number, keycode: number, time: number, window: number, x: number, y: number): void
  }
  interface XClient {
    require(extension: 'xtest', callback: Callback<XTest>): void
  }
}
