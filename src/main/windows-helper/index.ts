export { helperCallSource } from './helper-call-source.ts'
export { openHelper, type HelperSources } from './open-helper.ts'
export { windowsHelper, type WindowsHelper } from './helper-process.ts'
export {
  firstPages,
  helperIdleSource,
  helperPages,
  helperPowerSource,
  helperSourceName,
  helperWindowSource,
} from './helper-sources.ts'
