export { withinWorkingTime } from './clip-spans.ts'
export { hoursText } from './hours-text.ts'
export { always, workingTimeOf, type WorkingTime } from './working-time.ts'
