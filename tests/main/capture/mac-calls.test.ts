import { afterEach, expect, test, vi } from 'vitest'
import { applicationOfProcess, macCallSource, recordingProcesses } from '../../../src/main/capture/mac-call-source.ts'

/** As macOS prints it: one program in a call, one that plays music, and a process that neither records nor plays. */
const assertions = `2026-12-02 13:20:57 -0600
Assertion status system-wide:
   UserIsActive                   1
   PreventUserIdleSystemSleep     1
Listed by owning process:
   pid 441(coreaudiod): [0x0003687300018c04] 00:28:03 PreventUserIdleSystemSleep named: "com.apple.audio.VPAUAggregateAudioDevice-0x9b5961c40.context.preventuseridlesleep"
\tCreated for PID: 2032.
\tResources: audio-in audio-out BuiltInMicrophoneDevice
   pid 441(coreaudiod): [0x0003687300018c05] 00:01:03 PreventUserIdleSystemSleep named: "com.apple.audio.BuiltInSpeakerDevice.context.preventuseridlesleep"
\tCreated for PID: 777.
\tResources: audio-out BuiltInSpeakerDevice
   pid 334(powerd): [0x0003649400018a58] 00:44:34 PreventUserIdleSystemSleep named: "Powerd - Prevent sleep while display is on"
`

afterEach(() => vi.useRealTimers())

test('a process records while macOS keeps the computer awake for its sound input', () => {
  expect(recordingProcesses(assertions)).toEqual([2032])
  expect(recordingProcesses(assertions.replace('audio-in audio-out', 'audio-out audio-in'))).toEqual([2032])
  expect(recordingProcesses('')).toEqual([])
  // A sound server that names no process, followed by another program's assertion.
  expect(recordingProcesses(assertions.replace('\tCreated for PID: 2032.\n', ''))).toEqual([])
})

test('a helper inside of an application counts as the application', () => {
  const chrome = '/Applications/Google Chrome.app/Contents'
  const helper = `${chrome}/Frameworks/Google Chrome Framework.framework/Helpers/Google Chrome Helper.app/Contents/MacOS/Google Chrome Helper`
  expect(applicationOfProcess(helper)).toBe('google chrome')
  expect(applicationOfProcess(`${chrome}/MacOS/Google Chrome`)).toBe('google chrome')
  expect(applicationOfProcess('/Applications/zoom.us.app/Contents/MacOS/zoom.us\n')).toBe('zoom.us')
  expect(
    applicationOfProcess('/System/Library/PrivateFrameworks/CoreSpeech.framework/corespeechd'),
    'the listener for "Hey Siri" is no call',
  ).toBeNull()
  expect(applicationOfProcess('')).toBeNull()
})

/** macOS' programs; `paths` by process id. */
const mac = (paths: ReadonlyMap<string, string>) => ({
  assertions: '',
  fails: false,
  run(file: string, args: readonly string[]): Promise<string> {
    if (this.fails) return Promise.reject(new Error('no such program'))
    if (file === '/usr/bin/pmset') return Promise.resolve(this.assertions)
    const path = paths.get(args.at(-1) ?? '')
    return path === undefined ? Promise.reject(new Error('exit code 1')) : Promise.resolve(`${path}\n`)
  },
})

test('a call begins and ends within five seconds, is told once, and a failed question loses the source', async () => {
  vi.useFakeTimers()
  const system = mac(new Map([['2032', '/Applications/zoom.us.app/Contents/MacOS/zoom.us']]))
  const told: string[] = []
  const subscribe = () =>
    macCallSource((file, args) => system.run(file, args)).subscribe(
      (apps) => told.push([...apps].join()),
      (error) => told.push(error.message),
    )
  const end = subscribe()
  await vi.advanceTimersByTimeAsync(0)
  expect(told.splice(0)).toEqual([''])
  system.assertions = assertions
  await vi.advanceTimersByTimeAsync(30_000)
  expect(told.splice(0)).toEqual(['zoom.us'])
  // The process ended between the two questions.
  system.assertions = assertions.replace('2032', '4242')
  await vi.advanceTimersByTimeAsync(5000)
  expect(told.splice(0)).toEqual([''])
  system.fails = true
  await vi.advanceTimersByTimeAsync(30_000)
  expect(told.splice(0)).toEqual(['macOS does not say which programs use the microphone'])
  end()

  system.fails = false
  const endAgain = subscribe()
  await vi.advanceTimersByTimeAsync(0)
  endAgain()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(told.splice(0), 'nothing is asked after the end').toEqual([''])
  expect(vi.getTimerCount()).toBe(0)
})
