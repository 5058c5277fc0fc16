import { problem, type HttpProblem } from './problem.ts'

/** 401: nobody enrolled this device here, or the endpoint was restored from before it was. It can enroll again with the key it has. */
export const unknownDevice = (): HttpProblem =>
  problem(401, 'unknown_device', 'This device is not enrolled here. Ask an admin for a new enrollment code.')

/** 403: whatever the device sent would be of somebody who was deleted. */
export const deletedPersonsDevice = (): HttpProblem =>
  problem(
    403,
    'person_deleted',
    'The records of this person were deleted, and none are taken any more. Remove this agent, or delete its data folder.',
  )

/** 403: the device sends nothing more, until it enrolls again. */
export const revokedDevice = (): HttpProblem =>
  problem(403, 'revoked', 'This device has been revoked. To use it again, ask an admin for a new enrollment code.')
