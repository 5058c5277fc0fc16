import { versionNumbers } from '../health.ts'
import { releaseFileName, releasesAnswer, updateAnswer } from '../releases.ts'
import { routes, routesWith, tooManyRequests } from './route.ts'

const { get } = routesWith({ tag: 'Devices', access: 'device' })
const revoked = { status: 403, code: 'revoked', when: 'the device has been revoked' }

export const releaseRoutes = routes({
  deviceUpdate: get('/v1/device/update', {
    summary: 'The release that a device is to become, as its publisher signed it; the agent checks the signature',
    params: { version: versionNumbers.describe('that the agent has') },
    answer: updateAnswer,
    problems: [revoked, tooManyRequests],
  }),
  releaseFile: get('/v1/releases/{version}/files/{name}', {
    summary: 'A file of a release, also a range of it',
    params: { version: versionNumbers, name: releaseFileName },
    produces: 'application/octet-stream',
    problems: [
      { status: 404, code: 'unknown_release', when: 'there is no such file of a release that is whole' },
      revoked,
      tooManyRequests,
    ],
  }),
  releases: get('/v1/releases', {
    summary: 'Releases on file, the versions that computers run, and how far the roll-out is',
    access: 'person',
    answer: releasesAnswer,
  }),
})
