# An installer by NSIS alone, without electron-builder's plug-ins, which come from a release host: scripts/packages/nsis.mjs compiles it with Debian's
# makensis around any folder of files, so that build/installer.nsh is compiled and run before a release. Silent, without pages.
#
# Defines: VERSION, APP_FOLDER (the agent's files), OUTPUT. Parameters: /S, /currentuser or /allusers, /D=FOLDER (the last one).

Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
Name "TouchLedger"
OutFile "${OUTPUT}"
ManifestSupportedOS all

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\TouchLedger"
!define UNINSTALLER "Uninstall TouchLedger.exe"
RequestExecutionLevel user
SilentInstall silent
SilentUnInstall silent

!include LogicLib.nsh
!include FileFunc.nsh
!insertmacro GetParameters
!insertmacro GetOptions
!insertmacro GetParent

Var installMode
Var updated

!macro _isUpdated _a _b _t _f
  StrCmp $updated "1" `${_t}` `${_f}`
!macroend
!define isUpdated `"" isUpdated ""`

!include "..\installer.nsh"

# As electron-builder's installers: for one person unless it is asked for everybody.
!macro chooseMode
  SetRegView 64
  StrCpy $installMode CurrentUser
  SetShellVarContext current
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/allusers" $R1
  ${ifNot} ${Errors}
    StrCpy $installMode all
    SetShellVarContext all
  ${endif}
  StrCpy $updated 0
  ClearErrors
  ${GetOptions} $R0 "--updated" $R1
  ${ifNot} ${Errors}
    StrCpy $updated 1
  ${endif}
!macroend

Function .onInit
  !insertmacro chooseMode
  ${if} $INSTDIR == ""
    ${if} $installMode == "all"
      StrCpy $INSTDIR "$PROGRAMFILES64\TouchLedger"
    ${else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\TouchLedger"
    ${endif}
  ${endif}
FunctionEnd

Function un.onInit
  !insertmacro chooseMode
FunctionEnd

Section "install"
  !insertmacro customCheckAppRunning
  SetOutPath "$INSTDIR"
  File /r "${APP_FOLDER}/*"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  ${if} $installMode == "all"
    StrCpy $0 "/allusers"
  ${else}
    StrCpy $0 "/currentuser"
  ${endif}
  WriteRegStr SHELL_CONTEXT "${UNINSTALL_KEY}" "DisplayName" "TouchLedger"
  WriteRegStr SHELL_CONTEXT "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHELL_CONTEXT "${UNINSTALL_KEY}" "Publisher" "The TouchLedger contributors"
  WriteRegStr SHELL_CONTEXT "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHELL_CONTEXT "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}" $0'
  WriteRegStr SHELL_CONTEXT "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" $0 /S'
  CreateShortCut "$SMPROGRAMS\TouchLedger.lnk" "$INSTDIR\TouchLedger.exe"
  !insertmacro customInstall
SectionEnd

Section "un.install"
  !insertmacro customCheckAppRunning
  !insertmacro customUnInstall
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR"
  Delete "$SMPROGRAMS\TouchLedger.lnk"
  DeleteRegKey SHELL_CONTEXT "${UNINSTALL_KEY}"
SectionEnd
