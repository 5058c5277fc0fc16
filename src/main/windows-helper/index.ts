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
